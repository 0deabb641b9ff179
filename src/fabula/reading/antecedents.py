"""What the encoder says of two mentions: whether the earlier one is an antecedent of the later."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.entities import sharing
from fabula.encoder.signals import Signals
from fabula.spans import Span
from fabula.text.words import Words

REACH = 40
"""Mentions looked back on: those further away are found by their names and nouns."""

MOST = 9.0
"""Scores are cut off here on both sides, so that one pair never settles what many others deny."""


@dataclass(frozen=True, slots=True)
class Antecedents:
    """Scores between the mentions of a text, looked up by their spans of code points.

    `near[i, k]` is the score of mention `i` and the one `k + 1` mentions before it: a logit, above 0 is yes.
    `far[i][j]` is that of a mention `j` further back that shares a word with `i`.
    """

    numbers: dict[Span, int]
    near: NDArray[np.float16]
    far: Mapping[int, Mapping[int, float]] = field(default_factory=dict)

    def score(self, span: Span, earlier: Iterable[Span]) -> float | None:
        """How well the earlier spans together serve as antecedents; None where the encoder has nothing to say.

        The logarithm of the summed exponentials of their scores, as in the likelihood that they were trained for
        (Lee and others 2017).
        """
        i = self.numbers.get(span)
        if i is None:
            return None
        found = []
        for other in earlier:
            j = self.numbers.get(other)
            if j is not None and 0 < i - j <= REACH:
                found.append(float(self.near[i, i - j - 1]))
        if not found:
            return None
        top = max(found)
        return max(-MOST, min(MOST, top + math.log(sum(math.exp(x - top) for x in found))))

    def above(self, number: int, least: float) -> Iterator[tuple[int, float]]:
        """The numbers of the mentions before with a score above `least`, and those scores."""
        near = self.near[number]
        for k in np.flatnonzero(near > least).tolist():
            yield number - k - 1, float(near[k])
        yield from self.far.get(number, {}).items()


def antecedents(words: Words, signals: Signals) -> Antecedents:
    """The scores of every mention with the `REACH` mentions before it; time and memory linear in the mentions."""
    count = len(signals.mentions)
    near = np.full((count, REACH), -MOST, np.float16)
    steps = np.arange(1, REACH + 1)
    for first in range(0, count, 2_000):
        later = np.repeat(np.arange(first, min(first + 2_000, count)), REACH)
        earlier = later - np.tile(steps, len(later) // REACH)
        there = earlier >= 0
        scores = signals.pair_scores(later[there], earlier[there])
        near[later[there], later[there] - earlier[there] - 1] = scores
    numbers = {words.chars((m.start, m.end)): i for i, m in enumerate(signals.mentions)}
    return Antecedents(numbers, near, _far(words, signals))


def _far(words: Words, signals: Signals) -> dict[int, dict[int, float]]:
    """The scores of mentions further apart than `REACH` that share a word."""
    pairs = [(i, j) for i, alike in enumerate(sharing(signals, words.forms)) for j in alike if i - j > REACH]
    out: dict[int, dict[int, float]] = defaultdict(dict)
    for first in range(0, len(pairs), 50_000):
        later, earlier = np.array(pairs[first : first + 50_000], np.int64).T
        scores = signals.pair_scores(later, earlier)
        for i, j, score in zip(later.tolist(), earlier.tolist(), scores.tolist(), strict=True):
            out[i][j] = score
    return dict(out)
