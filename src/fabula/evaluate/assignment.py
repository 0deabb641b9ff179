"""One-to-one assignment of gold things to found ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fabula.errors import RequestError


def need_scipy() -> None:
    """Nothing, where SciPy is installed; else RequestError, so that a measurement stops before its work."""
    try:
        import scipy.optimize  # noqa: F401
    except ImportError as error:
        raise RequestError(
            "this measurement needs the package scipy", hint='Install it: pip install "fabula-reader[evaluate]"'
        ) from error


def one_to_one(weights: NDArray[np.float64]) -> tuple[tuple[int, int], ...]:
    """Pairs of (row, column), each row and column at most once, of the greatest sum; pairs of weight 0 are left out.

    Raises RequestError where SciPy is missing.
    """
    need_scipy()
    from scipy.optimize import linear_sum_assignment

    rows, columns = linear_sum_assignment(weights, maximize=True)
    return tuple((int(r), int(c)) for r, c in zip(rows, columns, strict=True) if weights[r, c] > 0)
