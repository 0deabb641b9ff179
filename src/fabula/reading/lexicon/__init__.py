"""Word lists of the reader: titles, nouns for people and beings, given names and their short forms, closed classes.

Each list is a text file beside this module; a line `[section]` says what the words after it are. They are read once,
when first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

Gender = Literal["he", "she", "it", "they"]
TitleSort = Literal["courtesy", "rank", "kin", "epithet"]


@dataclass(frozen=True, slots=True)
class Title:
    """A word before a name: the gender that it tells (None: either) and what sort of title it is."""

    gender: Gender | None
    sort: TitleSort


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun for somebody: its gender (None: either), whether it is plural, its singular, and whether no human."""

    gender: Gender | None
    plural: bool
    singular: str
    being: bool = False


@cache
def titles() -> Mapping[str, Title]:
    """Titles by their lower-case form, with the stop where it is written with one."""
    out: dict[str, Title] = {}
    for section, words in _sections("titles"):
        gender, sort = section.split()
        for word in words:
            out.setdefault(word, Title(_gender(gender), cast(TitleSort, sort)))
    return out


@cache
def nouns() -> Mapping[str, Noun]:
    """Nouns for people and beings in the singular and the plural, lower case."""
    out: dict[str, Noun] = {}
    for name, being in (("people", False), ("beings", True)):
        for section, words in _sections(name):
            if section.startswith("plural"):
                for word in words:
                    out.setdefault(word, Noun(_gender(section.split()[1]), True, word, being))
        for section, words in _sections(name):
            shown = section.split()[0]
            if shown == "plural":
                continue
            for word in words:
                out.setdefault(word, Noun(_gender(shown), shown == "they", word, being))
                out.setdefault(_plural(word), Noun(_gender(shown), True, word, being))
    return out


@cache
def beings() -> frozenset[str]:
    """Kinds of beings that are not human: "dragon", "owl"."""
    return frozenset(w for section, words in _sections("beings") if not section.startswith("plural") for w in words)


@cache
def fabled() -> frozenset[str]:
    """Kinds of beings by which a story calls its people, as others say "the man": "dragon", "mare"."""
    return frozenset(w for section, words in _sections("beings") if section.endswith("fabled") for w in words)


@cache
def kin() -> frozenset[str]:
    """Nouns that say whose: "brother", "employer"; singular and plural."""
    words = {w for _, words in _sections("kin") for w in words} | kinship().keys()
    return frozenset(words | {_plural(w) for w in words})


@cache
def kinship() -> Mapping[str, str]:
    """What each noun of kinship makes somebody: "parent she" for "mother", "mum" and "mamma"."""
    return {w: section for section, words in _sections("kinship") for w in words}


@cache
def given_names() -> Mapping[str, Gender | None]:
    """Given names, lower case, with their gender; None where it may be either."""
    out: dict[str, Gender | None] = {}
    for section, words in _sections("given_names"):
        for word in words:
            out[word] = _gender(section) if word not in out else None
    borne: dict[str, set[Gender | None]] = {}
    for full, shorts in _name_lines():
        for short in shorts:
            borne.setdefault(short, set()).add(out.get(full))
    for short, genders in borne.items():
        known = genders - {None}
        out.setdefault(short, known.pop() if len(known) == 1 else None)
    return out


@cache
def full_names() -> Mapping[str, frozenset[str]]:
    """The given names that a short form can stand for: "lizzy" for "elizabeth" and "eliza"."""
    out: dict[str, set[str]] = {}
    for full, shorts in _name_lines():
        for short in shorts:
            out.setdefault(short, set()).add(full)
    return {short: frozenset(fulls) for short, fulls in out.items()}


@cache
def place_nouns() -> Mapping[str, str]:
    """Nouns that end the name of a place, with its type in lower case: "street" is a "fac"."""
    return {w: section for section, words in _sections("places") if section != "names" for w in words}


@cache
def place_names() -> frozenset[str]:
    """Places that every reader knows, lower case."""
    return frozenset(w for section, words in _sections("places") if section == "names" for w in words)


@cache
def not_names(*sections: str) -> frozenset[str]:
    """Capitalised words that name nobody (months, peoples, oaths, exclamations); of all sections when none is given."""
    return frozenset(
        w for section, words in _sections("not_names") if not sections or section in sections for w in words
    )


@cache
def function_words(*sections: str) -> frozenset[str]:
    """Words of the closed classes, and the commonest verbs; of all sections when none is given."""
    found = (words for section, words in _sections("function_words") if not sections or section in sections)
    return frozenset(w for words in found for w in words)


@cache
def speech_verbs() -> frozenset[str]:
    """Verbs that attribute words to somebody, as inflected."""
    return frozenset(w for _, words in _sections("speech_verbs") for w in words)


@cache
def vocative_nouns() -> frozenset[str]:
    """Nouns that address somebody when they stand alone: "sir"."""
    return frozenset(w for _, words in _sections("vocative_nouns") for w in words)


def _sections(name: str) -> list[tuple[str, list[str]]]:
    out: list[tuple[str, list[str]]] = [("", [])]
    for line in _lines(name):
        if line.startswith("["):
            out.append((line.strip("[]"), []))
        else:
            out[-1][1].extend(line.split())
    return [section for section in out if section[1]]


def _name_lines() -> list[tuple[str, list[str]]]:
    return [(full, shorts.split()) for full, _, shorts in (line.partition(": ") for line in _lines("nicknames"))]


def _lines(name: str) -> list[str]:
    text = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _gender(word: str) -> Gender | None:
    return None if word == "any" else cast(Gender, word)


def _plural(word: str) -> str:
    if word.endswith("man") and word not in {"human", "german", "roman"}:
        return word[:-3] + "men"
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and len(word) > 2 and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    if word.endswith("-in-law"):
        return word[: -len("-in-law")] + "s-in-law"
    return word + "s"
