"""Counts behind figures: precision, recall and F1, or a share of one total, pooled over documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1; `gold` and `found` are how many there are of each.

    Of a `share` (an accuracy, a rate) all three are that share and both numbers its total.
    """

    precision: float
    recall: float
    f1: float
    gold: float
    found: float
    share: bool = False


@dataclass(slots=True)
class Tally:
    """Numerators and denominators by name: (right among found, found, right among gold, gold)."""

    counts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0] * 4))
    shares: set[str] = field(default_factory=set)

    def add(self, name: str, gold: Collection[Hashable], found: Collection[Hashable]) -> None:
        """Counts the members of two sets and those they share."""
        right = len(set(gold) & set(found))
        self.count(name, (right, len(found)), (right, len(gold)))

    def count(self, name: str, precision: tuple[float, float], recall: tuple[float, float]) -> None:
        """Adds (numerator, denominator) of precision and of recall."""
        for k, value in enumerate((*precision, *recall)):
            self.counts[name][k] += value

    def hit(self, name: str, right: float, of: float) -> None:
        """Adds to a share: so many of so many."""
        self.shares.add(name)
        self.count(name, (right, of), (right, of))

    def scores(self) -> dict[str, Score]:
        """The score under each name, in the order of first counting."""
        return {name: _score(four, name in self.shares) for name, four in self.counts.items()}


def _score(counts: Sequence[float], share: bool) -> Score:
    right, found, met, gold = counts
    precision = right / found if found else 0.0
    recall = met / gold if gold else 0.0
    both = precision + recall
    f1 = precision if share else 2 * precision * recall / both if both else 0.0
    return Score(precision, recall, f1, gold, found, share)


def table(scores: Mapping[str, Score]) -> str:
    """The scores as lines of text, for a person."""
    width = max((len(name) for name in scores), default=0)
    return "\n".join(f"{name:<{width}}  {_told(score)}" for name, score in scores.items())


def _told(s: Score) -> str:
    if s.share:
        return f"{s.f1:.4f} of {s.gold:g}"
    return f"P {s.precision:.4f}  R {s.recall:.4f}  F1 {s.f1:.4f}  gold {s.gold:g}  found {s.found:g}"
