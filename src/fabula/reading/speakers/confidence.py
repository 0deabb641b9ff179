"""How sure a speaker is: a logistic model of being right, fitted on novels that the scorer had not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from fabula.reading.speakers.evidence import LOCAL, Evidence

CLUES = (
    "one", "logit of share", "share", "margin", "cue name", "cue noun", "cue pronoun", "no cue", "turns since a cue",
    "same paragraph", "bare turn", "narration between", "new conversation", "candidates", "subject beside",
    "cast given", "cue is a name of theirs",
)  # fmt: skip
_CUES = tuple(LOCAL.index(name) for name in ("cue name", "cue noun", "cue pronoun"))
_HAS_CUE = LOCAL.index("has cue")
_GIVEN, _NAMED = LOCAL.index("cast given"), LOCAL.index("cue is a name of theirs")
_BESIDE = tuple(LOCAL.index(f"subject {side} in paragraph") for side in ("before", "after"))


def clues(found: Evidence, shares: np.ndarray, chosen: int, since: int) -> tuple[float, ...]:
    """What the confidence in one choice is read from; in the order of `CLUES`.

    `shares` are the scorer's probabilities of the candidates, `since` the number of turns since a cue told.
    """
    share = float(shares[chosen])
    others = np.delete(shares, chosen)
    row = found.local[chosen]
    logit = math.log(max(share, 1e-4) / max(1.0 - share, 1e-4))
    return (
        1.0,
        logit / 5,
        share,
        share - float(others.max(initial=0.0)),
        *(float(row[n]) for n in _CUES),
        float(not row[_HAS_CUE]),
        min(since, 10) / 10,
        *(float(found.gap == n) for n in range(4)),
        len(found.candidates) / 12,
        float(max(row[n] for n in _BESIDE)),
        float(row[_GIVEN]),
        float(row[_NAMED]),
    )


def confidence(found: Sequence[float], weights: Sequence[float]) -> float:
    """The probability (0 to 1) that a choice with these clues is right."""
    total = sum(a * b for a, b in zip(found, weights, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
