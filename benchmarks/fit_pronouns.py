"""Fit the weights by which a pronoun's referent is chosen (`fabula.reading.coreference.ranking.WEIGHTS`).

    python benchmarks/fit_pronouns.py [NOVEL ...]

A choice is a third-person pronoun with those whom it can stand for: every annotated one of the passages (`minds`), read
from the bare text, and the pronouns that are subjects of a clause of saying in the novels named (PDNC, its cast given;
name those that the encoder has not learnt from). Pronouns before it stand for whom the annotation says. Prints how
often the choice is right with the present weights and in five-fold cross-validation by text, and the weights.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import pdnc
from fabula.api import read_draft
from fabula.reading.coreference.engine import Engine
from fabula.reading.coreference.memory import Memory
from fabula.reading.coreference.ranking import WEIGHTS, Candidate, features
from fabula.reading.coreference.stage import introductions
from fabula.reading.draft import Draft
from fabula.source import open_source
from fitting import Matrix, conditional
from measuring import Task, cast, data

FOLDS = 5
FIXED = "named"  # with a cast given all are: nothing is to be learnt from that

Told = Callable[[int], str | None]  # whom a phrase (by index) stands for, as an id of the draft


class Choice(NamedTuple):
    """The figures of each candidate, which are right, and what is chosen now."""

    figures: Matrix
    right: NDArray[np.bool_]
    now: int
    kind: str


def choices(draft: Draft, told: Told, kind: str) -> list[Choice]:
    """The choices of a draft whose cast is found."""
    out: list[Choice] = []

    def judge(i: int, candidates: list[Candidate], memory: Memory) -> str | None:
        who = told(i)
        if who is None or not candidates:
            return who
        utterance = draft.phrases[i].utterance
        rows = [features(c, memory.standings[i], utterance) for c in candidates]
        figures = np.array([[row[name] for name in WEIGHTS] for row in rows])
        right = np.array([c.referent.id == who for c in candidates])
        now = int(np.argmax(figures @ np.array([*WEIGHTS.values()])))
        out.append(Choice(figures, right, now, kind if utterance is None else f"{kind}, in speech"))
        return who

    Engine(draft, introductions(draft), judge).run()
    return out


def passage(folder: Path) -> list[Choice]:
    """The choices of an annotated passage; each of its people is whom most of their mentions are found to be."""
    gold: dict[str, Any] = json.loads((folder / "gold.json").read_bytes())
    meant = {(m["start"], m["end"]): m["entity"] for m in gold["mentions"]}
    plain = read_draft(open_source(folder / "text.txt"), last="who is who")
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, entity in zip(plain.phrases, plain.entities, strict=True):
        if entity is not None and phrase.form != "PRON" and (phrase.start, phrase.end) in meant:
            votes[meant[phrase.start, phrase.end]][entity] += 1
    found = {who: seen.most_common(1)[0][0] for who, seen in votes.items()}

    def told(i: int) -> str | None:
        return found.get(meant.get((plain.phrases[i].start, plain.phrases[i].end), ""))

    return choices(plain, told, "passages")


def novel(task: Task) -> list[Choice]:
    """The choices of a novel: the pronouns of its clauses of saying."""
    gold = json.loads(task.gold.read_bytes())
    draft = read_draft(open_source(task.text), given=cast(task), last="who is who")
    known = {c.id for c in draft.characters}
    cues = sorted(
        (*q["cue_span"], q["speaker"])
        for q in gold["quotations"]
        if q["cue_span"] and q["type"] == "anaphoric" and q["speaker"] in known
    )

    def told(i: int) -> str | None:
        phrase = draft.phrases[i]
        if phrase.utterance is not None:
            return None
        at = bisect_right(cues, (phrase.start + 2, len(draft.words.text), "")) - 1
        if at < 0 or not (cues[at][0] - 2 <= phrase.start and phrase.end <= cues[at][1] + 2):
            return None
        inside = [
            p for p in draft.phrases[max(0, i - 4) : i + 5] if p.start >= cues[at][0] - 2 and p.end <= cues[at][1] + 2
        ]
        return cues[at][2] if len(inside) == 1 else None

    return choices(draft, told, task.name)


def texts(novels: Sequence[str]) -> Iterator[list[Choice]]:
    """The choices of every passage and of these novels."""
    for folder in sorted(p.parent for p in data("data", "minds").glob("*/gold.json")):
        yield passage(folder)
    for task in pdnc.tasks(cast=True, repaired=False):
        if task.name in novels:
            yield novel(task)


def fitted(rows: list[Choice], free: list[int]) -> Matrix:
    """The weights, the fixed one as it is."""
    weights = np.array([*WEIGHTS.values()])
    some = [(c.figures[:, free], c.right) for c in rows if c.right.any() and not c.right.all()]
    weights[free] = conditional(some, len(free))
    return weights


def main() -> None:
    """Fit, validate, print."""
    found = list(texts(sys.argv[1:]))
    free = [n for n, name in enumerate(WEIGHTS) if name != FIXED]
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for fold in range(FOLDS):
        weights = fitted([c for n, text in enumerate(found) if n % FOLDS != fold for c in text], free)
        for choice in (c for text in found[fold::FOLDS] for c in text):
            seen = counts[choice.kind]
            seen[0] += 1
            seen[1] += bool(choice.right[choice.now])
            seen[2] += bool(choice.right[int(np.argmax(choice.figures @ weights))])
    for kind, (n, now, then) in counts.items():
        print(f"{kind:32} {n:5d}  now {now / n:.3f}  refitted, by folds {then / n:.3f}")
    print("WEIGHTS: dict[str, float] = {")
    for name, weight in zip(WEIGHTS, fitted([c for text in found for c in text], free), strict=True):
        print(f'    "{name}": {weight:.2f},')
    print("}")


if __name__ == "__main__":
    main()
