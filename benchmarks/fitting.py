"""The two regressions by which the weights of signs are fitted."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Matrix = NDArray[np.float64]


def logistic(signs: Matrix, yes: Matrix) -> Matrix:
    """Weights of a logistic regression with a small ridge on all but the first."""

    def loss(weights: Matrix) -> float:
        margin = (2 * yes - 1) * (signs @ weights)
        return float(np.logaddexp(0, -margin).sum() + (weights[1:] ** 2).sum() / 2)

    return np.asarray(minimize(loss, np.zeros(signs.shape[1]), method="L-BFGS-B").x)


def conditional(choices: Iterable[tuple[Matrix, NDArray[np.bool_]]], size: int) -> Matrix:
    """Weights of a conditional logit with a small ridge; any right one of a choice will do.

    A choice is the signs of each candidate (`size` of them) and which candidates are right.
    """
    rows = list(choices)
    signs = np.concatenate([values for values, _ in rows])
    right = np.concatenate([yes for _, yes in rows])
    counts = np.array([len(values) for values, _ in rows])
    starts, of = np.cumsum(counts) - counts, np.repeat(np.arange(len(rows)), counts)

    def sums(scores: Matrix) -> tuple[Matrix, Matrix]:
        """The logarithm of the summed exponentials of each choice, and the share of each candidate in its sum."""
        top = np.maximum.reduceat(scores, starts)
        raised = np.exp(scores - top[of])
        whole = np.add.reduceat(raised, starts)
        return np.log(whole) + top, raised / whole[of]

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        scores = signs @ weights
        whole, share = sums(scores)
        good, good_share = sums(np.where(right, scores, -1e9))
        return float((whole - good).sum() + (weights**2).sum() / 2), signs.T @ (share - good_share) + weights

    return np.asarray(minimize(loss, np.zeros(size), jac=True, method="L-BFGS-B").x)
