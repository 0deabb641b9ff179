"""Entities of phrases by the encoder's scores of all the mentions around, weighed with what the rules made of each.

The rules know the cast, the agreement of forms and the turns of a conversation; the scores know the words.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from types import MappingProxyType

from fabula.reading.antecedents import Antecedents
from fabula.reading.coreference.referents import is_other
from fabula.reading.draft import Phrase

# Chosen on the documents of LitBank, the annotated passages and six of the annotated novels that the encoder did not
# learn from; flat around these.
NONE = 1.6  # summed exponentials of scores up to which a phrase is somebody new
FIRST = 0.05  # what the entity of the rules has beside its sum
TRUST = {"conversation": 5.0, "pronoun": 2.0, "pronoun in speech": 1.0, "noun": 1.0, "name": 4.0, "thing": 0.0}
"""Logarithm of the weight of the rules' word, by the sort of phrase."""
LEAST = -4.0  # scores below count for nothing
MOST = 30.0
KEPT = 8  # clusters of one entity by rule, the latest joined, that its phrases may join by the rules' word
FIRM = frozenset({"name", "conversation"})

Rules = Mapping[int, str | None]
"""What the rules made of phrases, by the index of the phrase."""


def settle(
    scores: Antecedents,
    phrases: Sequence[Phrase],
    rules: Rules,
    known: Collection[str],
    taken: Collection[str],
    order: Mapping[int, Set[str]] = MappingProxyType({}),
) -> dict[int, str | None]:
    """The entity of every phrase of `rules`; None for one alone of whom the rules can say nothing.

    From left to right a phrase joins the cluster with the greatest sum of exponentiated scores among its mentions
    before, in which clusters mostly of the entity by rule count e^`TRUST` times and all others e^-`TRUST` times.
    A cluster is the one of `known` (characters) whom the rules have in it most often, but a noun or "he" alone is only
    where nothing else is; else the entity that they have in it, or a new one, whose id is not among `taken`. Linear in
    the number of phrases. `order` are words by which phrases tell people apart: "the eldest" joins no "second".
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
        clusters.put(i, rule, _sort(phrases[i]), sums, order.get(i, frozenset()))
    names = clusters.names(known, taken)
    return {i: names[cluster] for i, cluster in clusters.of.items()}


@dataclass(slots=True)
class Cluster:
    """Phrases that are one: how many, how often each entity by rule is among them, whether a name or I or you is."""

    rules: Counter[str] = field(default_factory=Counter)
    size: int = 0
    firm: bool = False
    order: set[str] = field(default_factory=set)


class Clusters:
    """The clusters of a text in the order of first mentions; `of` is the number of each phrase's."""

    def __init__(self) -> None:
        self.of: dict[int, int] = {}
        self._all: list[Cluster] = []
        self._with: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=KEPT))

    def put(self, i: int, rule: str | None, sort: str, sums: dict[int, float], order: Set[str]) -> None:
        """Put a phrase where the sum is greatest, or into a cluster of its own."""
        if rule is not None:
            self._weigh(rule, TRUST[sort], sums)
        if order:
            sums = {c: s for c, s in sums.items() if not is_other(self._all[c].order, order)}
        best = max(sums, key=lambda c: sums[c], default=None)
        if best is None or sums[best] <= NONE:
            best = len(self._all)
            self._all.append(Cluster())
        self.of[i] = best
        cluster = self._all[best]
        cluster.size += 1
        cluster.order |= order
        cluster.firm |= sort in FIRM
        if rule is not None:
            cluster.rules[rule] += 1
            if best in self._with[rule]:
                self._with[rule].remove(best)
            self._with[rule].append(best)

    def _weigh(self, rule: str, trust: float, sums: dict[int, float]) -> None:
        for cluster in sums:
            if self._all[cluster].rules:
                sums[cluster] *= math.exp(-trust)
        for cluster in self._with[rule]:
            rules = self._all[cluster].rules
            if 2 * rules[rule] >= rules.total():
                sums[cluster] = sums.get(cluster, 0.0) * math.exp(2 * trust) + FIRST * math.exp(trust)

    def names(self, known: Collection[str], taken: Collection[str]) -> list[str | None]:
        """The id of each cluster; None for a phrase alone of which the rules say nothing."""
        out: list[str | None] = []
        used: set[str] = set()
        free = _free({*taken, *known, *self._with})
        tops = [Counter({r: n for r, n in c.rules.items() if r in known}).most_common(1) for c in self._all]
        most: Counter[str] = Counter()
        for top in tops:
            most |= Counter(dict(top))  # the most phrases that any one cluster has of each
        for cluster, top in zip(self._all, tops, strict=True):
            if top and (cluster.size > 1 or cluster.firm or most[top[0][0]] == 1):
                out.append(top[0][0])
                continue
            own = next((r for r, _ in cluster.rules.most_common(1) if r not in known), None)
            fresh = cluster.rules or cluster.size > 1
            out.append(own if own is not None and own not in used else next(free) if fresh else None)
            used.add(out[-1] or "")
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
        if phrase.person != 3:
            return "conversation"
        return "pronoun" if phrase.utterance is None else "pronoun in speech"
    return "name" if phrase.form == "PROP" else "noun"
