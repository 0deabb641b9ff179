"""Words of feeling, knowing and believing, read once from the lexicon, with the forms of their verbs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import NamedTuple, cast

from fabula.story.records import Emotion
from fabula.text.tokens import tokenize

VOWELS = frozenset("aeiou")
WORD_SORTS = ("state", "manner", "noun", "verb", "cause", "act")


class Sign(NamedTuple):
    """What a word or phrase is a sign of: the emotion, and how it shows it ("state", "body", "said" ...)."""

    emotion: Emotion
    sort: str


@cache
def table(name: str) -> Mapping[str, Mapping[str, object]]:
    """The sections of a lexicon file."""
    file = resources.files("fabula.reading").joinpath("lexicon", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


@cache
def word_set(name: str, section: str, key: str) -> frozenset[str]:
    """The words of one list, in every form where they are verbs (sections whose name ends in "_verbs")."""
    entries = str(table(name)[section][key]).split()
    if section.endswith("_verbs"):
        return frozenset(form for entry in entries for form in forms(entry))
    return frozenset(entries)


@cache
def feeling_words() -> Mapping[str, tuple[tuple[str, Sign], ...]]:
    """What each single word is a sign of, with its entry in the lexicon."""
    out: dict[str, list[tuple[str, Sign]]] = {}
    for emotion, lists in table("feelings").items():
        for sort in WORD_SORTS:
            for entry in str(lists[sort]).split():
                words = forms(entry) if sort in {"verb", "cause", "act"} else {entry}
                for word in words:
                    out.setdefault(word, []).append((entry.partition("/")[0], Sign(cast(Emotion, emotion), sort)))
    return {word: tuple(dict.fromkeys(signs)) for word, signs in out.items()}


@cache
def feeling_phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], Sign], ...]]:
    """Phrases that are signs, by their first word."""
    out: dict[str, list[tuple[tuple[str, ...], Sign]]] = {}
    for emotion, lists in table("feelings").items():
        for sort in ("body", "said"):
            for entry in cast(list[str], lists[sort]):
                words = _words(entry)
                out.setdefault(words[0], []).append((words, Sign(cast(Emotion, emotion), sort)))
    return {word: tuple(rows) for word, rows in out.items()}


def _words(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, cut as those of a text are."""
    return tuple(phrase[a:b] for a, b in tokenize(phrase, 0, len(phrase)))


def forms(entry: str) -> set[str]:
    """Every form of a verb: `weep/wept` gives weep, weeps, weeping, wept."""
    lemma, *irregular = entry.split("/")
    out = {lemma, *irregular, _third(lemma), _stem(lemma) + "ing"}
    if not irregular:
        out.add(lemma[:-1] + "ied" if _ends_in_y(lemma) else _stem(lemma) + "ed")
    return out


def _third(lemma: str) -> str:
    if _ends_in_y(lemma):
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")


def _ends_in_y(lemma: str) -> bool:
    return lemma[-1] == "y" and lemma[-2] not in VOWELS


def _stem(lemma: str) -> str:
    """What -ed and -ing are put to: `amus`, `snapp`."""
    if lemma[-1] == "e" and not lemma.endswith("ee"):
        return lemma[:-1]
    short = sum(c in VOWELS for c in lemma) == 1 and lemma[-2] in VOWELS
    return lemma + lemma[-1] if short and lemma[-1] not in "aeiouwxy" else lemma
