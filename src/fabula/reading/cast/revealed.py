"""Characters whom the narration says to be one: somebody in disguise, a bride with her husband's name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fabula.reading.cast.evidence import NameUse
from fabula.reading.cast.joining import Person, standing
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft
from fabula.reading.revelations import told


def revealed(
    draft: Draft, engine: Engine, entities: Sequence[str | None], owners: Mapping[str, Person]
) -> list[tuple[str, str]]:
    """Pairs of ids that are one person; the second of each is one of `owners`, who have names."""
    said = told(draft)
    out: list[tuple[str, str]] = []
    for pair in said.same:
        one, name = entities[pair.one], entities[pair.name]
        if one is not None and name is not None and name in owners and one != name and _agree(engine, one, name):
            out.append((one, name))
    for pair in said.married:
        one, other = entities[pair.one], entities[pair.name]
        if one in owners and other in owners and one != other:
            out += _wed(engine, owners, (one or "", other or ""), pair.name)
    return list(dict.fromkeys(out))


def with_revealed(
    people: Sequence[Person], owners: Mapping[str, Person], pairs: Sequence[tuple[str, str]]
) -> list[Person]:
    """The people, the names of the first of each pair with those of the second."""
    left = list(people)
    for one, other in pairs:
        gone, kept = owners.get(one), owners[other]
        if gone is not kept and all(any(p is q for q in left) for p in (gone, kept)) and gone is not None:
            kept.uses.extend(gone.uses)
            left = [p for p in left if p is not gone]
    return left


def _agree(engine: Engine, one: str, other: str) -> bool:
    a, b = engine.memory.root(one), engine.memory.root(other)
    return not a.plural and not b.plural and not a.differs(b)


def _wed(engine: Engine, owners: Mapping[str, Person], pair: tuple[str, str], since: int) -> Iterator[tuple[str, str]]:
    """Who is first called Mrs. and the husband's surname after the phrase `since`, and nothing else, with the bride."""
    genders = [engine.memory.root(id).gender for id in pair]
    wife, husband = pair[::-1] if genders[0] == "he" or genders[1] == "she" else pair
    if "he" in genders and "she" in genders:
        for id, person in owners.items():
            if id != wife and person.first > since and all(_is_wife(u, owners[husband]) for u in person.uses):
                yield id, wife


def _is_wife(use: NameUse, husband: Person) -> bool:
    return standing(use) == "mrs" and use.name.last in husband.surnames
