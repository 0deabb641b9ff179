"""How likely a row is: its signs, weighed by what was fitted (`benchmarks/fit_minds.py`)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from typing import cast

from fabula.reading.minds.lexicon import table


@cache
def weights(name: str) -> Mapping[str, float]:
    """The weight of each sign of one table of minds ("feelings", "told" ...)."""
    return {key: float(cast(float, value)) for key, value in table("minds_weights")[name].items()}


def likelihood(name: str, signs: Iterable[str]) -> float:
    """The probability that a row with these signs is one a careful reader would note (logistic regression)."""
    known = weights(name)
    score = known["bias"] + sum(known.get(sign, 0.0) for sign in signs)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def threshold(name: str) -> float:
    """The likelihood from which rows of a table are given."""
    return weights(name)["threshold"]
