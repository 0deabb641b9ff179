"""The stage that finds the cast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from fabula.reading.cast.described import described_people
from fabula.reading.cast.evidence import NameUse, gender_of, name_uses, side_by_side
from fabula.reading.cast.joining import Person, aliases, join, main_name
from fabula.reading.cast.kinds import kinds
from fabula.reading.cast.narrator import first_person, narrator_among
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft
from fabula.story.records import Character

PERSON = 1.0  # the least evidence that a name is somebody's


def find_cast(draft: Draft) -> Draft:
    """The draft with its characters, its narrator and a first resolution of its phrases.

    Those with a name come first, then those known by a description alone who speak or recur; ids go by first
    appearance. Characters given by the user keep their ids and names; others are added under new ids.
    """
    uses = [u for u in name_uses(draft) if is_person(u)]
    people = join(uses, side_by_side(draft, uses))
    told = first_person(draft)
    teller = narrator_among(draft, people) if told else None
    rows: list[tuple[int, Character, bool]] = []
    for n, person in enumerate(people):
        rows.append((person.first, _character(f"n{n}", person, teller is person), teller is person))
    if told and teller is None:
        rows.append((_first_i(draft), Character(id="i", name="the narrator", pronouns="I", confidence=0.9), True))
    named = replace(
        draft,
        characters=tuple(row for _, row, _ in rows),
        narrator=next((row.id for _, row, is_i in rows if is_i), None),
    )
    engine = Engine(named)
    entities = engine.run()
    found = described_people(named, engine, entities)
    rows += [(first, row, False) for first, row in found]
    return _numbered(named, rows, entities, engine)


def is_person(use: NameUse) -> bool:
    """Whether a name is more likely somebody's than a place's or a thing's."""
    return use.person >= PERSON and use.person > use.place


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


def _numbered(
    draft: Draft, rows: Sequence[tuple[int, Character, bool]], entities: Sequence[str | None], engine: Engine
) -> Draft:
    """The draft with ids c1, c2 … by first appearance, pronouns by use and kinds."""
    ordered = sorted(rows, key=lambda r: r[0])
    ids = {row.id: f"c{n}" for n, (_, row, _) in enumerate(ordered, 1)}
    uses = pronoun_counts(draft, entities)
    shown = kinds(draft, entities)
    characters = []
    for _, row, is_i in ordered:
        used = row.pronouns if is_i or row.group else _by_use(row.pronouns, uses.get(row.id, Counter()))
        characters.append(replace(row, id=ids[row.id], pronouns=used, kind=shown.get(row.id)))
    narrator = next((ids[row.id] for _, row, is_i in ordered if is_i), None)
    return replace(
        draft,
        characters=tuple(characters),
        narrator=narrator,
        entities=tuple(ids.get(e, e) if e is not None else None for e in entities),
    )


def pronoun_counts(draft: Draft, entities: Sequence[str | None]) -> dict[str, Counter[str]]:
    """How often he, she, it or they stands for each entity."""
    out: dict[str, Counter[str]] = {}
    for phrase, entity in zip(draft.phrases, entities, strict=True):
        if entity is not None and phrase.form == "PRON" and phrase.person == 3 and phrase.gender:
            out.setdefault(entity, Counter())[phrase.gender] += 1
    return out


def _by_use(lexical: str | None, used: Counter[str]) -> str | None:
    if lexical is not None:
        return lexical
    return used.most_common(1)[0][0] if used else None
