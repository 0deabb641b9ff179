"""Fit the weights by which those who only stand by are characters (`fabula.reading.cast.bystanders.WEIGHTS`).

    python benchmarks/fit_bystanders.py

The annotated passages (`minds`) are read up to the place where such people are looked for. A row is one of them; it is
right when an annotated character whom the cast misses has the name that it would have. Prints how many would be added
at several thresholds in five-fold cross-validation by passage, and the weights.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import measuring
import numpy as np
from fabula.api import read_draft
from fabula.reading.cast.bystanders import LEAST, WEIGHTS, bystanders
from fabula.source import from_text
from fitting import logistic

FOLDS = 5


def rows_of(gold: dict[str, Any], module: Any) -> list[tuple[list[float], bool, str]]:
    """The figures of each who may be a character, whether one is missing under that name, and the name."""
    draft = read_draft(from_text(gold["text"]), last="who is who by all mentions")
    pred = [{"id": c.id, "name": c.name, "aliases": list(c.aliases)} for c in draft.characters]
    said = [q for q in gold["quotations"] if q["mode"] != "thought"]
    own = [
        {"spans": [list(s) for s in u.spans], "speaker": t.speaker}
        for u, t in zip(draft.utterances, draft.turns, strict=True)
        if u.mode != "thought"
    ]
    found = module.align_quotations(gold["text"], said, own)
    votes = Counter((q["speaker"], p["speaker"]) for q, p in zip(said, found, strict=True) if p and p["speaker"])
    to = module.match_entities(gold["characters"], pred, votes)
    wanted = {n for c in gold["characters"] if c["id"] not in to for n in module.names(c)}
    out = []
    for one in bystanders(draft):
        name = module.norm(one.name)
        out.append(([one.figures[key] for key in WEIGHTS], name in wanted, one.name))
        wanted.discard(name)
    return out


def main() -> None:
    """Fit, validate, print."""
    module = measuring.scorer()
    golds = [json.loads(path.read_bytes()) for path in sorted(measuring.data("data", "minds").glob("*/gold.json"))]
    rows = [(*row, n) for n, gold in enumerate(golds) for row in rows_of(gold, module)]
    shown, right = np.array([r[0] for r in rows]), np.array([r[1] for r in rows], float)
    passages = np.array([r[3] for r in rows])
    sure = np.zeros(len(rows))
    for fold in range(FOLDS):
        held = passages % FOLDS == fold
        sure[held] = 1 / (1 + np.exp(-shown[held] @ logistic(shown[~held], right[~held])))
    print(f"{len(rows)} descriptions, {int(right.sum())} of them characters that the cast misses")
    for least in (0.2, 0.3, LEAST, 0.5, 0.6):
        said = sure >= least
        print(f"  from {least:.2f}: {int(said.sum()):4d} added, {int(right[said].sum()):4d} of them right")
    print("WEIGHTS: dict[str, float] = {")
    for name, weight in zip(WEIGHTS, logistic(shown, right), strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("}")
    if "-v" in sys.argv:
        for (_, ok, name, n), p in sorted(zip(rows, sure, strict=True), key=lambda row: -row[1]):
            print(f"{p:.2f} {'RIGHT' if ok else '     '} {n} {name}")


if __name__ == "__main__":
    main()
