"""Stories that nobody has annotated, as passages: names, and who says the lines whose words around them tell.

`fabula-prepare-fiction --texts DIR --out DIR` reads the beginning of every text and writes a file each, in the form
that `fabula-prepare-novels` writes. What our own reading is sure of stands in for an annotation; `hiding` then takes
away what made it sure.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fabula.encoder.labels import FORMS
from fabula.reading.draft import Draft, aloud

from fabula_training.conversations import before_speakers
from fabula_training.novels import UNKNOWN, Line, Row, record, token_range, with_speakers

SURE = 0.9
"""Confidence from which on a speaker is taken for known."""


def beginning(text: str, words: int) -> str:
    """The first paragraphs of a text, about `words` words long; its first twentieth, titles mostly, is left out."""
    first = text.find("\n", len(text) // 20) + 1
    return text[first : max(first, text.rfind("\n", first, first + 6 * words))]


def prepared(name: str, text: str) -> dict[str, Any]:
    """A text as `data.novels` reads it: words, paragraph breaks, mentions and quotations over words."""
    draft = with_speakers(before_speakers(text))
    numbers = {c.id: n for n, c in enumerate(draft.characters)}
    quotations: list[Line] = []
    for i in aloud(draft):
        turn = draft.turns[i]
        sure = turn.confidence is not None and turn.confidence >= SURE
        pieces = [token_range(draft, span) for span in draft.utterances[i].spans]
        quotations.append((pieces, numbers.get(turn.speaker or "", UNKNOWN) if sure else UNKNOWN, ()))
    return record(name, draft, _mentions(draft, numbers), quotations)


def _mentions(draft: Draft, numbers: dict[str, int]) -> Iterator[Row]:
    for phrase, entity in zip(draft.phrases, draft.entities, strict=True):
        if phrase.type == "PER" and not phrase.plural:
            who = numbers.get(entity or "", UNKNOWN)
            named = phrase.form == "PROP" and who != UNKNOWN
            yield (*token_range(draft, phrase.span), FORMS.index(phrase.form), who, named)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=Path, required=True, help="folder of plain texts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--words", type=int, default=20_000, help="how much of each text to read")
    parser.add_argument("--share", default="1/1", help="N/M: only every M-th text, from the N-th on")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    first, step = map(int, given.share.split("/"))
    for source in sorted(given.texts.glob("*.txt"))[first - 1 :: step]:
        file = given.out / f"{source.stem}.json"
        if not file.exists():
            row = prepared(source.stem, beginning(source.read_text(encoding="utf-8"), given.words))
            file.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")
            print(source.stem, len(row["forms"]), len(row["quotations"]), flush=True)


if __name__ == "__main__":
    main()
