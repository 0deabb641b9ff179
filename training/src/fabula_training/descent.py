"""The small networks of the scorers, linear · x + out · tanh(hidden x + bias), and how they are fitted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Weights = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Descent:
    """Passes over the examples, examples a step, step size at first, weight decay, passes averaged at the end."""

    passes: int
    batch: int
    rate: float
    decay: float
    averaged: int


def fresh(units: int, signs: int, chance: np.random.Generator) -> Weights:
    """Weights of a network to start from; the way past the hidden layer is empty."""
    return {
        "hidden": chance.normal(0, 0.9 / signs**0.5, (units, signs)).astype(np.float32),
        "bias": np.zeros(units, np.float32),
        "out": chance.normal(0, 0.1, units).astype(np.float32),
        "linear": np.zeros(signs, np.float32),
    }


def descend(
    start: Weights,
    slopes: Callable[[Weights, NDArray[np.int64]], Weights],
    examples: int,
    plan: Descent,
    chance: np.random.Generator,
) -> Weights:
    """The weights after Adam (Kingma and Ba 2015), averaged over the last passes.

    `slopes` gives the gradient of the loss for the examples of these numbers; the step size falls to a tenth.
    """
    weights = {k: v.copy() for k, v in start.items()}
    mean, square, total = ({k: np.zeros_like(v) for k, v in weights.items()} for _ in range(3))
    step, kept = 0, min(plan.averaged, plan.passes)
    for turn in range(plan.passes):
        order = chance.permutation(examples)
        rate = plan.rate * (1 - 0.9 * turn / plan.passes)
        for at in range(0, examples, plan.batch):
            found = slopes(weights, order[at : at + plan.batch])
            step += 1
            for k, value in weights.items():
                slope = (found[k] + plan.decay * value).astype(np.float32)
                mean[k] = 0.9 * mean[k] + 0.1 * slope
                square[k] = 0.999 * square[k] + 0.001 * slope**2
                value -= rate * mean[k] / (1 - 0.9**step) / (np.sqrt(square[k] / (1 - 0.999**step)) + 1e-8)
        if turn >= plan.passes - kept:
            for k, value in weights.items():
                total[k] += value / kept
    return total
