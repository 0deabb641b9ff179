"""Those of whom a text is speaking: what is known of each so far, and where each was last mentioned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field

from fabula.reading.coreference.context import Standing
from fabula.reading.draft import Phrase
from fabula.text.words import Words

_OLD = frozenset("eldest oldest elder older".split())
_YOUNG = frozenset("youngest younger".split())
_COUNTED = frozenset("first second third fourth fifth sixth seventh".split())
_BETWEEN = frozenset("second middle".split())
_ENDS = frozenset("eldest oldest youngest".split())
ORDER = _OLD | _YOUNG | _COUNTED | _BETWEEN


def out_of_order(a: str, b: str) -> bool:
    """Whether two words that tell people of one kind apart are never said of the same one: "eldest" and "second"."""
    for one, other in ((a, b), (b, a)):
        if (one in _OLD and other in _YOUNG) or (one in _ENDS and other in _BETWEEN):
            return True
    return a != b and a in _COUNTED and b in _COUNTED


def is_other(a: Set[str], b: Set[str]) -> bool:
    """Whether those of whom these words of `ORDER` are said are two."""
    return any(out_of_order(x, y) for x in a for y in b)


def order_of(words: Words, phrase: Phrase) -> frozenset[str]:
    """The words of `ORDER` in a description of one person by the narration."""
    if phrase.form != "NOM" or phrase.utterance is not None or phrase.plural:
        return frozenset()
    tokens = range(words.at(phrase.start), words.at(phrase.head.start) + 1)
    return ORDER.intersection(words.forms[k].lower() for k in tokens)


@dataclass(slots=True)
class Referent:
    """Somebody (or a group) mentioned so far; `heads` are the nouns used of them, `named` says that there is a name.

    `order` are the words of `ORDER` that the narration used of them ("the eldest brother").
    """

    id: str
    gender: str | None = None
    plural: bool = False
    named: bool = False
    heads: Counter[str] = field(default_factory=Counter)
    order: set[str] = field(default_factory=set)
    members: frozenset[str] = frozenset()
    count: int = 0
    last: int = -1

    def agrees(self, gender: str | None, plural: bool) -> bool:
        """Whether a phrase of this gender and number can stand for them."""
        if plural != self.plural:
            return False
        return plural or gender is None or self.gender is None or self.gender == gender

    def differs(self, other: Referent) -> bool:
        """Whether the two are known to be of different gender, or one the eldest and the other the youngest."""
        return bool(self.gender and other.gender and self.gender != other.gender) or self.is_other(other.order)

    def is_other(self, order: Set[str]) -> bool:
        """Whether whoever these words of `ORDER` are said of is somebody else."""
        return is_other(self.order, order)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One mention of a referent, as the search for antecedents looks back on it."""

    referent: str
    phrase: int
    standing: Standing
    utterance: int | None
    pronoun: bool
