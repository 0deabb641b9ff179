"""What of a story answers to what of an annotation: quotations by the text they share, casts by names and lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from fabula.evaluate.assignment import one_to_one
from fabula.spans import Span

Pieces = Sequence[tuple[int, int]]
Names = frozenset[str]

_OUTSIDE = frozenset(" \t\r\n\"'“”‘’«»—–-")
_ARTICLES = frozenset(("the", "a", "an"))


def quotations(text: str, gold: Sequence[Pieces], found: Sequence[Pieces]) -> list[int | None]:
    """For each gold quotation the number of the found one that shares most with it, or None where none does.

    Most is the greatest share of code points in both among those in either; white space, quotation marks and dashes at
    the ends of pieces do not count, so that conventions about them do not matter. Of equals the first in the text wins.
    """
    pieces = sorted((*_bare(text, piece), number) for number, one in enumerate(found) for piece in one)
    sizes: Counter[int] = Counter()
    for start, end, number in pieces:
        sizes[number] += end - start
    longest = max((end - start for start, end, _ in pieces), default=0)
    answers: list[int | None] = []
    for one in gold:
        bare = [_bare(text, piece) for piece in one]
        own = sum(map(len, bare))
        shared: Counter[int] = Counter()
        for piece in bare:
            for k in range(bisect_left(pieces, (piece.start - longest,)), len(pieces)):
                start, end, number = pieces[k]
                if start >= piece.end:
                    break
                shared[number] += piece.overlap((start, end))
        alike = {n: common / (own + sizes[n] - common) for n, common in shared.items() if common}
        answers.append(max(alike, key=alike.__getitem__, default=None))
    return answers


def _bare(text: str, piece: tuple[int, int]) -> Span:
    """The piece without marks and white space at its ends."""
    start, end = piece
    while start < end and text[start] in _OUTSIDE:
        start += 1
    while start < end and text[end - 1] in _OUTSIDE:
        end -= 1
    return Span(start, end)


def names(written: Iterable[str]) -> Names:
    """The names in a form to compare: case, punctuation, white space and articles aside."""
    words = (re.sub(r"[^\w\s]", " ", name.casefold()).split() for name in written)
    return frozenset(" ".join(w for w in name if w not in _ARTICLES) for name in words) - {""}


def casts(
    gold: Mapping[str, Names], found: Mapping[str, Names], lines: Mapping[tuple[str, str], int]
) -> dict[str, str]:
    """Gold id to found id, one to one, of the greatest sum of names shared and lines shared.

    `lines`: how many lines of a gold character were given to a found one. Those who share nothing have no partner.
    Raises RequestError where SciPy is missing.
    """
    weights = np.array(
        [[len(a & b) + lines.get((g, f), 0) for f, b in found.items()] for g, a in gold.items()], dtype=np.float64
    ).reshape(len(gold), len(found))
    here, there = list(gold), list(found)
    return {here[row]: there[column] for row, column in one_to_one(weights)}
