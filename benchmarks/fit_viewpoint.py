"""Fit the weights of the signs of a point of view (`fabula.reading.viewpoint.WEIGHTS`) on the annotated passages.

    python benchmarks/fit_viewpoint.py

A choice is a scene that is told through somebody, between those present: once with everything annotated, once as the
whole plan reads the text. Prints the weights, and the share of right choices of real readings in five-fold
cross-validation by passage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from fabula.reading.draft import Draft
from fabula.reading.narration import narration
from fabula.reading.viewpoint import AROUND, WEIGHTS, minds_of, signs
from fabula.story.records import Presence, Scene
from fitting import Matrix, conditional
from minds import read_draft
from scenes import draft_of, gold_files, overlap, partners

Choice = tuple[int, Matrix, int]  # number of the passage, signs of each candidate, index of the right one


def staged(gold: dict[str, Any]) -> Draft:
    """A draft with everything annotated, scenes and presence too."""
    scenes = (
        Scene(
            id=s["id"],
            start=s["start"],
            end=s["end"],
            presence=tuple(Presence(character=p["character"], start=p["start"], end=p["end"]) for p in s["presence"]),
        )
        for s in gold["scenes"]
    )
    return replace(draft_of(gold), scenes=tuple(scenes))


def choices(n: int, gold: dict[str, Any], draft: Draft, same: Mapping[str, str]) -> list[Choice]:
    """Every scene told through somebody present; `same` are the draft's ids of the annotated characters."""
    out = []
    told, minds = narration(draft), minds_of(draft)
    for k, scene in enumerate(draft.scenes):
        row = max(gold["scenes"], key=lambda s: overlap((s["start"], s["end"]), (scene.start, scene.end)))
        found = signs(draft, told, scene, minds[k], minds[max(0, k - AROUND) : k + AROUND + 1])
        right = same.get(row["pov"][0]) if row.get("pov") else None
        if right in found:
            values = np.array([[own[name] for name in WEIGHTS] for own in found.values()])
            out.append((n, values, list(found).index(right)))
    return out


def fitted(rows: list[Choice]) -> Matrix:
    """Weights of a conditional logit in which one candidate is right."""
    return conditional(((values, np.arange(len(values)) == right) for _, values, right in rows), len(WEIGHTS))


def main() -> None:
    """Fit, validate, print."""
    certain, real = [], []
    for n, (_, gold) in enumerate(gold_files([], stories=False)):
        certain += choices(n, gold, staged(gold), {c["id"]: c["id"] for c in gold["characters"]})
        draft = read_draft(gold, None)
        real += choices(n, gold, draft, partners(gold, draft))
    right = 0
    for fold in range(5):
        weights = fitted([r for r in certain + real if r[0] % 5 != fold])
        right += sum(int(np.argmax(values @ weights)) == at for n, values, at in real if n % 5 == fold)
    print(f"{len(certain)} scenes annotated, {len(real)} read, {right / len(real):.3f} of these right")
    for name, weight in zip(WEIGHTS, fitted(certain + real), strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
