"""Entities of phrases by the encoder's scores of all the mentions around, weighed with what the rules made of each.

The rules know the cast, the agreement of forms and the turns of a conversation; the scores know the words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from fabula.reading.antecedents import Antecedents
from fabula.reading.draft import Phrase

# Chosen on the documents of LitBank and the annotated passages that the encoder did not learn from; flat around these.
NONE = 1.6  # summed exponentials of scores up to which a phrase is somebody new
FIRST = 0.05  # what the entity of the rules has beside its sum
TRUST = {"conversation": 5.0, "pronoun": 1.0, "noun": 1.0, "name": 1.0, "thing": 0.0}
"""Logarithm of the weight of the rules' word, by the sort of phrase."""
LEAST = -4.0  # scores below count for nothing
MOST = 30.0

Rules = Mapping[int, str | None]
"""What the rules made of phrases, by the index of the phrase."""


def settle(
    scores: Antecedents, phrases: Sequence[Phrase], rules: Rules, known: Collection[str], taken: Collection[str]
) -> dict[int, str | None]:
    """The entity of every phrase of `rules`; None for one alone of whom the rules can say nothing.

    From left to right a phrase joins the cluster with the greatest sum of exponentiated scores among its mentions
    before, in which clusters mostly of the entity by rule count e^`TRUST` times and all others e^-`TRUST` times.
    A cluster is the one of `known` (characters, places) whom the rules have in it most often; else the entity that they
    have in it, or a new one, whose id is not among `taken`. Linear in the number of phrases.
    """
    clusters = Clusters()
    at: dict[int, int] = {}
    for i, rule in rules.items():
        number = scores.numbers.get(phrases[i].span)
        sums: dict[int, float] = defaultdict(float)
        if number is not None:
            for other, score in scores.above(number, LEAST):
                if other in at:
                    sums[clusters.of[at[other]]] += math.exp(min(score, MOST))
            at[number] = i
        clusters.put(i, rule, TRUST[_sort(phrases[i])], sums)
    names = clusters.names(known, taken)
    return {i: names[cluster] for i, cluster in clusters.of.items()}


class Clusters:
    """Clusters of phrases: `of` is the number of each phrase's, `rules` counts the entities by rule in each."""

    def __init__(self) -> None:
        self.of: dict[int, int] = {}
        self.rules: list[Counter[str]] = []
        self.sizes: list[int] = []
        self._with: dict[str, list[int]] = defaultdict(list)

    def put(self, i: int, rule: str | None, trust: float, sums: dict[int, float]) -> None:
        """Put a phrase where the sum is greatest, or into a cluster of its own."""
        if rule is not None:
            own = [c for c in self._with[rule] if 2 * self.rules[c][rule] >= self.rules[c].total()]
            for cluster in sums:
                if self.rules[cluster]:
                    sums[cluster] *= math.exp(-trust)
            for cluster in own:
                sums[cluster] = sums.get(cluster, 0.0) * math.exp(2 * trust) + FIRST * math.exp(trust)
        best = max(sums, key=lambda c: sums[c], default=None)
        if best is None or sums[best] <= NONE:
            best = len(self.rules)
            self.rules.append(Counter())
            self.sizes.append(0)
        self.of[i] = best
        self.sizes[best] += 1
        if rule is not None:
            if rule not in self.rules[best]:
                self._with[rule].append(best)
            self.rules[best][rule] += 1

    def names(self, known: Collection[str], taken: Collection[str]) -> list[str | None]:
        """The id of each cluster; None for a phrase alone of which the rules say nothing."""
        out: list[str | None] = []
        used: set[str] = set()
        free = _free({*taken, *known, *self._with})
        for rules, size in zip(self.rules, self.sizes, strict=True):
            of_known = Counter({r: n for r, n in rules.items() if r in known})
            best = next((r for r, _ in (of_known or rules).most_common(1)), None)
            if best is not None and (of_known or best not in used):
                out.append(best)
                used.add(best)
            else:
                out.append(next(free) if best is not None or size > 1 else None)
        return out


def _free(taken: Collection[str]) -> Iterator[str]:
    n = 0
    while True:
        n += 1
        if f"e{n}" not in taken:
            yield f"e{n}"


def _sort(phrase: Phrase) -> str:
    """How far the rules are to be trusted of a phrase, as a key of `TRUST`."""
    if phrase.type != "PER" and phrase.form != "PROP":
        return "thing"
    if phrase.form == "PRON":
        return "conversation" if phrase.person != 3 else "pronoun"
    return "name" if phrase.form == "PROP" else "noun"
