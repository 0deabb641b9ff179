"""The scorer of candidate speakers: a small network over the evidence, trained on annotated novels.

Its weights stand in `weights.json` beside this file, with the names of the features they were trained on, so that
weights of another version are refused instead of misread. They are made by `training/fabula_training/speakers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec
import numpy as np

from fabula.reading.speakers.confidence import CLUES
from fabula.reading.speakers.evidence import LOCAL
from fabula.reading.speakers.turns import TURN
from fabula.reading.speakers.weights import decoded

LOCAL_NORM = 0.4


class _File(msgspec.Struct):
    features: list[str]
    hidden: list[list[float]]
    bias: list[float]
    out: list[float]
    linear: list[float]
    clues: list[str]
    confidence: list[float]


@dataclass(frozen=True, slots=True)
class Scorer:
    """score(x) = linear · x + out · tanh(hidden x + bias), a softmax over the candidates of one utterance."""

    hidden: np.ndarray  # (units, features)
    bias: np.ndarray  # (units,)
    out: np.ndarray  # (units,)
    linear: np.ndarray  # (features,)
    confidence: tuple[float, ...]  # weights of the clues, see confidence.py

    def scores(self, local: np.ndarray, turn: np.ndarray) -> np.ndarray:
        """A score for each candidate: `local` is (candidates, features), `turn` (..., candidates, turn features)."""
        n = local.shape[1]
        sums = local @ self.hidden[:, :n].T + self.bias + turn @ self.hidden[:, n:].T
        out: np.ndarray = local @ self.linear[:n] + turn @ self.linear[n:] + np.tanh(sums) @ self.out
        return out

    def shares(self, scores: np.ndarray) -> np.ndarray:
        """Probabilities of the candidates (last axis)."""
        raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
        out: np.ndarray = raised / raised.sum(axis=-1, keepdims=True)
        return out

    def path_scores(self, scores: np.ndarray) -> np.ndarray:
        """Scores to be summed along a conversation.

        They are normalised over the candidates of one utterance by the power `LOCAL_NORM` only: wholly normalised
        scores cannot let a sure line correct the lines before it (the label bias, Lafferty, McCallum and Pereira 2001).
        """
        top = scores.max(axis=-1, keepdims=True)
        out: np.ndarray = scores - LOCAL_NORM * (top + np.log(np.exp(scores - top).sum(axis=-1, keepdims=True)))
        return out


@cache
def load() -> Scorer:
    """The shipped scorer; WeightsError when its file is missing or of another version."""
    return read_weights(files("fabula.reading.speakers").joinpath("weights.json"))


def read_weights(file: Traversable) -> Scorer:
    """The scorer in a file of weights; WeightsError when it is missing or of another version."""
    found = decoded(file, _File, lambda one: one.features == [*LOCAL, *TURN] and one.clues == [*CLUES])
    return Scorer(
        np.array(found.hidden, np.float32),
        np.array(found.bias, np.float32),
        np.array(found.out, np.float32),
        np.array(found.linear, np.float32),
        tuple(found.confidence),
    )
