"""Training of the scorer of speakers: a small network over the evidence on each line, and its confidence.

`fabula-train-speakers --data DIR --out FILE` reads the annotated novels and passages, fits the scorer on folds of
whole texts, prints how often it is right on texts that it did not see, fits the confidence on those, and writes
the weights of a last fit on everything.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fabula.reading.speakers.confidence import CLUES
from fabula.reading.speakers.evidence import LOCAL
from fabula.reading.speakers.scorer import Scorer
from fabula.reading.speakers.turns import TURN, History, after, follow, turn_features
from numpy.typing import NDArray

from fabula_training.conversations import Lines, lines, novels, passages

FEATURES = len(LOCAL) + len(TURN)
MOST = 20  # candidates of a line that are learnt from

Floats = NDArray[np.float32]
Weights = dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Plan:
    """How to fit: hidden units, passes over the lines, rounds in which the scorer learns from its own turns."""

    units: int = 32
    first_passes: int = 25
    later_passes: int = 12
    rounds: int = 2
    rate: float = 3e-3
    decay: float = 1e-4
    repeat_passages: int = 2
    folds: int = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """A line decided by a scorer that had not seen its text: whether it was right, and its clues."""

    text: str
    kind: str | None
    right: bool
    clues: tuple[float, ...]


def examples(text: Lines, before: Sequence[str | None]) -> Iterable[tuple[Floats, int]]:
    """Rows of features and the number of the right candidate; `before` are the speakers taken as history."""
    history = History()
    for one, wanted, who in zip(text.found, text.speakers, before, strict=True):
        if wanted in one.candidates[:MOST]:
            rows = np.concatenate([one.local, turn_features(one, history)], 1)
            yield rows[:MOST], one.candidates.index(wanted)
        history = after(one, history, who if who is not None else "?")


def packed(found: Sequence[tuple[Floats, int]]) -> tuple[Floats, NDArray[np.bool_], NDArray[np.int64]]:
    """The examples as arrays: rows (lines, MOST, features), which rows are there, the right one."""
    rows = np.zeros((len(found), MOST, FEATURES), np.float32)
    there = np.zeros((len(found), MOST), bool)
    for n, (some, _) in enumerate(found):
        rows[n, : len(some)], there[n, : len(some)] = some, True
    return rows, there, np.array([y for _, y in found], np.int64)


def fit(found: Sequence[tuple[Floats, int]], plan: Plan, start: Weights | None, seed: int) -> Weights:
    """The weights after descending the listwise loss with Adam, averaged over the last passes."""
    chance = np.random.default_rng(seed)
    rows, there, right = packed(found)
    weights = {k: v.copy() for k, v in (start or _fresh(plan, chance)).items()}
    passes = plan.first_passes if start is None else plan.later_passes
    mean, square = ({k: np.zeros_like(v) for k, v in weights.items()} for _ in range(2))
    total = {k: np.zeros_like(v) for k, v in weights.items()}
    step, kept = 0, min(8, passes)
    for turn in range(passes):
        order = chance.permutation(len(right))
        for at in range(0, len(order), 256):
            some = order[at : at + 256]
            slopes = _slopes(weights, rows[some], there[some], right[some])
            step += 1
            rate = plan.rate * (1 - 0.9 * turn / passes)
            for k, value in weights.items():
                slope = slopes[k] + plan.decay * value
                mean[k] = 0.9 * mean[k] + 0.1 * slope
                square[k] = 0.999 * square[k] + 0.001 * slope**2
                value -= rate * mean[k] / (1 - 0.9**step) / (np.sqrt(square[k] / (1 - 0.999**step)) + 1e-8)
        if turn >= passes - kept:
            for k, value in weights.items():
                total[k] += value / kept
    return total


def _fresh(plan: Plan, chance: np.random.Generator) -> Weights:
    return {
        "hidden": chance.normal(0, 0.9 / FEATURES**0.5, (plan.units, FEATURES)).astype(np.float32),
        "bias": np.zeros(plan.units, np.float32),
        "out": chance.normal(0, 0.1, plan.units).astype(np.float32),
        "linear": np.zeros(FEATURES, np.float32),
    }


def _slopes(weights: Weights, rows: Floats, there: NDArray[np.bool_], right: NDArray[np.int64]) -> Weights:
    units = np.tanh(rows @ weights["hidden"].T + weights["bias"])
    scores = np.where(there, units @ weights["out"] + rows @ weights["linear"], -1e9)
    shares = np.exp(scores - scores.max(1, keepdims=True))
    error = shares / shares.sum(1, keepdims=True)
    error[np.arange(len(right)), right] -= 1
    error /= len(right)
    inner = error[:, :, None] * weights["out"] * (1 - units**2)
    return {
        "hidden": np.einsum("nch,ncf->hf", inner, rows, optimize=True),
        "bias": inner.sum((0, 1)),
        "out": np.einsum("nc,nch->h", error, units),
        "linear": np.einsum("nc,ncf->f", error, rows),
    }


def scorer(weights: Weights, confidence: Sequence[float] = (0.0,) * len(CLUES)) -> Scorer:
    """A scorer of these weights."""
    return Scorer(weights["hidden"], weights["bias"], weights["out"], weights["linear"], tuple(confidence))


def train(texts: Sequence[Lines], plan: Plan, seed: int = 0) -> Weights:
    """The weights of a scorer: first with the true speakers as history, then with those that it gives itself."""
    weights = fit([e for t in texts for e in examples(t, t.speakers)], plan, None, seed)
    for n in range(plan.rounds):
        found: list[tuple[Floats, int]] = []
        for text in texts:
            found += examples(text, [d.speaker for d in follow(text.found, scorer(weights))])
            if n < plan.rounds - 1:
                found += examples(text, text.speakers)
        weights = fit(found, plan, weights, seed + n + 1)
    return weights


def decided(text: Lines, weights: Weights) -> list[Decided]:
    """Every annotated line of a text as the scorer decides it."""
    choices = follow(text.found, scorer(weights))
    return [
        Decided(text.name, kind, choice.speaker == wanted, choice.clues)
        for wanted, kind, choice in zip(text.speakers, text.kinds, choices, strict=True)
        if wanted is not None
    ]


def fit_confidence(found: Sequence[Decided], ridge: float = 1e-3) -> list[float]:
    """Weights of the clues: logistic regression on lines of texts that the scorer had not seen."""
    from scipy.optimize import minimize

    told = [d for d in found if d.clues]
    clues, right = np.array([d.clues for d in told]), np.array([float(d.right) for d in told])

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        sure = 1 / (1 + np.exp(-clues @ w))
        worth = -(right * np.log(sure + 1e-9) + (1 - right) * np.log(1 - sure + 1e-9)).mean()
        rest = np.r_[0, w[1:]]
        return float(worth + ridge * (rest**2).sum()), clues.T @ (sure - right) / len(right) + 2 * ridge * rest

    w = minimize(loss, np.zeros(len(CLUES)), jac=True, method="L-BFGS-B").x
    print(f"confidence: calibration error {calibration_error(1 / (1 + np.exp(-clues @ w)), right):.3f}")
    return [round(float(x), 4) for x in w]


def calibration_error(sure: NDArray[np.float64], right: NDArray[np.float64]) -> float:
    """Expected calibration error over ten bins, weighted by count."""
    bins = np.minimum(9, (sure * 10).astype(int))
    return float(sum(abs((sure - right)[bins == b].sum()) for b in range(10)) / len(right))


def report(name: str, found: Sequence[Decided]) -> str:
    """A line of shares of right speakers, over all lines and by kind of cue."""
    parts = [f"{name}: all {np.mean([d.right for d in found]):.3f} of {len(found)}"]
    for kind in ("explicit", "anaphoric", "implicit"):
        some = [d.right for d in found if d.kind == kind]
        if some:
            parts.append(f"{kind} {np.mean(some):.3f}")
    return ", ".join(parts)


def write(file: Path, weights: Weights, confidence: Sequence[float]) -> None:
    """Write the weights as the reader loads them."""
    rounded = {k: np.round(v.astype(float), 4).tolist() for k, v in weights.items()}
    content = {"features": [*LOCAL, *TURN], **rounded, "clues": list(CLUES), "confidence": list(confidence)}
    file.write_text(json.dumps(content) + "\n", encoding="utf-8")


def write_folds(folder: Path, each: Sequence[tuple[Weights, set[str]]], found: Sequence[Decided]) -> None:
    """Write `fold1.json` and so on, and which of them kept each text out (`folds.json`).

    The confidence of a fold is fitted on the texts of the other folds.
    """
    folder.mkdir(parents=True, exist_ok=True)
    of: dict[str, str] = {}
    for n, (weights, kept) in enumerate(each, 1):
        of |= dict.fromkeys(kept, f"fold{n}.json")
        write(folder / f"fold{n}.json", weights, fit_confidence([d for d in found if d.text not in kept]))
    (folder / "folds.json").write_text(json.dumps(of, indent=1) + "\n", encoding="utf-8")


def folds(texts: Sequence[Lines], count: int) -> list[set[str]]:
    """Names of the texts of each fold, novels and passages spread evenly, by a fixed shuffle."""
    names = sorted(t.name for t in texts)
    random.Random(1).shuffle(names)
    names.sort(key=lambda n: -next(len(t.found) > 300 for t in texts if t.name == n))
    return [set(names[k::count]) for k in range(count)]


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with pdnc/ and minds/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=Path, help="also write the weights of each fold into this folder")
    given = parser.parse_args()
    plan = Plan()
    books = [lines(g) for g in novels(given.data / "pdnc")]
    short = [lines(g) for g in passages(given.data / "minds")]
    texts = books + short
    passage = {t.name for t in short}

    def weighed(some: Sequence[Lines]) -> list[Lines]:
        return [t for t in some for _ in range(plan.repeat_passages if t.name in passage else 1)]

    found: list[Decided] = []
    each: list[tuple[Weights, set[str]]] = []
    for kept in folds(texts, plan.folds):
        weights = train(weighed([t for t in texts if t.name not in kept]), plan)
        each.append((weights, kept))
        for text in texts:
            if text.name in kept:
                rows = decided(text, weights)
                found += rows
                if text.name not in passage and rows:
                    print(report(text.name, rows), flush=True)
    print(report("all novels", [d for d in found if d.text not in passage]))
    print(report("all passages", [d for d in found if d.text in passage]))
    confidence = fit_confidence(found)
    write(given.out, train(weighed(texts), plan), confidence)
    if given.folds is not None:
        write_folds(given.folds, each, found)


if __name__ == "__main__":
    main()
