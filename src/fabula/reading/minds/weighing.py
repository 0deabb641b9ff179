"""How likely a row is: its signs, weighed by what was fitted (`benchmarks/fit_minds.py`)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Protocol, cast

from fabula.reading.minds.lexicon import table

BLANKS = 3  # code points at most between two sentences of the narration that follow one another


class Placed(Protocol):
    """Something that is said of a character somewhere; `voice` is the utterance that holds it, -1 for narration."""

    @property
    def character(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def voice(self) -> int: ...


@cache
def weights(name: str) -> Mapping[str, float]:
    """The weight of each sign of one table of minds ("feelings", "told" ...)."""
    return {key: float(cast(float, value)) for key, value in table("minds_weights")[name].items()}


def likelihood(name: str, signs: Iterable[str]) -> float:
    """The probability that a row with these signs is one a careful reader would note (logistic regression)."""
    known = weights(name)
    score = known["bias"] + sum(known.get(sign, 0.0) for sign in signs)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def runs(rows: Sequence[Placed], *, apart: int, longest: int) -> list[list[int]]:
    """Indices of the rows of one holder that stand close together in one voice, in text order.

    Rows of one utterance at most `apart` code points from one another (a cue stands between), and sentences of the
    narration that follow one another, are of one run, as long as it is no longer than `longest`.
    """
    out: list[list[int]] = []
    order = sorted(range(len(rows)), key=lambda i: (rows[i].character, rows[i].voice, rows[i].start, rows[i].end))
    for i in order:
        if out and _follows(rows[i], rows[out[-1][-1]], apart) and rows[i].end - rows[out[-1][0]].start <= longest:
            out[-1].append(i)
        else:
            out.append([i])
    return out


def _follows(row: Placed, before: Placed, apart: int) -> bool:
    same = (row.character, row.voice) == (before.character, before.voice)
    return same and row.start - before.end <= (apart if row.voice >= 0 else BLANKS)


def any_of(chances: Iterable[float]) -> float:
    """The chance that one of several independent things is so."""
    none = 1.0
    for chance in chances:
        none *= 1.0 - chance
    return 1.0 - none


def calibrated(name: str, chance: float) -> float:
    """The chance that a row is right, given the raw chance of its parts: a fitted line through the log odds."""
    known = weights(name)
    odds = math.log(max(chance, 1e-6) / max(1.0 - chance, 1e-6))
    return 1.0 / (1.0 + math.exp(-(known.get("run scale", 1.0) * odds + known.get("run shift", 0.0))))


def threshold(name: str) -> float:
    """The likelihood from which rows of a table are given."""
    return weights(name)["threshold"]
