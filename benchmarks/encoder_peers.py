"""The encoder beside transformers of the shape that BookNLP runs: processor seconds for a novel of 99,000 tokens.

    python benchmarks/encoder_peers.py NOVEL.txt [--share 0.05]

BookNLP reads a book three times: entities sentence by sentence, coreference over the text, speakers in a window of 130
subwords around each quotation (2,200 of them). Its shapes are built with random weights in PyTorch, which must be
installed; time does not depend on the weights. Only the transformers are measured there, without tokenising, heads and
decoding; of ours everything is: subwords, windows, encoder, heads. Both run one thread, and processor time is counted,
so that other work on the machine does not distort the ratio. `--share` of the book is read and scaled up.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path
from typing import NamedTuple

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"  # before numpy and torch are loaded

TOKENS = 99_000
QUOTATIONS = 2_200
SUBWORDS_A_TOKEN = 1.33
SENTENCE = 28  # subwords


class Shape(NamedTuple):
    """One transformer: layers, hidden size, and how many subwords a window holds."""

    task: str
    layers: int
    hidden: int
    window: int


PEERS = {
    "small": (Shape("entities", 4, 256, SENTENCE), Shape("coreference", 2, 256, 512), Shape("speakers", 8, 256, 130)),
    "big": (Shape("entities", 6, 768, SENTENCE), Shape("coreference", 12, 768, 512), Shape("speakers", 12, 768, 130)),
}


def peer_seconds(shape: Shape, share: float) -> float:
    """Processor seconds of one transformer for the whole book, measured on a share of its windows."""
    import torch
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)
    config = BertConfig(
        hidden_size=shape.hidden, num_hidden_layers=shape.layers, num_attention_heads=shape.hidden // 64,
        intermediate_size=4 * shape.hidden,
    )  # fmt: skip
    model = BertModel(config, add_pooling_layer=False).eval()
    windows = QUOTATIONS if shape.task == "speakers" else int(TOKENS * SUBWORDS_A_TOKEN / shape.window)
    batch = max(1, 4096 // shape.window)
    some = max(1, round(windows * share / batch))
    ids = torch.randint(1000, 30000, (batch, shape.window))
    with torch.inference_mode():
        model(ids[:1])
        start = time.process_time()
        for _ in range(some):
            model(ids)
        return (time.process_time() - start) * windows / (some * batch)


def our_seconds(novel: Path, share: float) -> tuple[float, float]:
    """Processor seconds of the encoder with all heads, and of the encoder alone, for the whole book."""
    from fabula.encoder import load
    from fabula.source import Block, Manuscript
    from fabula.text import words

    text = novel.read_text(encoding="utf-8")
    blocks, at = [], 0
    for piece in text.split("\n\n"):
        if piece.strip():
            blocks.append(Block(start=at, end=at + len(piece)))
        at += len(piece) + 2
        if at > TOKENS * share * 5:
            break
    read = words(Manuscript(text=text, blocks=tuple(blocks)))
    encoder = load(threads=1)
    encoder.word_vectors(read)
    start = time.process_time()
    encoder.word_vectors(read)
    middle = time.process_time()
    encoder.read(read)
    end = time.process_time()
    scale = TOKENS / len(read.tokens)
    return (end - middle) * scale, (middle - start) * scale


def main() -> None:
    """Prints a table."""
    parser = argparse.ArgumentParser(description="The encoder beside transformers of BookNLP's shapes.")
    parser.add_argument("novel", type=Path)
    parser.add_argument("--share", type=float, default=0.05)
    given = parser.parse_args()
    ours, encoder = our_seconds(given.novel, given.share)
    print(f"processor seconds for {TOKENS:,} tokens, one thread")
    print(f"ours, encoder and heads  {ours:8.1f}   (encoder {encoder:.1f})")
    for name, shapes in PEERS.items():
        parts = {s.task: peer_seconds(s, given.share) for s in shapes}
        told = ", ".join(f"{task} {seconds:.1f}" for task, seconds in parts.items())
        whole = sum(parts.values())
        print(f"shape of BookNLP {name:<5}   {whole:8.1f}   {whole / ours:5.1f} times   ({told})")


if __name__ == "__main__":
    main()
