"""A cast given by the user: found characters that are one of it are joined to it, under its ids."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.reading.cast.evidence import NameUse
from fabula.reading.cast.joining import Person
from fabula.reading.cast.short_forms import misspelt
from fabula.reading.coreference.name_index import NameIndex, name_index, plain
from fabula.reading.mentions.name_forms import parse_name
from fabula.story.records import Character
from fabula.text.tokens import tokenize

FULLER = 0.3  # uses of a full name to one of its bare surname, from which the two can be one
_COURTESIES = frozenset({"mr", "miss"})


@dataclass(frozen=True, slots=True)
class Row:
    """A character in the making: index of the first phrase, whether it is the narrator, whether the user gave it."""

    first: int
    character: Character
    narrates: bool = False
    given: bool = False


def with_surnames(given: Sequence[Character], uses: Sequence[NameUse]) -> tuple[Character, ...]:
    """The given cast, surnames alone or behind "Mr" or "Miss" also given to those who bear them in other forms.

    A list often has such a name as somebody of its own beside the bearer of the full name. Where the book has the other
    form too, again and again, the short one can mean both; who is meant, each place tells.
    """
    counts = Counter[str]()
    for use in uses:
        counts[plain(use.name.text)] += use.count
    more: dict[str, str] = {}
    for one in given:
        called = min(_texts(one))
        surname = called.split()[-1]
        titled = called.split()[0].rstrip(".") in _COURTESIES
        if len(_texts(one)) > 1 or len(called.split()) > 1 + titled or not counts[called]:
            continue
        bearers = {
            other.id: sum(counts[t] for t in _texts(other) if _bears(t, surname) or (titled and t == surname))
            for other in given
            if other.id != one.id and _may_be(one, other, sure=titled)
        }
        likeliest = max(bearers, key=lambda id: bearers[id], default="")
        if likeliest and bearers[likeliest] >= FULLER * counts[called]:
            more[likeliest] = one.name
    return tuple(
        replace(one, aliases=(*(one.aliases or (one.name,)), more[one.id])) if one.id in more else one for one in given
    )


def _may_be(one: Character, other: Character, *, sure: bool) -> bool:
    """Whether two of a list can be one person by their pronouns; `sure`: those of both must be known."""
    return one.pronouns == other.pronouns or (not sure and None in (one.pronouns, other.pronouns))


def _texts(character: Character) -> set[str]:
    return {plain(text) for text in (character.name, *character.aliases)}


def _bears(text: str, surname: str) -> bool:
    """Whether a longer name ends in the surname, and is no married woman's or daughter's by its title."""
    return text.endswith(f" {surname}") and text.split()[0].rstrip(".") not in {"mrs", "miss", "lady"}


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
    return _misspelt(character, given)


def _misspelt(character: Character, given: Sequence[Character]) -> str | None:
    """The one given character of whose names one is the found character's but for the spelling of one word."""
    mine = {plain(text) for text in (character.name, *character.aliases)}
    found = {one.id for one in given for text in _texts(one) for own in mine if _one_word_apart(own, text)}
    return found.pop() if len(found) == 1 else None


def _one_word_apart(text: str, other: str) -> bool:
    pairs = [(a, b) for a, b in zip(text.split(), other.split(), strict=False) if a != b]
    return len(text.split()) == len(other.split()) and len(pairs) == 1 and misspelt(*pairs[0])
