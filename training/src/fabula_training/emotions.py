"""The head of emotions, fitted on the word vectors of an exported encoder.

The sets are too small to move the encoder: the joint run sees them seldom, and this head is fitted afterwards.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from fabula.encoder import Encoder, load
from fabula.encoder.labels import EMOTIONS, STORY_EMOTIONS
from fabula.source import Block, Manuscript
from fabula.text import Words, words
from numpy.typing import NDArray
from torch import Tensor, nn

from fabula_training.data import part_of
from fabula_training.export import checksums

Row = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text with emotions on spans of code points; `known` are those that its annotators looked for."""

    text: str
    rows: tuple[Row, ...]
    known: frozenset[str]


def reman(data: Path, parts: Sequence[str]) -> list[Annotated]:
    """The passages of REMAN of some parts, split by book."""
    with (data / "reman" / "reman.jsonl").open(encoding="utf-8") as lines:
        raw = [json.loads(line) for line in lines if line.strip()]
    books = {b: i for i, b in enumerate(sorted({r["gutenberg_id"] for r in raw}))}
    known = frozenset(EMOTIONS) - {"love", "shame", "longing", "relief"}
    return [
        Annotated(r["text"], tuple((s["start"], s["end"], s["type"]) for s in r["spans"]), known)
        for r in raw
        if part_of(books[r["gutenberg_id"]]) in parts
    ]


def minds(data: Path, part: str) -> list[Annotated]:
    """The passages annotated in the story format; every fifth is `dev`."""
    folders = sorted(p for p in (data / "minds").iterdir() if p.is_dir())
    gold = [json.loads((f / "gold.json").read_text()) for i, f in enumerate(folders) if (i % 5 == 4) == (part == "dev")]
    return [
        Annotated(
            g["text"], tuple((f["start"], f["end"], f["emotion"]) for f in g["feelings"]), frozenset(STORY_EMOTIONS)
        )
        for g in gold
    ]


def text_words(text: str) -> Words:
    """The words of a text whose paragraphs are set apart by blank lines."""
    blocks, at = [], 0
    for piece in text.split("\n\n"):
        if piece.strip():
            blocks.append(Block(start=at, end=at + len(piece)))
        at += len(piece) + 2
    return words(Manuscript(text=text, blocks=tuple(blocks)))


def rows(encoder: Encoder, some: Sequence[Annotated]) -> tuple[Tensor, Tensor, Tensor]:
    """Word vectors, labels (words x emotions) and which labels are known, of all texts in a row."""
    vectors: list[NDArray[np.float16]] = []
    labels: list[NDArray[np.float32]] = []
    known: list[NDArray[np.float32]] = []
    for one in some:
        read = text_words(one.text)
        wanted = np.zeros((len(read.tokens), len(EMOTIONS)), np.float32)
        for start, end, emotion in one.rows:
            if emotion in EMOTIONS:
                inside = [i for i, t in enumerate(read.tokens) if t.start < end and start < t.end]
                wanted[inside, EMOTIONS.index(emotion)] = 1.0
        vectors.append(encoder.word_vectors(read))
        labels.append(wanted)
        known.append(np.tile(np.array([e in one.known for e in EMOTIONS], np.float32), (len(wanted), 1)))
    return tuple(torch.from_numpy(np.concatenate(a).astype(np.float32)) for a in (vectors, labels, known))  # type: ignore[return-value]


def fit(x: Tensor, y: Tensor, known: Tensor, epochs: int = 12) -> nn.Linear:
    """A linear head with decay, by gradient descent on the known labels; rare ones weigh three times."""
    torch.manual_seed(5)
    head = nn.Linear(x.shape[1], y.shape[1])
    nn.init.zeros_(head.weight)
    nn.init.constant_(head.bias, -4.0)
    optimiser = torch.optim.AdamW(head.parameters(), lr=3e-3, weight_decay=0.05)
    weight = torch.tensor(3.0)
    for epoch in range(epochs):
        optimiser.param_groups[0]["lr"] = 3e-3 * (1 - epoch / epochs)
        for some in torch.randperm(len(x)).split(1024):
            loss = F.binary_cross_entropy_with_logits(
                head(F.dropout(x[some], 0.2)), y[some], known[some], pos_weight=weight, reduction="sum"
            )
            optimiser.zero_grad()
            (loss / len(some)).backward()
            optimiser.step()
    return head


def best_threshold(head: nn.Linear, x: Tensor, y: Tensor, known: Tensor) -> tuple[float, float]:
    """The probability from which on an emotion is said, by F1 over all known labels, and that F1."""
    with torch.no_grad():
        p = torch.sigmoid(head(x))
    found = []
    for threshold in np.arange(0.1, 0.75, 0.05):
        said = (p >= threshold).float() * known
        right = float((said * y).sum())
        found.append((2 * right / max(1.0, float(said.sum() + (y * known).sum())), float(threshold)))
    f1, threshold = max(found)
    return threshold, f1


def main() -> None:
    """The command: `fabula-train-emotions --data DIR --weights DIR`."""
    parser = argparse.ArgumentParser(description="Fit the head of emotions of exported weights.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    given = parser.parse_args()
    encoder = load(given.weights)
    head = fit(*rows(encoder, [*reman(given.data, ["train"]), *minds(given.data, "train")]))
    dev = rows(encoder, [*reman(given.data, ["dev"]), *minds(given.data, "dev")])
    threshold, f1 = best_threshold(head, *dev)
    print(f"threshold {threshold:.2f}: F1 of words on held-out passages {f1:.3f}")
    file = given.weights / "heads.npz"
    with np.load(file) as stored:
        arrays = {name: stored[name] for name in stored.files}
    arrays["emotion"] = head.weight.detach().numpy().T.astype(np.float16)
    arrays["emotion_bias"] = head.bias.detach().numpy().astype(np.float16)
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    told = json.loads((given.weights / "manifest.json").read_text(encoding="utf-8"))
    told["thresholds"]["emotion"] = round(threshold, 2)
    told["labels"]["emotions"] = EMOTIONS
    checksums(given.weights, told)


if __name__ == "__main__":
    main()
