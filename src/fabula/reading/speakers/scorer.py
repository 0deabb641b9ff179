"""The scorer of candidate speakers: a small network over the evidence, trained on annotated novels.

Its weights stand in `weights.json` beside this file, with the names of the features they were trained on, so that
weights of another version are refused instead of misread. They are made by `training/fabula_training/speakers.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec
import numpy as np

from fabula.errors import WeightsError
from fabula.reading.speakers.evidence import LOCAL
from fabula.reading.speakers.turns import TURN

LOCAL_NORM = 0.4


class _File(msgspec.Struct):
    features: list[str]
    hidden: list[list[float]]
    bias: list[float]
    out: list[float]
    linear: list[float]
    calibration: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Scorer:
    """score(x) = linear · x + out · tanh(hidden x + bias), a softmax over the candidates of one utterance."""

    hidden: np.ndarray  # (units, features)
    bias: np.ndarray  # (units,)
    out: np.ndarray  # (units,)
    linear: np.ndarray  # (features,)
    calibration: tuple[tuple[float, float], ...]  # raw probability -> share that was right, rising

    def local(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The part of the sums that the local features make: (candidates, units) and (candidates,)."""
        n = rows.shape[1]
        return rows @ self.hidden[:, :n].T + self.bias, rows @ self.linear[:n]

    def log_shares(self, local: tuple[np.ndarray, np.ndarray], turn: np.ndarray) -> np.ndarray:
        """Log probability of each candidate; `turn` is (..., candidates, turn features).

        It is normalised over the candidates of one utterance by the power `LOCAL_NORM` only: wholly normalised scores
        cannot let a sure line correct the lines before it (the label bias problem, Lafferty et al. 2001).
        """
        n = self.hidden.shape[1] - turn.shape[-1]
        sums = local[0] + turn @ self.hidden[:, n:].T
        scores = local[1] + turn @ self.linear[n:] + np.tanh(sums) @ self.out
        top = scores.max(axis=-1, keepdims=True)
        shares: np.ndarray = scores - LOCAL_NORM * (top + np.log(np.exp(scores - top).sum(axis=-1, keepdims=True)))
        return shares

    def calibrated(self, share: float) -> float:
        """How often a speaker given with this raw probability was right on novels not trained on."""
        xs, ys = zip(*self.calibration, strict=True)
        return float(np.interp(share, xs, ys))


@cache
def load() -> Scorer:
    """The shipped scorer; WeightsError when its file is missing or of another version."""
    where = "reading/speakers/weights.json"
    hint = "Install the package again."
    try:
        data = files("fabula.reading.speakers").joinpath("weights.json").read_bytes()
        found = msgspec.json.decode(data, type=_File)
    except (OSError, msgspec.DecodeError) as error:
        raise WeightsError(f"cannot be read: {error}", where=where, hint=hint) from error
    if found.features != [*LOCAL, *TURN]:
        raise WeightsError("made for other features than this version has", where=where, hint=hint)
    return Scorer(
        np.array(found.hidden, np.float32),
        np.array(found.bias, np.float32),
        np.array(found.out, np.float32),
        np.array(found.linear, np.float32),
        tuple(found.calibration),
    )
