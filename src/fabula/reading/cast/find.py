"""The stage that finds the cast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.reading.cast.called import join_called
from fabula.reading.cast.described import described_people
from fabula.reading.cast.evidence import gender_of, name_uses, people_names, side_by_side
from fabula.reading.cast.given import Row, apart_from_given, with_given, with_surnames
from fabula.reading.cast.joining import Apart, Person, aliases, join, main_name
from fabula.reading.cast.kinds import kinds
from fabula.reading.cast.narrator import first_person, narrator_among
from fabula.reading.cast.revealed import revealed, with_revealed
from fabula.reading.cast.revised import LONG, Revision, revise
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft
from fabula.story.records import Character


def find_cast(draft: Draft) -> Draft:
    """The draft with its characters, its narrator and a first resolution of its phrases.

    Those with a name come first, then those known by a description alone who speak or recur; ids go by first
    appearance. Characters given by the user keep their ids and names; others are added under new ids.
    """
    uses = name_uses(draft)
    draft = replace(draft, given=with_surnames(draft.given, uses))
    settled, uses = apart_from_given(draft.given, uses)
    uses = people_names(uses)
    apart = side_by_side(draft, uses)
    people = join(uses, apart)
    told = first_person(draft)
    revised = _looked_at_again(_cast(draft, _rows(draft, people, told, settled)), people, apart)
    people = revised.people
    rows = _rows(draft, people, told, settled)
    named = _cast(draft, rows)
    rows = _by_use(named, rows, Engine(named, revised.described).run())
    named = _cast(draft, rows)
    engine = Engine(named, revised.described)
    entities = engine.run()
    rows += [Row(first, one) for first, one in described_people(named, engine, entities)]
    return _numbered(named, rows, entities)


def _looked_at_again(draft: Draft, people: Sequence[Person], apart: Apart) -> Revision:
    """The people after a first reading: of a short text by all its evidence, else by who answers to a name."""
    if draft.antecedents is not None and len(draft.words.tokens) < LONG:
        return revise(draft, people)
    engine = Engine(draft)
    entities = engine.run()
    owners = {f"n{n}": person for n, person in enumerate(people)}
    said = revealed(draft, engine, entities, owners)
    numbers = {id: n for n, id in enumerate(owners)}
    joined = join_called(draft, people, apart, [numbers.get(e or "") for e in entities])
    return Revision(with_revealed(joined, owners, said))


def _rows(draft: Draft, people: Sequence[Person], told: bool, settled: Mapping[str, Person]) -> list[Row]:
    """A row for each person, and one for a narrator whom nobody names."""
    teller = narrator_among(draft, [*settled.values(), *people]) if told else None
    known = {id: _row(n, person, person is teller) for n, (id, person) in enumerate(settled.items())}
    rows = with_given(draft.given, [_row(n, person, person is teller) for n, person in enumerate(people)], known)
    if told and not any(row.narrates for row in rows):
        rows.append(Row(_first_i(draft), Character(id="i", name="the narrator", pronouns="I", confidence=0.9), True))
    return rows


def _cast(draft: Draft, rows: Sequence[Row]) -> Draft:
    narrator = next((row.character.id for row in rows if row.narrates), None)
    return replace(draft, characters=tuple(row.character for row in rows), narrator=narrator)


def _row(n: int, person: Person, narrates: bool) -> Row:
    return Row(person.first, _character(f"n{n}", person, narrates), narrates)


def _character(id: str, person: Person, narrates: bool) -> Character:
    gender, _ = gender_of(person.uses)
    family = any(u.name.family for u in person.uses)
    evidence = sum(u.person for u in person.uses)
    return Character(
        id=id,
        name=main_name(person),
        aliases=tuple(aliases(person)),
        pronouns="I" if narrates else ("they" if family else gender),
        group=family,
        confidence=round(min(0.99, 0.5 + 0.05 * evidence), 2),
    )


def _first_i(draft: Draft) -> int:
    return next(i for i, p in enumerate(draft.phrases) if p.person == 1 and p.utterance is None and p.form == "PRON")


def _by_use(draft: Draft, rows: Sequence[Row], entities: Sequence[str | None]) -> list[Row]:
    """The rows with the pronouns that a first reading gave to those whose gender no name shows."""
    uses = pronoun_counts(draft, entities)
    out = []
    for row in rows:
        used = uses.get(row.character.id, Counter())
        if row.character.pronouns is None and used:
            row = replace(row, character=replace(row.character, pronouns=used.most_common(1)[0][0]))
        out.append(row)
    return out


def _numbered(draft: Draft, rows: Sequence[Row], entities: Sequence[str | None]) -> Draft:
    """The draft with ids c1, c2 … by first appearance, pronouns by use and kinds; given ids stay."""
    ordered = sorted(_by_use(draft, rows, entities), key=lambda r: r.first)
    taken = {one.id for one in draft.given}
    free = (f"c{n}" for n in range(1, len(ordered) + len(taken) + 1) if f"c{n}" not in taken)
    ids = {row.character.id: row.character.id if row.given else next(free) for row in ordered}
    shown = kinds(draft, entities)
    rows = [
        replace(row, character=replace(row.character, id=ids[row.character.id], kind=_kind(row.character, shown)))
        for row in ordered
    ]
    return replace(_cast(draft, rows), entities=tuple(None if e is None else ids.get(e, e) for e in entities))


def _kind(character: Character, shown: Mapping[str, str]) -> str | None:
    return character.kind or shown.get(character.id)


def pronoun_counts(draft: Draft, entities: Sequence[str | None]) -> dict[str, Counter[str]]:
    """How often he, she, it or they stands for each entity."""
    out: dict[str, Counter[str]] = {}
    for phrase, entity in zip(draft.phrases, entities, strict=True):
        if entity is not None and phrase.form == "PRON" and phrase.person == 3 and phrase.gender:
            out.setdefault(entity, Counter())[phrase.gender] += 1
    return out
