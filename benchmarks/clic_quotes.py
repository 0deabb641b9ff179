"""Exact boundaries of quotations in paragraphs of the 19th century, single marks and double.

    python benchmarks/clic_quotes.py            # figures
    python benchmarks/clic_quotes.py --wrong    # and each paragraph where they differ, with what was missed or too much

A quotation counts when its first and its last code point are found exactly, marks included. Paragraphs that continue a
quotation of the paragraph before, and quotations that open or close in another paragraph, cannot be told from the
paragraph alone and are left out. A speech that goes on after its cue is two quotations, as in the data.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import measuring


def found(text: str) -> set[tuple[int, int]]:
    """The pieces of every marked quotation in one paragraph; thoughts without marks are none."""
    from fabula.reading.draft import Draft
    from fabula.reading.quotations import find_utterances
    from fabula.source import from_text
    from fabula.text import words

    manuscript = from_text(text)
    draft = find_utterances(Draft(manuscript=manuscript, words=words(manuscript)))
    return {(s.start, s.end) for one in draft.utterances if not one.unmarked for s in one.spans}


def whole(row: dict[str, Any]) -> bool:
    """Whether the paragraph can be judged on its own."""
    inside = row["extended"] in ("middle", "end") or row["open_at_start"]
    return not inside and all(q["start"] is not None and q["end"] is not None for q in row["quotes"])


def main() -> None:
    """Read every paragraph alone and print precision, recall and F1 by family and kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wrong", action="store_true", help="print the paragraphs that differ")
    parser.add_argument("--out", type=Path, help="also write the figures to this JSON file")
    options = parser.parse_args()
    source = measuring.data("data", "clic_quotes", "clic_quotes.jsonl")
    rows = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    judged = [row for row in rows if whole(row)]
    counts: Counter[tuple[str, str]] = Counter()
    for row in judged:
        outer = {(q["start"], q["end"]) for q in row["quotes"] if q["kind"] == "quote"}
        gold = {(q["start"], q["end"]) for q in row["quotes"]}
        have = found(row["text"])
        for name in ("all", row["family"]):
            counts[name, "right"] += len(gold & have)
            counts[name, "found"] += len(have)
            counts[name, "gold"] += len(gold)
        counts["outer", "right"] += len(outer & have)
        counts["outer", "found"] += len(have - (gold - outer))
        counts["outer", "gold"] += len(outer)
        if options.wrong and have != gold:
            print(f"{row['id']}: {row['text']}")
            for mark, spans in (("missed", gold - have), ("too much", have - gold)):
                for start, end in sorted(spans):
                    print(f"  {mark}: {row['text'][start:end]!r}")
    figures = {}
    print(f"{len(judged)} of {len(rows)} paragraphs")
    for name in dict.fromkeys(name for name, _ in counts):
        right = counts[name, "right"]
        precision, recall = right / counts[name, "found"], right / counts[name, "gold"]
        figures[f"clic_quotes: {name} F1"] = round(2 * precision * recall / (precision + recall), 4)
        print(f"{name:<8} F1 {figures[f'clic_quotes: {name} F1']:.4f}  P {precision:.4f} R {recall:.4f}", end="")
        print(f"  gold {counts[name, 'gold']}")
    checksum = hashlib.sha256(source.read_bytes()).hexdigest()
    measuring.record(options.out, "clic_quotes", checksum, figures)


if __name__ == "__main__":
    main()
