"""REMAN: which words show which emotion, from raw text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fabula.encoder import Encoder
from fabula.errors import RequestError
from fabula.evaluate.scores import Score, Tally
from fabula.source import Block, Manuscript
from fabula.text import words

Emotion = tuple[int, int, str]

ANNOTATED = frozenset("joy sadness anger fear surprise disgust trust anticipation other-emotion".split())
"""What REMAN's annotators looked for."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage and the spans (code points) of its emotions."""

    book: int
    text: str
    emotions: tuple[Emotion, ...]


def passages(file: Path, part: str) -> Iterator[Passage]:
    """The passages of one part; of every ten books in the order of their numbers the ninth is `dev`, the tenth `test`.

    `held-out` is both, `all` every book. Raises RequestError.
    """
    wanted = {"dev": {8}, "test": {9}, "held-out": {8, 9}, "all": set(range(10))}.get(part)
    if wanted is None:
        raise RequestError(f"no part of REMAN is called {part!r}", hint="Try dev, test, held-out or all.")
    try:
        found = [_passage(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise RequestError("REMAN cannot be read", where=str(file)) from error
    number = {book: k for k, book in enumerate(sorted({one.book for one in found}))}
    yield from (one for one in found if number[one.book] % 10 in wanted)


def _passage(line: str) -> Passage:
    row = json.loads(line)
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
