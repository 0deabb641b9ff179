"""A cast given by the user: found characters that are one of it are joined to it, under its ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.reading.cast.evidence import NameUse
from fabula.reading.cast.joining import Person
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


def apart_from_given(given: Sequence[Character], uses: Sequence[NameUse]) -> tuple[dict[str, Person], list[NameUse]]:
    """The uses that are word for word a name of one given character, by their ids, and the other uses.

    What the user calls a character is settled: those names take no part in the joining of names.
    """
    index = name_index(given)
    settled: dict[str, Person] = {}
    others = []
    for use in uses:
        ids = index.by_text(use.name.text)
        if len(ids) == 1:
            settled.setdefault(ids[0], Person()).uses.append(use)
        else:
            others.append(use)
    return settled, others


def with_given(given: Sequence[Character], found: Sequence[Row], settled: Mapping[str, Row]) -> list[Row]:
    """The given characters first to last, then those found who are none of them.

    `settled` are rows of the names that the user gave. A found character is a given one when they share a name, or
    when its name can mean one of them only; a name that can mean several makes no character of its own.
    """
    if not given:
        return list(found)
    index = name_index(given)
    whose: dict[str, list[Row]] = {one.id: [settled[one.id]] if one.id in settled else [] for one in given}
    others = []
    for row in found:
        id = _match(row.character, given, index)
        if id is not None:
            whose[id].append(row)
        elif not _of_several(row.character, index):
            others.append(row)
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


def _of_several(character: Character, index: NameIndex) -> bool:
    """Whether every name can mean several given characters: who is meant, each place of the text must tell."""
    names = [parse_name(tuple(text[a:b] for a, b in tokenize(text))) for text in (character.name, *character.aliases)]
    return all(name is not None and not name.family and len(index.find(name)) > 1 for name in names)


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
