"""The part that a document had when the shipped weights were made, by the number of its book at Project Gutenberg.

In the joined form a corpus is divided by the order of its documents. A corpus in its publishers' form has documents
that were not at hand then: in that order they would move the others to other parts.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

UNSEEN = "unseen"
"""The part of documents that were not at hand."""

NAMES = ("dev", "test", "held-out", "train", "all", UNSEEN)


@cache
def _parts() -> dict[str, dict[str, list[int]]]:
    told: dict[str, dict[str, list[int]]] = json.loads(Path(__file__).with_name("parts.json").read_text("utf-8"))
    return told


def part_of(corpus: str, book: int) -> str:
    """`train`, `dev`, `test` or `unseen`."""
    return next((name for name, books in _parts()[corpus].items() if book in books), UNSEEN)


def belongs(part: str, wanted: str) -> bool:
    """Whether a document of `part` is among those that `wanted` (one of `NAMES`) asks for."""
    return wanted == "all" or part == wanted or (wanted == "held-out" and part in {"dev", "test"})
