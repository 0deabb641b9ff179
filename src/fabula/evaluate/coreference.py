"""MUC, B-cubed and CEAF-e of predicted mentions, single mentions included, pooled over documents.

As in the CoNLL-2012 shared task (Pradhan and others 2012); MUC: Vilain and others 1995; B-cubed: Bagga and Baldwin
1998; CEAF: Luo 2005.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from fabula.evaluate.assignment import one_to_one
from fabula.evaluate.scores import Score, Tally

Cluster = frozenset[Hashable]
METRICS = ("coreference MUC", "coreference B3", "coreference CEAFe")


def add(tally: Tally, gold: Sequence[Cluster], found: Sequence[Cluster], under: Sequence[str] = METRICS) -> None:
    """Counts one document under the three names, those of `METRICS` or others in their order."""
    gold_of = {m: i for i, c in enumerate(gold) for m in c}
    found_of = {m: i for i, c in enumerate(found) for m in c}
    tally.count(under[0], _muc(found, gold_of), _muc(gold, found_of))
    add_b_cubed(tally, under[1], gold, found)
    shared = _ceaf(gold, found, found_of)
    tally.count(under[2], (shared, len(found)), (shared, len(gold)))


def add_b_cubed(tally: Tally, name: str, gold: Sequence[Cluster], found: Sequence[Cluster]) -> None:
    """Counts B-cubed alone, under a name."""
    gold_of = {m: i for i, c in enumerate(gold) for m in c}
    found_of = {m: i for i, c in enumerate(found) for m in c}
    tally.count(name, _b_cubed(found, gold, gold_of), _b_cubed(gold, found, found_of))


def average(scores: dict[str, Score], under: Sequence[str] = METRICS) -> float:
    """The mean of the three F1, the usual single figure."""
    return sum(scores[m].f1 for m in under) / len(under)


def _muc(clusters: Sequence[Cluster], other: dict[Hashable, int]) -> tuple[float, float]:
    kept = whole = 0
    for cluster in clusters:
        parts = {other.get(m, ("alone", m)) for m in cluster}
        kept += len(cluster) - len(parts)
        whole += len(cluster) - 1
    return kept, whole


def _b_cubed(clusters: Sequence[Cluster], others: Sequence[Cluster], other: dict[Hashable, int]) -> tuple[float, float]:
    right = sum(len(c & others[other[m]]) / len(c) for c in clusters for m in c if m in other)
    return right, sum(map(len, clusters))


def _ceaf(gold: Sequence[Cluster], found: Sequence[Cluster], found_of: dict[Hashable, int]) -> float:
    alike = np.zeros((len(gold), len(found)))
    for i, cluster in enumerate(gold):
        for j in {found_of[m] for m in cluster if m in found_of}:
            alike[i, j] = 2 * len(cluster & found[j]) / (len(cluster) + len(found[j]))
    return sum(float(alike[pair]) for pair in one_to_one(alike))
