"""Fit the weights of the signs of presence (`fabula.reading.traces.WEIGHTS`) on the annotated passages.

    python benchmarks/fit_presence.py

Annotated characters, mentions, quotations and scene spans go in; a row is a character in a scene, named there or there
in the scene before. Prints the weights, and precision, recall and calibration in five-fold cross-validation by passage.
"""

from __future__ import annotations

import numpy as np

from fabula.reading.narration import narration
from fabula.reading.traces import WEIGHTS, Traces
from fabula.story.records import Scene
from fitting import Matrix, logistic
from scenes import draft_of, gold_files


def rows() -> tuple[Matrix, Matrix, Matrix]:
    """Signs, presence (0 or 1) and number of the passage, a row for each character and scene."""
    signs, there, passages = [], [], []
    for n, (_, gold) in enumerate(gold_files([], stories=False)):
        if not gold.get("mentions"):
            continue
        draft = draft_of(gold)
        traces, staying = Traces(draft, narration(draft)), set[str]()
        for scene in gold["scenes"]:
            found = traces.of(Scene(id=scene["id"], start=scene["start"], end=scene["end"]))
            present = {p["character"] for p in scene["presence"]}
            for who in {*found, *staying}:
                found[who]
                signs.append([traces.signs(who, found, staying)[name] for name in WEIGHTS])
                there.append(who in present)
                passages.append(n)
            staying = {p["character"] for p in scene["presence"] if p["end"] == scene["end"]}
    return np.array(signs), np.array(there, float), np.array(passages, float)


def main() -> None:
    """Fit, validate, print."""
    signs, there, passages = rows()
    sure = np.zeros(len(there))
    for fold in range(5):
        held = passages % 5 == fold
        sure[held] = 1 / (1 + np.exp(-signs[held] @ logistic(signs[~held], there[~held])))
    said = sure > 0.5
    print(f"{len(there)} rows; precision {there[said].mean():.3f}, recall {said[there == 1].mean():.3f}")
    for low in np.arange(0, 1, 0.2):
        bin_ = (sure >= low) & (sure < low + 0.2)
        if bin_.any():
            print(f"  said {sure[bin_].mean():.2f}, there {there[bin_].mean():.2f} ({bin_.sum()})")
    for name, weight in zip(WEIGHTS, logistic(signs, there), strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
