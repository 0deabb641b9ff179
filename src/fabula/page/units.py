"""From code points to the UTF-16 units in which a browser counts, and text that a browser keeps as it is."""

from __future__ import annotations

import re
from bisect import bisect_left

_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")


def keepable(text: str) -> str:
    """The text with NUL and lone surrogates as U+FFFD: HTML and UTF-8 cannot hold them. The length is the same."""
    return _UNKEEPABLE.sub("\ufffd", text)


class Units:
    """Calling it with an offset in code points gives the offset in UTF-16 units; out of range is clamped."""

    __slots__ = ("_astral", "_length")

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._astral = [match.start() for match in _ASTRAL.finditer(text)]

    def __call__(self, offset: int) -> int:
        offset = min(max(offset, 0), self._length)
        return offset + bisect_left(self._astral, offset) if self._astral else offset
