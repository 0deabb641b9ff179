"""Names of files made from names in a story: no path, no reserved name, no two alike."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from fabula.story.records import Story

LONGEST = 80  # characters; 255 bytes is the limit of common file systems
_RESERVED = {"con", "prn", "aux", "nul", *(f"{d}{i}" for d in ("com", "lpt") for i in range(10))}


def safe(name: str | None, otherwise: str) -> str:
    """The name with letters, digits, blanks, hyphens and underscores alone, never empty and never a device's name."""
    kept = "".join(c if c.isalnum() or c in "-_" else " " for c in unicodedata.normalize("NFC", name or ""))
    short = re.sub(r" +", " ", kept).strip(" -")[:LONGEST].strip(" -")
    while len(short.encode("utf-8")) > 2 * LONGEST:
        short = short[:-1].strip(" -")
    if not short:
        return otherwise
    return f"{short}_" if short.lower() in _RESERVED else short


def of_source(story: Story, otherwise: str) -> str:
    """A safe name for what is made of a story: its source's without the suffix, else its title's."""
    return safe(PurePosixPath(story.source.name or "").stem or story.title, otherwise)


class Names:
    """Names given so far; two that differ in case alone count as alike, as they do on Windows and macOS."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, name: str | None, otherwise: str) -> str:
        """A safe name that nothing has yet: "Ilse", then "Ilse 2"."""
        first = safe(name, otherwise)
        wanted, number = first, 2
        while unicodedata.normalize("NFKC", wanted).casefold() in self._taken:
            wanted, number = f"{first} {number}", number + 1
        self._taken.add(unicodedata.normalize("NFKC", wanted).casefold())
        return wanted
