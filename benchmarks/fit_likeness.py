"""Fit the weights by which two of a short text are taken for one (`fabula.reading.cast.likeness.WEIGHTS`).

    python benchmarks/fit_likeness.py

The annotated passages (`minds`) are read up to the cast, and left there before anybody is joined. A row is a pair that
nothing keeps from being one person; each of the two is whom most of its annotated
mentions stand for, and a pair with one of whom that cannot be said (less than three in five) is left out. Prints the
weights, and how many joins are right at several thresholds in five-fold cross-validation by passage. The passages are
mostly those that the encoder learnt from: its scores are a little too good there.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, NamedTuple

import numpy as np

from fabula.api import read_draft
from fabula.reading.cast import find
from fabula.reading.cast.joining import Person
from fabula.reading.cast.likeness import ONE, WEIGHTS, candidates, compare, features, signs
from fabula.reading.cast.revised import Revision
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft
from fabula.source import from_text
from fitting import logistic
from measuring import data

FOLDS = 5
CLEAR = 0.6  # share of somebody's annotated mentions that must be of one person


class Caught(NamedTuple):
    """A draft whose names are joined and whose people are not compared yet, and those people."""

    draft: Draft
    people: list[Person]


def before_revision(text: str) -> Caught:
    """The draft as it is when people are compared, and the people by their names alone."""
    caught: list[Caught] = []

    def catch(draft: Draft, people: list[Person]) -> Revision:
        caught.append(Caught(draft, list(people)))
        return Revision(list(people))

    kept, find.revise = find.revise, catch  # type: ignore[assignment]
    try:
        read_draft(from_text(text), last="cast")
    finally:
        find.revise = kept
    return caught[0]


def rows_of(gold: dict[str, Any]) -> list[tuple[list[float], bool]]:
    """The figures of each pair of a passage, and whether the two are one person."""
    draft, people = before_revision(gold["text"])
    engine = Engine(draft)
    found = signs(draft, engine, engine.run())
    known = {c.id for c in draft.characters}
    owners = {f"n{n}": person for n, person in enumerate(people) if f"n{n}" in known}
    meant = {(m["start"], m["end"]): m["entity"] for m in gold["mentions"]}
    whose: dict[str, str] = {}
    for id, indices in found.phrases.items():
        seen = Counter(meant[s] for i in indices if (s := tuple(draft.phrases[i].span)) in meant)
        if seen and (best := seen.most_common(1)[0])[1] >= CLEAR * seen.total():
            whose[id] = best[0]
    pairs = [p for p in candidates(found, engine, owners) if whose.keys() >= set(p)]
    compare(draft, found, pairs)
    out = []
    for pair in pairs:
        figures = features(found, owners, pair)
        out.append(([figures[name] for name in WEIGHTS], whose[pair[0]] == whose[pair[1]]))
    return out


def main() -> None:
    """Fit, validate, print."""
    golds = [json.loads(path.read_bytes()) for path in sorted(data("data", "minds").glob("*/gold.json"))]
    rows = [(*row, n) for n, gold in enumerate(golds) if gold.get("mentions") for row in rows_of(gold)]
    shown = np.array([row[0] for row in rows])
    one = np.array([row[1] for row in rows], float)
    passages = np.array([row[2] for row in rows])
    sure = np.zeros(len(rows))
    for fold in range(FOLDS):
        held = passages % FOLDS == fold
        sure[held] = 1 / (1 + np.exp(-shown[held] @ logistic(shown[~held], one[~held])))
    print(f"{len(rows)} pairs, {int(one.sum())} of them one person")
    for least in (0.3, 0.4, ONE, 0.5, 0.6, 0.7):
        said = sure >= least
        print(f"  from {least:.2f}: {int(said.sum()):4d} joined, {int(one[said].sum()):4d} of them right")
    print("WEIGHTS: dict[str, float] = {")
    for name, weight in zip(WEIGHTS, logistic(shown, one), strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("}")


if __name__ == "__main__":
    main()
