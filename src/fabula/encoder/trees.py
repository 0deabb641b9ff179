"""Dependency trees from scores: the best head of each word, mended to a tree where need be."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def best_tree(scores: Floats) -> Ints:
    """The head of each of n words: 0 for the root, else 1 + its position. Exactly one word has head 0.

    `scores` is n x (n + 1); column 0 is the root. Greedy where that is a tree already, which is nearly always; else
    the maximum spanning tree (Chu and Liu 1965, Edmonds 1967) under each of the likeliest roots.
    """
    n = len(scores)
    scores = scores.copy()
    scores[np.arange(n), np.arange(1, n + 1)] = -np.inf
    heads: Ints = scores.argmax(axis=1)
    roots = np.flatnonzero(heads == 0)
    if len(roots) == 1 and not _cycle(heads):
        return heads
    likely = np.argsort(-(scores[:, 0] - scores[:, 1:].max(axis=1, initial=-1e9)))[:2]
    found = [_rooted(scores, int(root)) for root in likely]
    return max(found, key=lambda h: float(scores[np.arange(n), h].sum()))


def _rooted(scores: Floats, root: int) -> Ints:
    """The best tree in which only `root` hangs on column 0."""
    n = len(scores)
    square = np.full((n + 1, n + 1), -1e9)
    square[1:] = np.maximum(scores, -1e8)
    square[1:, 0] = -1e9
    square[root + 1] = -1e9
    square[root + 1, 0] = 1e9
    np.fill_diagonal(square, -np.inf)
    return _edmonds(square)[1:]


def _cycle(heads: Ints) -> list[int]:
    """Nodes (from 1) of a cycle among the heads of nodes 1 to n; empty when there is none."""
    state = [0] * (len(heads) + 1)
    state[0] = 2
    for first in range(1, len(heads) + 1):
        path = []
        node = first
        while state[node] == 0:
            state[node] = 1
            path.append(node)
            node = int(heads[node - 1])
        if state[node] == 1:
            return path[path.index(node) :]
        for seen in path:
            state[seen] = 2
    return []


def _edmonds(scores: NDArray[np.float64]) -> Ints:
    """Heads of nodes 0 to n - 1 in the best tree from node 0 (head -1 for it); `scores[child, head]`."""
    n = len(scores)
    heads: Ints = scores.argmax(axis=1)
    heads[0] = -1
    cycle = _cycle(heads[1:])
    if not cycle:
        return heads
    inside = np.zeros(n, bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)
    inner = np.array(cycle)
    k = len(rest)  # the cycle becomes node k of a smaller graph
    smaller = np.full((k + 1, k + 1), -np.inf)
    smaller[:k, :k] = scores[np.ix_(rest, rest)]
    out_of = scores[np.ix_(rest, inner)]
    smaller[:k, k] = out_of.max(axis=1)
    gain = scores[np.ix_(inner, rest)] - scores[inner, heads[inner]][:, None]
    smaller[k, :k] = gain.max(axis=0)
    above = _edmonds(smaller)
    for i, node in enumerate(rest):
        if i:
            heads[node] = inner[out_of[i].argmax()] if above[i] == k else rest[above[i]]
    entry = inner[gain[:, above[k]].argmax()]
    heads[entry] = rest[above[k]]
    return heads
