"""Training of the scorer of speakers: a small network over the evidence on each line, and its confidence.

`fabula-train-speakers --data DIR --out FILE` reads the annotated novels and passages, each once from the text alone
and once with its cast given, so that one scorer serves both; fits it on folds of whole texts; prints how often it is
right on texts that it did not see; fits the confidence on those; and writes the weights of a last fit on everything.
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

from fabula_training.conversations import Gold, Lines, novels, passages, readings
from fabula_training.descent import Descent, Floats, Weights, descend, fresh

FEATURES = len(LOCAL) + len(TURN)
MOST = 20  # candidates of a line that are learnt from
LONG = 300  # lines from which a text counts as a novel
BATCH, AVERAGED = 256, 8


@dataclass(frozen=True, slots=True)
class Plan:
    """How to fit: hidden units, passes over the lines, rounds in which the scorer learns from its own turns."""

    units: int = 32
    first_passes: int = 25
    later_passes: int = 12
    rounds: int = 2
    rate: float = 3e-3
    decay: float = 3e-3
    repeat_passages: int = 2
    folds: int = 5


@dataclass(frozen=True, slots=True)
class Decided:
    """A line decided by a scorer that had not seen its text: whether it was right, its clues, whether with a cast."""

    text: str
    kind: str | None
    right: bool
    clues: tuple[float, ...]
    cast_given: bool


def examples(text: Lines, before: Sequence[str | None]) -> Iterable[tuple[Floats, int]]:
    """Rows of features and the number of the right candidate; `before` are the speakers taken as history."""
    history = History()
    for one, wanted, who in zip(text.found, text.speakers, before, strict=True):
        if wanted in one.candidates[:MOST]:
            rows = np.concatenate([one.local, turn_features(one, history)], 1)
            yield rows[:MOST], one.candidates.index(wanted)
        history = after(one, history, who if who is not None else "?")


@dataclass(frozen=True, slots=True)
class Packed:
    """Examples as one table: the rows of all candidates one after another, where each line starts, its right row."""

    rows: Floats
    starts: NDArray[np.int64]
    right: NDArray[np.int64]  # within the line

    def some(self, lines: NDArray[np.int64]) -> Packed:
        """The lines of these numbers."""
        ends = np.append(self.starts[1:], len(self.rows))
        sizes = ends[lines] - self.starts[lines]
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        taken = np.repeat(self.starts[lines] - starts, sizes) + np.arange(int(sizes.sum()))
        return Packed(self.rows[taken], starts, self.right[lines])


def packed(found: Sequence[tuple[Floats, int]]) -> Packed:
    """The examples as one table."""
    sizes = np.array([len(rows) for rows, _ in found])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Packed(np.concatenate([rows for rows, _ in found]), starts, np.array([y for _, y in found], np.int64))


def fit(found: Sequence[tuple[Floats, int]], plan: Plan, start: Weights | None, seed: int) -> Weights:
    """The weights after descending the listwise loss with Adam, averaged over the last passes."""
    chance = np.random.default_rng(seed)
    data = packed(found)
    passes = plan.first_passes if start is None else plan.later_passes
    return descend(
        start or fresh(plan.units, FEATURES, chance),
        lambda weights, some: _slopes(weights, data.some(some)),
        len(data.right),
        Descent(passes, BATCH, plan.rate, plan.decay, AVERAGED),
        chance,
    )


def _slopes(weights: Weights, data: Packed) -> Weights:
    units = np.tanh(data.rows @ weights["hidden"].T + weights["bias"])
    scores = units @ weights["out"] + data.rows @ weights["linear"]
    line = np.repeat(np.arange(len(data.starts)), np.diff(np.append(data.starts, len(data.rows))))
    shares = np.exp(scores - np.maximum.reduceat(scores, data.starts)[line])
    error = shares / np.add.reduceat(shares, data.starts)[line]
    error[data.starts + data.right] -= 1
    error /= len(data.right)
    inner = error[:, None] * weights["out"] * (1 - units**2)
    return {
        "hidden": inner.T @ data.rows,
        "bias": inner.sum(0),
        "out": error @ units,
        "linear": error @ data.rows,
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
        Decided(text.name, kind, wanted is not None and choice.speaker == wanted, choice.clues, text.cast_given)
        for wanted, kind, judged, choice in zip(text.speakers, text.kinds, text.judged, choices, strict=True)
        if judged
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
    """Expected calibration error over ten bins, weighted by count (Guo and others 2017)."""
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
    long = {t.name for t in texts if len(t.found) > LONG}
    names = sorted({t.name for t in texts})
    random.Random(1).shuffle(names)
    names.sort(key=lambda n: n not in long)
    return [set(names[k::count]) for k in range(count)]


def weighed(texts: Sequence[Lines], plan: Plan) -> list[Lines]:
    """The texts as often as each is learnt from: passages more often than novels."""
    return [t for t in texts for _ in range(1 if len(t.found) > LONG else plan.repeat_passages)]


def cross_validated(texts: Sequence[Lines], plan: Plan) -> tuple[list[tuple[Weights, set[str]]], list[Decided]]:
    """The weights of each fold with the names it kept out, and every annotated line as decided by weights so made."""
    each: list[tuple[Weights, set[str]]] = []
    found: list[Decided] = []
    for kept in folds(texts, plan.folds):
        weights = train(weighed([t for t in texts if t.name not in kept], plan), plan)
        each.append((weights, kept))
        for text in texts:
            if text.name in kept and (rows := decided(text, weights)):
                found += rows
                print(report(f"{text.name}{', cast given' if text.cast_given else ''}", rows), flush=True)
    return each, found


def read_all(golds: Iterable[Gold]) -> list[Lines]:
    """Both readings of every text."""
    out: list[Lines] = []
    for gold in golds:
        out += readings(gold)
        print(f"read {gold.name}", flush=True)
    return out


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with pdnc/ and minds/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folds", type=Path, help="also write the weights of each fold into this folder")
    parser.add_argument("--novels", nargs="+", metavar="NAME", help="only these novels (and the passages)")
    given = parser.parse_args()
    plan = Plan()
    wanted = [g for g in novels(given.data / "pdnc", repaired=False) if not given.novels or g.name in given.novels]
    texts = read_all([*wanted, *passages(given.data / "minds")])
    each, found = cross_validated(texts, plan)
    for cast_given in (False, True):
        some = [d for d in found if d.cast_given == cast_given]
        protocol = "cast given" if cast_given else "nothing given"
        print(report(f"all novels, {protocol}", [d for d in some if d.kind is not None]))
        print(report(f"all passages, {protocol}", [d for d in some if d.kind is None]))
    confidence = fit_confidence(found)
    write(given.out, train(weighed(texts, plan), plan), confidence)
    if given.folds is not None:
        write_folds(given.folds, each, found)


if __name__ == "__main__":
    main()
