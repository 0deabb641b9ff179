"""A cast given by the user: found characters that are one of it are joined to it, under its ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fabula.reading.coreference.name_index import NameIndex, name_index, plain
from fabula.reading.mentions.name_forms import parse_name
from fabula.story.records import Character
from fabula.text.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Row:
    """A character in the making: index of the first phrase, whether it is the narrator, whether the user gave it."""

    first: int
    character: Character
    narrates: bool = False
    given: bool = False


def with_given(given: Sequence[Character], found: Sequence[Row]) -> list[Row]:
    """The given characters first to last, then those found who are none of them.

    A found character is a given one when they share a name, or when its name can mean one of them only.
    """
    if not given:
        return list(found)
    index = name_index(given)
    whose: dict[str, list[Row]] = {one.id: [] for one in given}
    others = []
    for row in found:
        id = _match(row.character, given, index)
        if id is None:
            others.append(row)
        else:
            whose[id].append(row)
    rows = []
    for n, one in enumerate(given):
        mine = whose[one.id]
        known = {plain(text) for text in (one.name, *one.aliases)}
        more = tuple(a for row in mine for a in row.character.aliases if plain(a) not in known)
        pronouns = one.pronouns or next((r.character.pronouns for r in mine if r.character.pronouns), None)
        narrates = any(row.narrates for row in mine) or one.pronouns == "I"
        first = min((row.first for row in mine), default=10**9 + n)
        character = replace(one, aliases=(*(one.aliases or (one.name,)), *dict.fromkeys(more)), pronouns=pronouns)
        rows.append(Row(first, character, narrates, True))
    return rows + others


def _match(character: Character, given: Sequence[Character], index: NameIndex) -> str | None:
    for text in (character.name, *character.aliases):
        ids = index.by_text(text)
        if len(ids) == 1:
            return ids[0]
    for text in (character.name, *character.aliases):
        name = parse_name(tuple(text[a:b] for a, b in tokenize(text)))
        ids = index.find(name) if name is not None else ()
        if len(ids) == 1:
            one = next(c for c in given if c.id == ids[0])
            if one.pronouns in (None, "I") or character.pronouns in (None, "I", one.pronouns):
                return one.id
    return None
