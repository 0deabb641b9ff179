"""Fit the weights of the signs of a scene's place (`fabula.reading.settings.WEIGHTS`) on the annotated passages.

    python benchmarks/fit_places.py

A choice is an annotated scene whose place is named in it or carried over, once with annotated mentions and once with
those that the whole plan reads; right is every place that shares a word with the annotated one, as the scorer has it.
Prints the weights and the share of right choices of real readings in five-fold cross-validation by passage.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from fabula.reading.draft import Draft
from fabula.reading.narration import narration
from fabula.reading.places import find_places, place_ids, place_sightings
from fabula.reading.settings import WEIGHTS, Setting, signs
from fitting import Matrix, conditional
from minds import read_draft
from scenes import draft_of, gold_files, scorer

Choice = tuple[int, Matrix, NDArray[np.bool_]]  # number of the passage, signs of each place, which are right


def choices(n: int, gold: dict[str, Any], draft: Draft) -> tuple[list[Choice], int]:
    """Every scene with a right place among those named, and how many have none."""
    score, out, without = scorer(), [], 0
    told, sightings = narration(draft), place_sightings(draft)
    ids = place_ids(draft, sightings)
    forms = {p.id: {w for a in (p.name, *p.aliases) for w in score.norm(a).split()} for p in draft.places}
    wanted = {p["id"]: {w for a in score.names(p) for w in a.split()} for p in gold["places"]}
    before: str | None = None
    for scene in gold["scenes"]:
        found = signs(Setting(draft, told, sightings, ids, scene["start"], scene["end"]), before)
        right = [bool(forms[p] & wanted.get(scene.get("place"), set())) for p in found]
        if any(right):
            values = np.array([[own.get(name, 0.0) for name in WEIGHTS] for own in found.values()])
            out.append((n, values, np.array(right)))
            weights = values @ np.array(list(WEIGHTS.values())) - 99 * ~np.array(right)
            before = list(found)[int(np.argmax(weights))]
        elif scene.get("place"):
            without += 1
    return out, without


def main() -> None:
    """Fit, validate, print."""
    certain, real, without = [], [], 0
    for n, (_, gold) in enumerate(gold_files([], stories=False)):
        certain += choices(n, gold, find_places(draft_of(gold)))[0]
        found, unnamed = choices(n, gold, read_draft(gold, None))
        real += found
        without += unnamed
    good = 0
    for fold in range(5):
        weights = conditional((r[1:] for r in certain + real if r[0] % 5 != fold), len(WEIGHTS))
        good += sum(bool(right[np.argmax(values @ weights)]) for n, values, right in real if n % 5 == fold)
    print(f"{len(real)} scenes read, {good / len(real):.3f} right; {without} more whose place is never named")
    for name, weight in zip(WEIGHTS, conditional((r[1:] for r in certain + real), len(WEIGHTS)), strict=True):
        print(f'    "{name}": {weight:.2f},')


if __name__ == "__main__":
    main()
