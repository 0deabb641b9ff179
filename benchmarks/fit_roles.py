"""Fit the weights by which the agents and patients of an event are chosen; `fit_minds.py` calls this.

A multinomial logit over the people named around each annotated event and nobody (McFadden 1974), with an L2 penalty.
It learns from annotated inputs and from what the whole plan reads of the same passages, as both kinds of mistakes of a
real reading (wrong trees, wrong people) have to be lived with. Figures are cross-validated over passages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from fabula.reading.minds.events import find_events
from fabula.reading.minds.roles import Choice, choices, sentences
from fabula.reading.minds.telling import Telling

FOLDS = 6
LEAST = 4  # choices that have a sign whose weight is fitted
SMALL = 0.05  # weights that are not worth keeping
L2 = 3.0
Floats = NDArray[np.float64]
ROLES = ("agents", "patients")


class Asked(NamedTuple):
    """An event found: its passage, who may have a part in it, and who has it, by role."""

    passage: int
    offered: Sequence[Choice]
    answers: dict[str, frozenset[str]]


def asked(passages: Sequence[tuple[dict[str, Any], Telling]]) -> list[Asked]:
    """The annotated events that are found, with their choices."""
    rows = []
    for n, (gold, told) in enumerate(passages):
        if told.signals is None:
            continue
        around = sentences(told, told.signals)
        at = {(t.start, t.end): k for k, t in enumerate(told.words.tokens)}
        found = {(e.start, e.end) for e in find_events(told.draft).events or ()}
        for event in gold["events"]:
            span = (event["start"], event["end"])
            if span in found:
                answers = {role: frozenset(event[role]) for role in ROLES}
                rows.append(Asked(n, choices(around, at[span]), answers))
    return rows


class Design(NamedTuple):
    """Choices x signs, where the choices of each event begin, and which event each belongs to."""

    x: csr_matrix
    first: NDArray[np.int64]
    event: NDArray[np.int64]


def design(rows: Sequence[Asked], names: Sequence[str]) -> Design:
    """The signs of all choices, those of one event after those of another."""
    column = {name: k for k, name in enumerate(names)}
    held = [[column[s] for s in set(c.signs) if s in column] for row in rows for c in row.offered]
    sizes = np.array([len(row.offered) for row in rows])
    at = np.repeat(np.arange(len(held)), [len(h) for h in held])
    flat = np.array([k for h in held for k in h])
    x = csr_matrix((np.ones(len(flat)), (at, flat)), shape=(len(held), len(names)))
    return Design(x, np.concatenate([[0], np.cumsum(sizes)[:-1]]), np.repeat(np.arange(len(rows)), sizes))


def right(rows: Sequence[Asked], role: str) -> Floats:
    """For each choice whether it names exactly those who have the part."""
    return np.array([frozenset(c.people) == row.answers[role] for row in rows for c in row.offered], float)


def fit(of: Design, y: Floats, used: NDArray[np.bool_]) -> Floats:
    """The weights that make the right choices of the events `used` likeliest."""
    used = used & (np.add.reduceat(y, of.first) > 0)
    counted = used[of.event]

    def loss(w: Floats) -> tuple[float, Floats]:
        z = of.x @ w
        e = np.exp(z - np.maximum.reduceat(z, of.first)[of.event])
        whole, good = np.add.reduceat(e, of.first), np.add.reduceat(e * y, of.first)
        share = e / whole[of.event]
        wanted = e * y / np.maximum(good, 1e-300)[of.event]
        value = -np.sum(np.log(good[used] / whole[used])) + L2 / 2 * (w @ w)
        return float(value), of.x.T @ ((share - wanted) * counted) + L2 * w

    start = np.zeros(of.x.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x)


def fitted(
    certain: Sequence[tuple[dict[str, Any], Telling]], real: Sequence[tuple[dict[str, Any], Telling]]
) -> dict[str, dict[str, float]]:
    """The weights of both roles; prints how many events get exactly the annotated people, cross-validated."""
    known, read = asked(certain), asked(real)
    rows = [*known, *read]
    counts = Counter(s for row in rows for c in row.offered for s in set(c.signs))
    names = sorted(s for s, n in counts.items() if n >= LEAST)
    of = design(rows, names)
    fold = np.array([row.passage % FOLDS for row in rows])
    out = {}
    for role in ROLES:
        y = right(rows, role)
        hits = np.zeros(len(rows), bool)
        for k in range(FOLDS):
            z = of.x @ fit(of, y, fold != k)
            best = [int(a + np.argmax(z[a:b])) for a, b in zip(of.first, [*of.first[1:], len(z)], strict=True)]
            hits[fold == k] = y[best][fold == k] > 0
        print(f"{role}: annotated inputs {hits[: len(known)].mean():.3f}, real reading {hits[len(known) :].mean():.3f}")
        w = fit(of, y, np.ones(len(rows), bool))
        out[role] = {s: float(v) for s, v in zip(names, w, strict=True) if abs(v) >= SMALL}
    return out
