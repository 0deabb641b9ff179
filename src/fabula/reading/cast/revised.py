"""A second look at the cast of a short text: persons whom names alone left apart, descriptions of somebody named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fabula.reading.cast.joining import Person
from fabula.reading.cast.likeness import Signs, alike, answering, may_be_one, signs
from fabula.reading.cast.lookup import phrase_at
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft
from fabula.reading.introductions import self_named

LONG = 20_000  # words from which the names of a text are left to tell by themselves who is who


@dataclass(slots=True)
class Revision:
    """The people after a second look, and the phrases of descriptions that stand for one of them (by index)."""

    people: list[Person]
    described: dict[int, int] = field(default_factory=dict)


def revise(draft: Draft, people: Sequence[Person]) -> Revision:
    """The people of a short text, joined where the whole of its evidence says so.

    The characters of the draft have the ids "n0", "n1" ... of the people; others are left as they are.
    """
    if draft.antecedents is None or len(draft.words.tokens) >= LONG:
        return Revision(list(people))
    engine = Engine(draft)
    entities = engine.run()
    known = {c.id for c in draft.characters}
    owners = {f"n{n}": person for n, person in enumerate(people) if f"n{n}" in known}
    found = signs(draft, engine, entities)
    homes: dict[str, Person] = dict(owners)
    firsts: dict[int, Person] = {}
    pairs = [(b, a) for a, b in answering(found, engine, owners)] + _introduced(draft, engine, entities, owners)
    for one, named in pairs + [(one, named) for _, one, named in alike(found, engine, owners)]:
        home = homes[named]
        if one not in owners:
            if one not in homes:
                homes[one] = home
                firsts |= dict.fromkeys(_first_uses(draft, engine, found.phrases[one]), home)
        elif homes[one] is not home and ((one, named) in pairs or _still(found, engine, homes, one, named)):
            gone = homes[one]
            home.uses.extend(gone.uses)
            homes = {id: home if p is gone else p for id, p in homes.items()}
            firsts = {i: home if p is gone else p for i, p in firsts.items()}
    kept = [p for p in people if not any(p is q for q in owners.values()) or any(p is q for q in homes.values())]
    number = {id(p): n for n, p in enumerate(kept)}
    return Revision(kept, {i: number[id(p)] for i, p in firsts.items()})


def _introduced(
    draft: Draft, engine: Engine, entities: Sequence[str | None], owners: Mapping[str, Person]
) -> list[tuple[str, str]]:
    """Descriptions whose bearers say their own names ("said the dragon. “My name is Fen.”"), each with the name."""
    out = []
    for said, index in self_named(draft).items():
        cue, name = draft.utterances[said].cue, entities[index]
        at = phrase_at(draft, cue.subject) if cue is not None and cue.subject is not None else None
        one = None if at is None else entities[at]
        if one is None or name not in owners or one in owners or draft.phrases[at or 0].form != "NOM":
            continue
        a, b = engine.memory.root(one), engine.memory.root(name or "")
        if not a.plural and not (a.gender and b.gender and a.gender != b.gender):
            out.append((one, name or ""))
    return out


def _still(found: Signs, engine: Engine, homes: dict[str, Person], one: str, named: str) -> bool:
    """Whether two can be one after what was joined to either."""
    return may_be_one(found, engine, homes, (one, named))


def _first_uses(draft: Draft, engine: Engine, indices: Sequence[int]) -> list[int]:
    """The first phrase for each noun that is used of somebody."""
    seen: dict[str, int] = {}
    for i in indices:
        if draft.phrases[i].form == "NOM":
            seen.setdefault(engine.memory.head_key(i), i)
    return list(seen.values())
