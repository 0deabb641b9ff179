"""Counts behind figures: precision, recall and F1, pooled over documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1; `gold` and `found` are how many there are of each."""

    precision: float
    recall: float
    f1: float
    gold: float
    found: float


@dataclass(slots=True)
class Tally:
    """Numerators and denominators by name: (right among found, found, right among gold, gold)."""

    counts: dict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0] * 4))

    def add(self, name: str, gold: Collection[Hashable], found: Collection[Hashable]) -> None:
        """Counts the members of two sets and those they share."""
        right = len(set(gold) & set(found))
        self.count(name, (right, len(found)), (right, len(gold)))

    def count(self, name: str, precision: tuple[float, float], recall: tuple[float, float]) -> None:
        """Adds (numerator, denominator) of precision and of recall."""
        for k, value in enumerate((*precision, *recall)):
            self.counts[name][k] += value

    def hit(self, name: str, right: float, of: float) -> None:
        """Adds to an accuracy: precision and recall are then the same."""
        self.count(name, (right, of), (right, of))

    def scores(self) -> dict[str, Score]:
        """The score under each name, in the order of first counting."""
        return {name: _score(*four) for name, four in self.counts.items()}


def _score(right: float, found: float, met: float, gold: float) -> Score:
    precision = right / found if found else 0.0
    recall = met / gold if gold else 0.0
    both = precision + recall
    return Score(precision, recall, 2 * precision * recall / both if both else 0.0, gold, found)


def table(scores: Mapping[str, Score]) -> str:
    """The scores as lines of text, for a person."""
    width = max((len(name) for name in scores), default=0)
    rows: Iterable[str] = (
        f"{name:<{width}}  P {s.precision:.4f}  R {s.recall:.4f}  F1 {s.f1:.4f}  gold {s.gold:g}  found {s.found:g}"
        for name, s in scores.items()
    )
    return "\n".join(rows)
