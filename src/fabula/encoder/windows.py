"""Windows of subwords over a text of any length: every word is owned by one window and read with context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.subwords import Subwords, case_of


class Window(NamedTuple):
    """Words `first` to `last` are read; words `start` to `end`, inside them, are owned."""

    first: int
    start: int
    end: int
    last: int


class Reading(NamedTuple):
    """A window as the encoder takes it, and where the subwords of its owned words stand in it.

    `ids`, `types`: 1 x subwords. `rows`: positions of the subwords of the owned words. `starts`: where each owned word
    begins in `rows`.
    """

    ids: NDArray[np.int64]
    types: NDArray[np.int64]
    rows: NDArray[np.int64]
    starts: NDArray[np.int64]


def plan(sizes: Sequence[int], stops: frozenset[int], longest: int, context: int) -> list[Window]:
    """Windows over words of the given sizes in subwords, each of at most `longest` with `context` on both sides.

    A window gives up at most a quarter of its room to end at one of `stops` (words that begin a sentence), so that few
    sentences are cut. The room counts two special subwords, and one for a paragraph break before each stop at worst
    is covered by the context, which is shortened to fit.
    """
    room = longest - 2 - 2 * context
    out: list[Window] = []
    start, n = 0, len(sizes)
    while start < n:
        used, end, stop = 0, start, start
        while end < n and used + sizes[end] + (end in stops) <= room:
            used += sizes[end] + (end in stops)
            end += 1
            if end in stops and used >= room * 3 // 4:
                stop = end
        end = max(end, start + 1)
        if end < n and stop > start:
            end = stop
        out.append(Window(_back(sizes, start, context), start, end, _forth(sizes, end, context)))
        start = end
    return out


def _back(sizes: Sequence[int], at: int, room: int) -> int:
    while at > 0 and room >= sizes[at - 1] + 1:
        room -= sizes[at - 1] + 1  # one more for a break that may stand there
        at -= 1
    return at


def _forth(sizes: Sequence[int], at: int, room: int) -> int:
    while at < len(sizes) and room >= sizes[at] + 1:
        room -= sizes[at] + 1
        at += 1
    return at


def lay_out(window: Window, pieces: Sequence[tuple[int, ...]], forms: Sequence[str], breaks: frozenset[int],
            subwords: Subwords) -> Reading:  # fmt: skip
    """The subwords of a window: between [CLS] and [SEP], with a [SEP] where a paragraph begins."""
    ids, types = [subwords.first], [0]
    rows: list[int] = []
    starts: list[int] = []
    for word in range(window.first, window.last):
        if word in breaks and len(ids) > 1:
            ids.append(subwords.last)
            types.append(0)
        if window.start <= word < window.end:
            starts.append(len(rows))
            rows.extend(range(len(ids), len(ids) + len(pieces[word])))
        ids.extend(pieces[word])
        types.extend([case_of(forms[word])] * len(pieces[word]))
    ids.append(subwords.last)
    types.append(0)
    return Reading(np.array([ids]), np.array([types]), np.array(rows), np.array(starts))
