"""Where a character is: the tables of github.com/sandeepsoni/mobility-books, `data/annotations`.

`PART.tsv` has `ID`, `book_id`, `context_10`, `context_50`, `context_100` with `<char> </char>` and `<place> </place>`
around the pair; `PART.labels.tsv` has `ID`, `valid_relation`, `spatial_relation`, `temporal_span`, `narrative_tense`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fabula.errors import RequestError

Row = dict[str, Any]
PARTS = ("train", "dev")
_CONTEXTS = ("context_100", "context_50", "context_10")
_TAG = re.compile(r"<(/?)(char|place)> ?| ?<(/)(char|place)>")
_NAMES = {"char": "character_span", "place": "place_span"}


def pairs(folder: Path, parts: tuple[str, ...] = PARTS) -> Iterator[Row]:
    """The annotated pairs of a folder as rows of the joined form, part by part. Raises RequestError."""
    for part in parts:
        file = folder / f"{part}.tsv"
        try:
            labels = {row["ID"]: row for row in _table(folder / f"{part}.labels.tsv")}
            for row in _table(file):
                if row["ID"] in labels:
                    yield _pair(row, labels[row["ID"]], part)
        except (OSError, KeyError, ValueError, csv.Error) as error:
            raise RequestError(f"a table of places cannot be read: {error}", where=str(file)) from error


def _table(file: Path) -> Iterator[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as content:
        yield from csv.DictReader(content, delimiter="\t")


def _pair(row: dict[str, str], label: dict[str, str], part: str) -> Row:
    context = next(row[name] for name in _CONTEXTS if row.get(name))
    text, spans = _unmarked(context)
    return {
        "id": row["ID"],
        "gutenberg_id": int(row["book_id"]),
        "split": part,
        "text": text,
        **spans,
        "valid": label["valid_relation"] == "VALID",
        "spatial_relation": label["spatial_relation"] or None,
        "temporal_span": label["temporal_span"] or None,
        "narrative_tense": label["narrative_tense"] or None,
    }


def _unmarked(context: str) -> tuple[str, dict[str, list[int]]]:
    """The text without its tags, and what stood between them."""
    pieces: list[str] = []
    spans: dict[str, list[int]] = {}
    size = at = 0
    for tag in _TAG.finditer(context):
        pieces.append(context[at : tag.start()])
        size += tag.start() - at
        at = tag.end()
        name = _NAMES[tag[2] or tag[4]]
        if tag[1] or tag[3]:
            spans[name].append(size)
        else:
            spans[name] = [size]
    if set(spans) != set(_NAMES.values()) or any(len(s) != 2 for s in spans.values()):
        raise ValueError("a context needs one character and one place")
    return "".join(pieces) + context[at:], spans
