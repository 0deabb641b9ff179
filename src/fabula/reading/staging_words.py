"""The words of coming, going, hiding, perceiving, of places and of times, read once from the lexicon."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

VOWELS = frozenset("aeiou")


@cache
def _table(name: str) -> dict[str, dict[str, object]]:
    return tomllib.loads(resources.files("fabula.reading").joinpath("lexicon", name).read_text(encoding="utf-8"))


@cache
def word_list(section: str, key: str, file: str = "staging.toml") -> frozenset[str]:
    """The words of one list of a lexicon file, in lower case."""
    value = _table(file)[section][key]
    return frozenset(str(value).split())


@cache
def phrase_list(section: str, key: str, file: str = "staging.toml") -> tuple[str, ...]:
    """The phrases of one list of a lexicon file, longest first."""
    value = _table(file)[section][key]
    if not isinstance(value, list):
        raise TypeError(f"{file}: {section}.{key} is no list of phrases")
    return tuple(sorted((str(v) for v in value), key=len, reverse=True))


@cache
def verb_forms(key: str) -> frozenset[str]:
    """Every form of the verbs of one list: `steal`, `steals`, `stealing`, `stole`, `stolen`."""
    return frozenset(form for lemma in word_list("verbs", key) for form in _inflected(lemma))


@cache
def finite_forms() -> frozenset[str]:
    """Irregular forms that a subject can stand before ("she sat"): those of the lexicon."""
    return frozenset(f for lemma in _table("staging.toml")["irregular"] for f in _inflected(lemma))


def _inflected(lemma: str) -> set[str]:
    irregular = str(_table("staging.toml")["irregular"].get(lemma, "")).split()
    third = lemma[:-1] + "ies" if lemma[-1] == "y" and lemma[-2] not in VOWELS else lemma + "s"
    if lemma.endswith(("s", "sh", "ch", "x", "z")):
        third = lemma + "es"
    stem = lemma[:-1] if lemma[-1] == "e" and lemma[-2:] != "ee" else lemma
    if _doubles(lemma):
        stem = lemma + lemma[-1]
    forms = {lemma, third, stem + "ing", *irregular}
    if not irregular:
        forms.add(lemma[:-1] + "ied" if lemma[-1] == "y" and lemma[-2] not in VOWELS else stem + "ed")
    if lemma.endswith("ee"):
        forms.add(lemma + "ing")
    return forms


def _doubles(lemma: str) -> bool:
    """Whether the last consonant doubles (`slip`, `slipped`): one short vowel before it, one syllable."""
    vowels = sum(c in VOWELS for c in lemma)
    return vowels == 1 and lemma[-1] not in VOWELS and lemma[-1] not in "wxy" and lemma[-2] in VOWELS
