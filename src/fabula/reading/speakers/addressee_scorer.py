"""The scorer of addressees: two small networks, one on a line by itself and one with what is known of those around it.

Its weights stand in `addressees.json` beside this file, made by `training/fabula_training/addressees.py`, with the
names of the signs that they were made for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec
import numpy as np
from numpy.typing import NDArray

from fabula.reading.speakers.address import FEATURES
from fabula.reading.speakers.around import AROUND
from fabula.reading.speakers.weights import decoded

Floats = NDArray[np.float32]


class Network(msgspec.Struct):
    """Weights of linear · x + out · tanh(hidden x + bias), as lists."""

    hidden: list[list[float]]
    bias: list[float]
    out: list[float]
    linear: list[float]


class _File(msgspec.Struct):
    features: list[str]
    around: list[str]
    alone: Network
    together: Network
    least: float


@dataclass(frozen=True, slots=True)
class Layers:
    """A network of one hidden layer and a way past it; its value is a logit."""

    hidden: Floats  # (units, signs)
    bias: Floats
    out: Floats
    linear: Floats

    def likelihoods(self, rows: Floats) -> Floats:
        """The probability of each row (n, signs)."""
        logits = rows @ self.linear + np.tanh(rows @ self.hidden.T + self.bias) @ self.out
        out: Floats = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
        return out


@dataclass(frozen=True, slots=True)
class AddresseeScorer:
    """How likely each candidate is spoken to; `least` is the likelihood that a second addressee needs."""

    alone: Layers
    together: Layers
    least: float


@cache
def load() -> AddresseeScorer:
    """The shipped scorer; WeightsError when its file is missing or of another version."""
    return read_weights(files("fabula.reading.speakers").joinpath("addressees.json"))


def read_weights(file: Traversable) -> AddresseeScorer:
    """The scorer in a file of weights; WeightsError when it is missing or of another version."""
    found = decoded(file, _File, lambda one: one.features == [*FEATURES] and one.around == [*AROUND])
    return AddresseeScorer(_layers(found.alone), _layers(found.together), found.least)


def _layers(network: Network) -> Layers:
    def array(values: Sequence[object]) -> Floats:
        return np.array(values, np.float32)

    return Layers(array(network.hidden), array(network.bias), array(network.out), array(network.linear))
