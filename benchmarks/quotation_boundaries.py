"""Exact boundaries of quotations in paragraphs of 19th-century novels (clic-gold-standard): both ends must agree.

python benchmarks/quotation_boundaries.py

Each row of the data is one paragraph out of its context. It is read alone, as the reader reads a paragraph of a book:
with the habit of the book as prior (here that of the rows of the same novel, from their text alone), and with the
quotation that is still open from before where the data says that one is. Marks are inside the spans, in the data and
here. Quotations that open or close in another paragraph have no boundary to compare and are left out on both sides.

`all`: every stretch in marks, those inside others and words held up in marks too, as the data has them. `outer`: those
that the data calls `quote`; an outermost stretch that the data calls `alt` is neither right nor wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import measuring
from fabula.reading.quotations.pieces import Piece, find_pieces, habits
from fabula.spans import Span

Row = dict[str, Any]
Pair = tuple[int, int]


def novels(path: Path) -> dict[str, list[Row]]:
    """The rows by novel."""
    out: dict[str, list[Row]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        out[row["novel"]].append(row)
    return out


def custom_of(rows: list[Row]) -> dict[str, float]:
    """The habit of a novel, from the text of its rows."""
    spans, at = [], 0
    for row in rows:
        spans.append(Span(at, at + len(row["text"])))
        at += len(row["text"]) + 1
    return habits("\n".join(row["text"] for row in rows), spans)


def read(row: Row, custom: dict[str, float]) -> list[Piece]:
    """The stretches found in a row whose two ends stand in it."""
    text = row["text"]
    opened = (max(custom, key=lambda family: custom[family]),) if row["open_at_start"] else ()
    found = find_pieces(text, [Span(0, len(text))], custom=custom, opened=opened)
    return [p for p in found if p.closed and not p.continues]


def gold(row: Row, kind: str | None = None) -> set[Pair]:
    """The quotations of a row with both ends."""
    rows = (q for q in row["quotes"] if q["start"] is not None and q["end"] is not None)
    return {(q["start"], q["end"]) for q in rows if kind is None or q["kind"] == kind}


def count(rows: dict[str, list[Row]]) -> dict[str, list[int]]:
    """Right, found and annotated, for `all` and `outer`, and by family of novels."""
    out: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for of_novel in rows.values():
        custom = custom_of(of_novel)
        for row in of_novel:
            pieces = read(row, custom)
            every = {(p.span.start, p.span.end) for p in pieces}
            outer = {(p.span.start, p.span.end) for p in pieces if p.depth == 0} - gold(row, "alt")
            for name, found, wanted in (
                ("all", every, gold(row)),
                (row["family"], every, gold(row)),
                ("outer", outer, gold(row, "quote")),
            ):
                for i, n in enumerate((len(found & wanted), len(found), len(wanted))):
                    out[name][i] += n
    return out


def main() -> None:
    """Read, score and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, help="also write the figures to this JSON file, for check_floors.py")
    options = parser.parse_args()
    path = measuring.data("data", "clic_quotes", "clic_quotes.jsonl")
    figures: dict[str, float] = {}
    for name, (right, found, wanted) in sorted(count(novels(path)).items()):
        precision, recall = right / max(1, found), right / max(1, wanted)
        f1 = 2 * right / max(1, found + wanted)
        print(f"{name:<8} F1 {f1:.4f}  P {precision:.4f} R {recall:.4f}  of {wanted}")
        figures[f"quotation_boundaries: {name} F1"] = round(f1, 4)
    measuring.record(options.out, "quotation_boundaries", hashlib.sha256(path.read_bytes()).hexdigest(), figures)


if __name__ == "__main__":
    main()
