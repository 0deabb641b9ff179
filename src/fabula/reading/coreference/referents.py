"""Those of whom a text is speaking: what is known of each so far, and where each was last mentioned."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from fabula.reading.coreference.context import Standing


@dataclass(slots=True)
class Referent:
    """Somebody (or a group) mentioned so far; `heads` are the nouns used of them, `named` says that there is a name."""

    id: str
    gender: str | None = None
    plural: bool = False
    named: bool = False
    heads: Counter[str] = field(default_factory=Counter)
    members: frozenset[str] = frozenset()
    count: int = 0
    last: int = -1

    def agrees(self, gender: str | None, plural: bool) -> bool:
        """Whether a phrase of this gender and number can stand for them."""
        if plural != self.plural:
            return False
        return plural or gender is None or self.gender is None or self.gender == gender

    def differs(self, other: Referent) -> bool:
        """Whether the two are known to be of different gender."""
        return bool(self.gender and other.gender and self.gender != other.gender)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One mention of a referent, as the search for antecedents looks back on it."""

    referent: str
    phrase: int
    standing: Standing
    utterance: int | None
    pronoun: bool
