"""REMAN: which words show which emotion, from raw text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabula.encoder import Encoder
from fabula.errors import RequestError
from fabula.evaluate.parts import NAMES, belongs, part_of
from fabula.evaluate.public import reman as public
from fabula.evaluate.scores import Score, Tally
from fabula.source import Block, Manuscript
from fabula.text import words

Emotion = tuple[int, int, str]

ANNOTATED = frozenset("joy sadness anger fear surprise disgust trust anticipation other-emotion".split())
"""What REMAN's annotators looked for."""

_ORDER = {8: "dev", 9: "test"}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and the spans (code points) of its emotions."""

    book: int
    text: str
    emotions: tuple[Emotion, ...]


def passages(file: Path, part: str) -> Iterator[Passage]:
    """The passages of one part; of every ten books in the order of their numbers the ninth is `dev`, the tenth `test`.

    `held-out` is both, `all` every book. Of REMAN's own file (`.xml`) the same books are `dev` and `test`; `unseen`
    are books that were not at hand when the shipped weights were made. Raises RequestError.
    """
    if part not in NAMES:
        raise RequestError(f"no part of REMAN is called {part!r}", hint=f"Try {', '.join(NAMES)}.")
    if file.suffix == ".xml":
        found = [_passage(row) for row in public.passages(file)]
        yield from (one for one in found if belongs(part_of("reman", one.book), part))
        return
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        found = [_passage(json.loads(line)) for line in lines if line.strip()]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise RequestError("REMAN cannot be read", where=str(file)) from error
    number = {book: k for k, book in enumerate(sorted({one.book for one in found}))}
    yield from (one for one in found if belongs(_ORDER.get(number[one.book] % 10, "train"), part))


def _passage(row: dict[str, Any]) -> Passage:
    emotions = tuple((s["start"], s["end"], s["type"]) for s in row["spans"])
    return Passage(row["gutenberg_id"], row["text"], emotions)


def evaluate(file: Path, encoder: Encoder, part: str) -> dict[str, Score]:
    """Scores of words, not of spans: a word counts as showing an emotion when its probability reaches
    the model's threshold.

    `any emotion` and one score for each emotion. Our own split by book; the published experiments use another.
    """
    tally = Tally()
    labels = encoder.manifest.labels.emotions
    judged = [kind for kind in labels if kind in ANNOTATED]
    for passage in passages(file, part):
        read = words(Manuscript(text=passage.text, blocks=(Block(start=0, end=len(passage.text)),)))
        shown = encoder.read(read, keep_vectors=False).emotions >= encoder.manifest.emotion_threshold
        found = {(int(i), labels[k]) for i, k in zip(*shown.nonzero(), strict=True) if labels[k] in ANNOTATED}
        gold = {
            (i, kind)
            for start, end, kind in passage.emotions
            if kind in judged
            for i, token in enumerate(read.tokens)
            if token.start < end and start < token.end
        }
        tally.add("any emotion", {i for i, _ in gold}, {i for i, _ in found})
        for kind in judged:
            tally.add(kind, {i for i, k in gold if k == kind}, {i for i, k in found if k == kind})
    return tally.scores()
