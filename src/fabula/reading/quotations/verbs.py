"""Verbs that bring in words: which kind each inflected form belongs to, read once from the lexicon."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal

VerbKind = Literal["speech", "thought", "writing", "manner"]
KINDS: tuple[VerbKind, ...] = ("speech", "writing", "thought", "manner")
_VOWELS = "aeiou"


@cache
def words_of(name: str) -> tuple[str, ...]:
    """The lines of a cue word list in order, without comments and blank lines."""
    raw = files("fabula.reading").joinpath("lexicon", "cues", f"{name}.txt").read_text(encoding="utf-8")
    stripped = (line.partition("#")[0].strip() for line in raw.splitlines())
    return tuple(line for line in stripped if line)


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of a cue word list."""
    return frozenset(words_of(name))


def kinds_of(form: str) -> frozenset[VerbKind]:
    """The kinds of an inflected verb form in any case; empty when it brings in no words."""
    low = form.lower()
    found = _forms().get(low)
    if found is None and low.endswith("ed") and len(low) > 6:  # a double letter left out: "interupted"
        found = _misspelt().get(_single(low))
    return found or frozenset()


@cache
def _misspelt() -> dict[str, frozenset[VerbKind]]:
    return {_single(form): kinds for form, kinds in _forms().items() if len(form) > 6 and "speech" in kinds}


def _single(form: str) -> str:
    return "".join(a for a, b in zip(form, form[1:] + " ", strict=True) if a != b)


def is_past(form: str) -> bool:
    """Whether a form looks like a verb in the past tense."""
    low = form.lower()
    return (low.endswith("ed") and len(low) > 3) or low in word_set("past")


def is_finite_past_or_present(form: str) -> bool:
    """Whether the form can stand after a subject without an auxiliary: not an -ing form."""
    return not form.lower().endswith("ing") or form.lower() in {"sing", "bring", "ring", "fling"}


def is_base(form: str) -> bool:
    """Whether a form is a bare infinitive, which many nouns look like ("answer", "cry")."""
    low = form.lower()
    return (
        low in _bases() and low not in word_set("past") and low not in {"read", "put", "cut", "burst", "bid", "quoth"}
    )


def with_particle(form: str, particle: str) -> bool:
    """Whether a verb brings in words with its particle though it does not alone: "went on"."""
    return (form.lower(), particle.lower()) in _phrasal()


@cache
def _bases() -> frozenset[str]:
    return frozenset(lemma for kind in KINDS for lemma in words_of(kind))


@cache
def _phrasal() -> frozenset[tuple[str, str]]:
    irregular = {line.split()[0]: line.split() for line in words_of("irregular")}
    pairs = (line.split() for line in words_of("phrasal"))
    return frozenset((form, particle) for verb, particle in pairs for form in irregular.get(verb) or inflect(verb))


@cache
def _forms() -> dict[str, frozenset[VerbKind]]:
    irregular = {line.split()[0]: line.split() for line in words_of("irregular")}
    out: dict[str, set[VerbKind]] = {}
    for kind in KINDS:
        for lemma in words_of(kind):
            for form in irregular.get(lemma) or inflect(lemma):
                out.setdefault(form, set()).add(kind)
    return {form: frozenset(kinds) for form, kinds in out.items()}


def inflect(lemma: str) -> list[str]:
    """The regular forms of an English verb: itself, third person, past, participle in -ing."""
    stem = lemma
    if lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("ee"):
        return [lemma, lemma + "s", lemma + "d", lemma + "ing"]
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    if _doubles(lemma):
        stem = lemma + lemma[-1]
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
    forms = [lemma, third, stem + "ed", stem + "ing"]
    if lemma.endswith("l") and not _doubles(lemma) and lemma[-2] in _VOWELS and lemma[-3] not in _VOWELS:
        forms += [lemma + "led", lemma + "ling"]
    return forms


def _doubles(lemma: str) -> bool:
    if len(lemma) < 3 or lemma[-1] in "wxyaeiou" or lemma[-2] not in _VOWELS or lemma[-3] in _VOWELS:
        return False
    syllables = sum(1 for a, b in zip(" " + lemma, lemma, strict=False) if b in _VOWELS and a not in _VOWELS)
    return syllables == 1 or lemma in {"demur", "permit", "admit", "submit", "repel", "regret"}
