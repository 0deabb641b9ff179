"""Fit the weights of the signs of a new scene (`fabula.reading.cuts.WEIGHTS`) on the annotated passages.

    python benchmarks/fit_cuts.py

A row is a paragraph that no break mark, heading or part begins. Prints the weights, and the best threshold with its F1
in five-fold cross-validation by passage.
"""

from __future__ import annotations

import numpy as np

from fabula.reading.cuts import WEIGHTS, reading_of, signs
from fabula.reading.scenes import openings
from fitting import Matrix, logistic
from scenes import draft_of, gold_files

SLACK = 150  # code points between an annotated boundary and the paragraph that counts for it


def rows() -> tuple[Matrix, Matrix, Matrix]:
    """Signs, whether a scene begins there (0 or 1) and number of the passage, a row for each paragraph."""
    found, begins, passages = [], [], []
    for n, (_, gold) in enumerate(gold_files([], stories=False)):
        draft = draft_of(gold)
        reading = reading_of(draft)
        edges = [s["start"] for s in gold["scenes"]]
        for chapter in openings(draft):
            for opening in chapter:
                since = max((e for e in edges if e < opening.start - SLACK), default=edges[0])
                if opening.marked or opening.start - edges[0] < SLACK:
                    continue
                near = min(openings_between(chapter, edges), key=lambda o: abs(o[0] - opening.start), default=None)
                label = near is not None and near[0] == opening.start
                values = signs(reading, opening.start, opening.end, since)
                found.append([values[name] for name in WEIGHTS])
                begins.append(label)
                passages.append(n)
    return np.array(found), np.array(begins, float), np.array(passages, float)


def openings_between(chapter: list, edges: list[int]) -> list[tuple[int, int]]:  # type: ignore[type-arg]
    """For each annotated boundary the opening next to it."""
    out = []
    for edge in edges[1:]:
        best = min(chapter, key=lambda o: abs(o.start - edge))
        if abs(best.start - edge) <= SLACK and not best.marked:
            out.append((best.start, edge))
    return out


def main() -> None:
    """Fit, validate, print."""
    values, begins, passages = rows()
    sure = np.zeros(len(begins))
    for fold in range(5):
        held = passages % 5 == fold
        sure[held] = 1 / (1 + np.exp(-values[held] @ logistic(values[~held], begins[~held])))
    print(f"{len(begins)} paragraphs, {begins.sum():.0f} begin a scene")
    order = np.argsort(sure).argsort()
    ones = begins.sum()
    print(
        f"area under the curve {(order[begins == 1].sum() - ones * (ones - 1) / 2) / ones / (len(begins) - ones):.3f}"
    )
    for least in np.arange(0.15, 0.6, 0.05):
        said = sure > least
        precision, recall = begins[said].mean(), said[begins == 1].mean()
        both = 2 * precision * recall / (precision + recall)
        print(f"  {least:.2f}: precision {precision:.2f} recall {recall:.2f} F1 {both:.3f}")
    for name, weight in zip(WEIGHTS, logistic(values, begins), strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
