"""Half-open spans of code points: `text[span.start:span.end]` is the thing itself."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """From `start` to `end` (exclusive), in Unicode code points of the text."""

    start: int
    end: int

    def __len__(self) -> int:  # the length in code points, not the two fields
        return self.end - self.start

    def of(self, text: str) -> str:
        """The words the span stands on."""
        return text[self.start : self.end]

    def overlap(self, other: tuple[int, int]) -> int:
        """How many code points the two share."""
        return max(0, min(self.end, other[1]) - max(self.start, other[0]))


def strip(text: str, span: tuple[int, int]) -> Span:
    """The span without white space at its ends (empty at its start when it is all white space)."""
    start, end = span
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return Span(start, end)


def containing(spans: Sequence[tuple[int, int]], offset: int) -> int | None:
    """Index of the span that holds `offset`, in sorted spans that do not overlap; None between them."""
    at = bisect_right(spans, offset, key=lambda s: s[0]) - 1
    if at >= 0 and offset < spans[at][1]:
        return at
    return None
