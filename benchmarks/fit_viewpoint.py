"""Fit the weights of the signs of a point of view (`fabula.reading.viewpoint.WEIGHTS`) on the annotated passages.

    python benchmarks/fit_viewpoint.py

A choice is a scene that is told through somebody; the candidates are those annotated as present. Prints the weights and
the share of right choices in five-fold cross-validation by passage.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from fabula.reading.narration import narration
from fabula.reading.viewpoint import AROUND, WEIGHTS, minds_of, signs
from fabula.story.records import Presence, Scene
from fit_presence import Matrix
from scenes import draft_of, gold_files

Choice = tuple[int, Matrix, int]  # number of the passage, signs of each candidate, index of the right one


def choices() -> list[Choice]:
    """Every scene told through somebody who is named in it."""
    out = []
    for n, (_, gold) in enumerate(gold_files([], stories=False)):
        draft = draft_of(gold)
        scenes = [
            Scene(
                id=s["id"],
                start=s["start"],
                end=s["end"],
                presence=tuple(
                    Presence(character=p["character"], start=p["start"], end=p["end"]) for p in s["presence"]
                ),
            )
            for s in gold["scenes"]
        ]
        draft = replace(draft, scenes=tuple(scenes))
        told, minds = narration(draft), minds_of(draft)
        for k, (scene, row) in enumerate(zip(scenes, gold["scenes"], strict=True)):
            found = signs(draft, told, scene, minds[k], minds[max(0, k - AROUND) : k + AROUND + 1])
            if row.get("pov") and row["pov"][0] in found:
                values = np.array([[own[name] for name in WEIGHTS] for own in found.values()])
                out.append((n, values, list(found).index(row["pov"][0])))
    return out


def fitted(rows: list[Choice]) -> Matrix:
    """Weights of a conditional logit with a small ridge."""

    def loss(weights: Matrix) -> float:
        scores = [(values @ weights, right) for _, values, right in rows]
        return float(sum(logsumexp(s) - s[right] for s, right in scores) + (weights**2).sum() / 2)

    return np.asarray(minimize(loss, np.zeros(len(WEIGHTS)), method="L-BFGS-B").x)


def main() -> None:
    """Fit, validate, print."""
    rows = choices()
    right = 0
    for fold in range(5):
        weights = fitted([r for r in rows if r[0] % 5 != fold])
        right += sum(int(np.argmax(values @ weights)) == at for n, values, at in rows if n % 5 == fold)
    print(f"{len(rows)} scenes, {right / len(rows):.3f} right")
    for name, weight in zip(WEIGHTS, fitted(rows), strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
