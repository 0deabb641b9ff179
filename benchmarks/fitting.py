"""The two regressions by which the weights of signs are fitted."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

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

    def loss(weights: Matrix) -> float:
        scores = [(values @ weights, right) for values, right in rows]
        return float(sum(logsumexp(s) - logsumexp(s[right]) for s, right in scores) + (weights**2).sum() / 2)

    return np.asarray(minimize(loss, np.zeros(size), method="L-BFGS-B").x)
