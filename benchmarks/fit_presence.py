"""Fit the weights of the signs of presence (`fabula.reading.traces.WEIGHTS`) on the annotated passages.

    python benchmarks/fit_presence.py

A row is a character in a scene, named there or there in the scene before: once with annotated characters, mentions,
quotations and scene spans, once as the whole plan reads the text, where one that nobody of the annotated cast answers
to is not there. Prints the weights, and precision, recall and calibration on real readings in five-fold
cross-validation by passage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from fabula.reading.draft import Draft
from fabula.reading.narration import narration
from fabula.reading.traces import WEIGHTS, Traces
from fabula.story.records import Scene
from fitting import Matrix, logistic
from minds import read_draft
from scenes import draft_of, gold_files, overlap, partners

SEEN = 100  # code points that somebody is there for at least, to count as there in a scene
LAST = 30  # code points before the end of a scene in which one who stays is still there
Row = tuple[int, list[float], bool]  # number of the passage, signs, whether there


def rows(n: int, gold: dict[str, Any], draft: Draft, scenes: Sequence[Scene], same: Mapping[str, str]) -> list[Row]:
    """A row for each character of the draft and scene; `same` are the draft's ids of the annotated characters."""
    there: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for row in (p for s in gold["scenes"] for p in s["presence"]):
        if row["character"] in same:
            there[same[row["character"]]].append((row["start"], row["end"]))
    out: list[Row] = []
    traces, staying = Traces(draft, narration(draft)), set[str]()
    for scene in scenes:
        found = traces.of(scene)
        for who in {*found, *staying}:
            found[who]
            signs = traces.signs(who, found, staying)
            present = sum(overlap(span, (scene.start, scene.end)) for span in there[who])
            out.append((n, [signs[name] for name in WEIGHTS], present >= min(SEEN, scene.end - scene.start)))
        staying = {who for who, spans in there.items() if any(a <= scene.end - LAST < b for a, b in spans)}
    return out


def table(found: Sequence[Row]) -> tuple[Matrix, Matrix, Matrix]:
    """Numbers of the passages, signs and presence (0 or 1) as arrays."""
    passages, signs, there = zip(*found, strict=True)
    return np.array(passages, float), np.array(signs), np.array(there, float)


def all_rows() -> tuple[list[Row], list[Row]]:
    """The rows of every passage, annotated and as read."""
    certain, real = [], []
    for n, (_, gold) in enumerate(gold_files([], stories=False)):
        if gold.get("mentions"):
            spans = [Scene(id=s["id"], start=s["start"], end=s["end"]) for s in gold["scenes"]]
            certain += rows(n, gold, draft_of(gold), spans, {c["id"]: c["id"] for c in gold["characters"]})
        draft = read_draft(gold, None)
        real += rows(n, gold, draft, draft.scenes, partners(gold, draft))
    return certain, real


def main() -> None:
    """Fit, validate, print."""
    certain, real = all_rows()
    known, signs, there = table([*certain, *real])
    passages, read_signs, present = table(real)
    sure = np.zeros(len(present))
    for fold in range(5):
        weights = logistic(signs[known % 5 != fold], there[known % 5 != fold])
        held = passages % 5 == fold
        sure[held] = 1 / (1 + np.exp(-read_signs[held] @ weights))
    said = sure > 0.5
    print(f"{len(present)} rows read; precision {present[said].mean():.3f}, recall {said[present == 1].mean():.3f}")
    for low in np.arange(0, 1, 0.2):
        bin_ = (sure >= low) & (sure < low + 0.2)
        if bin_.any():
            print(f"  said {sure[bin_].mean():.2f}, there {present[bin_].mean():.2f} ({bin_.sum()})")
    for name, weight in zip(WEIGHTS, logistic(signs, there), strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
