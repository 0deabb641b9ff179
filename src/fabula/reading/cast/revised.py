"""A second look at the cast of a short text: persons whom names alone left apart, descriptions of one person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fabula.reading.cast.joining import Person
from fabula.reading.cast.likeness import Signs, alike, answering, in_turn, may_be_one, signs
from fabula.reading.cast.lookup import phrase_at
from fabula.reading.cast.revealed import revealed
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft
from fabula.reading.introductions import named_so, self_named
from fabula.reading.lexicon import kin

LONG = 20_000  # words below which a text is looked at a second time


@dataclass(slots=True)
class Revision:
    """The people after a second look, and whom phrases of descriptions bring in, by index of the phrase.

    Ids are "n0", "n1" ... for the people, "d0", "d1" ... for those whom several descriptions and no name stand for.
    """

    people: list[Person]
    described: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _One:
    """Ids that stand for one; `person` where it has a name."""

    ids: list[str]
    person: Person | None


def revise(draft: Draft, people: Sequence[Person]) -> Revision:
    """The people of a short text, joined where the whole of its evidence says so.

    The characters of the draft have the ids "n0", "n1" ... of the people; others are left as they are.
    """
    engine = Engine(draft)
    entities = engine.run()
    known = {c.id for c in draft.characters}
    owners = {f"n{n}": person for n, person in enumerate(people) if f"n{n}" in known}
    found = signs(draft, engine, entities)
    said = revealed(draft, engine, entities, owners)
    sure = [(b, a) for a, b in answering(found, engine, owners)] + _introduced(draft, engine, entities, owners)
    sure += _parents(draft, engine, entities, owners) + in_turn(found, engine, owners)
    whose = {id: _One([id], owners.get(id)) for id in (*found.phrases, *owners, *(one for one, _ in said + sure))}
    for one, other in said:
        _unite(whose, one, other)
    for pair in sure + [(one, other) for _, one, other in alike(draft, found, engine, owners)]:
        _join(found, engine, owners, whose, pair, pair in sure)
    return _revision(draft, engine, found, people, owners, list(dict.fromkeys(whose.values())))


def _join(
    found: Signs,
    engine: Engine,
    owners: Mapping[str, Person],
    whose: dict[str, _One],
    pair: tuple[str, str],
    sure: bool,
) -> None:
    """Take a pair for one, where nothing that was joined to them keeps them apart; names never by a description."""
    one, home = whose[pair[0]], whose[pair[1]]
    if one is home or _apart(engine, one, home):
        return
    if one.person is not None and home.person is not None:
        named = {id: it.person for id, it in whose.items() if it.person is not None}
        if not owners.keys() >= set(pair) or not (sure or may_be_one(found, engine, named, pair)):
            return
    _unite(whose, *pair)


def _unite(whose: dict[str, _One], a: str, b: str) -> None:
    one, home = whose[a], whose[b]
    if one is home:
        return
    if one.person is not None and home.person is not None:
        home.person.uses.extend(one.person.uses)
    home.person = home.person or one.person
    home.ids += one.ids
    whose.update(dict.fromkeys(one.ids, home))


def _apart(engine: Engine, one: _One, home: _One) -> bool:
    """Whether the text tells any two of the ids apart: the eldest and the youngest."""
    root = engine.memory.root
    return any(root(b).is_other(root(a).order) for a in one.ids for b in home.ids)


def _introduced(
    draft: Draft, engine: Engine, entities: Sequence[str | None], owners: Mapping[str, Person]
) -> list[tuple[str, str]]:
    """Those whose names are told in so many words ("said the dragon. “My name is Fen.”"), each with the name."""
    out = []
    for said, index in self_named(draft).items():
        cue, name = draft.utterances[said].cue, entities[index]
        at = phrase_at(draft, cue.subject) if cue is not None and cue.subject is not None else None
        one = None if at is None else entities[at]
        if one is None or name not in owners or one in owners or draft.phrases[at or 0].form != "NOM":
            continue
        a, b = engine.memory.root(one), engine.memory.root(name or "")
        if not a.plural and not a.differs(b):
            out.append((one, name or ""))
    for index, at in named_so(draft).items():
        one, name = entities[at], entities[index]
        if one is not None and name is not None and one != name and name in owners:
            out.append((one, name))
    return out


def _parents(
    draft: Draft, engine: Engine, entities: Sequence[str | None], owners: Mapping[str, Person]
) -> list[tuple[str, str]]:
    """Those who are only called "Papa" or "Mam", each with the one whom the text tells to be that to who says so."""
    out = []
    memory = engine.memory
    for id, person in owners.items():
        if not all(use.name.words in {(word,) for word in kin()} for use in person.uses):
            continue
        told: Counter[str] = Counter()
        for use in person.uses:
            for i in use.at:
                said = draft.phrases[i].utterance
                cue = None if said is None else draft.utterances[said].cue
                at = phrase_at(draft, cue.subject) if cue is not None and cue.subject is not None else None
                child = None if at is None else entities[at]
                parent = None if child is None else memory.relative(child, use.name.words[0], use.name.gender)
                if parent is not None and parent.id != id:
                    told[parent.id] += 1
        out += [(id, one) for one, count in told.most_common(1) if count == told.total()]
    return out


def _revision(
    draft: Draft,
    engine: Engine,
    found: Signs,
    people: Sequence[Person],
    owners: Mapping[str, Person],
    ones: Sequence[_One],
) -> Revision:
    """The people who are left, and the descriptions that stand for them or for somebody without a name."""
    kept = [p for p in people if not any(p is q for q in owners.values()) or any(p is one.person for one in ones)]
    number = {id(p): n for n, p in enumerate(kept)}
    described: dict[int, str] = {}
    for n, one in enumerate(ones):
        plain = [id for id in one.ids if id not in owners]
        if not plain or (one.person is None and len(plain) < 2):
            continue
        id_of = f"d{n}" if one.person is None else f"n{number[id(one.person)]}"
        described |= {i: id_of for entity in plain for i in _first_uses(draft, engine, found.phrases.get(entity, ()))}
    return Revision(kept, described)


def _first_uses(draft: Draft, engine: Engine, indices: Sequence[int]) -> list[int]:
    """The first phrase for each noun that is used of somebody."""
    seen: dict[str, int] = {}
    for i in indices:
        if draft.phrases[i].form == "NOM":
            seen.setdefault(engine.memory.head_key(i), i)
    return list(seen.values())
