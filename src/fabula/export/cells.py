"""CSV that a spreadsheet shows and does not run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from fabula.story.tables import Cell

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP, "CSV Injection"


def guard(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula.

    An apostrophe that is there gets another one before it where `unguard` would else take it away.
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unguard(cell: str) -> str:
    """The text that `guard` was given."""
    bare = cell.lstrip("'")
    return cell[1:] if cell.startswith("'") and bare.startswith(_FORMULA) else cell


def written(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file (RFC 4180, UTF-8, a head line); lists are JSON, None is an empty cell, texts are guarded."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(head)
    for row in rows:
        sheet.writerow([_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8", "surrogatepass")


def _cell(cell: Cell) -> str:
    if isinstance(cell, str):
        return guard(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, list) else str(cell)
