"""Fit the weights by which feelings, knowledge and beliefs are chosen, and write them into the lexicon.

    python benchmarks/fit_minds.py [--encoder FOLDER] [--half even|odd] [--write] [--signs] [TABLE ...]

Logistic regressions (L2) on the signs of each candidate. The weights are fitted on annotated inputs, where who is who
is certain; then their scale and bias, and the weight
of signs of an unsure reading, are fitted on what the whole plan reads, so that a likelihood is how often such a
row of a real reading is among the annotated ones. As those are not all there are, it is a low bound. Figures printed
are cross-validated over passages, six folds; the threshold is the highest with nearly the best F1 of a real reading.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

import fit_roles
from fabula.reading.minds.beliefs import APART, LONGEST, WEAK
from fabula.reading.minds.telling import Telling, telling
from fabula.reading.minds.weighing import any_of, runs
from minds import prepared, read_draft
from scenes import gold_files, partners

WEIGHTS = Path(__file__).resolve().parents[1] / "src/fabula/reading/lexicon/minds_weights.toml"
FOLDS = 6
NEARLY = 0.99  # of the best F1 that is given up for precision
READ = "read: "  # signs of how sure the reading is, weighed on a real reading only
LEAST = 4  # candidates that have a sign whose weight is fitted
Floats = NDArray[np.float64]
Passage = tuple[dict[str, Any], Telling]


class Row(NamedTuple):
    """A candidate: its passage, its signs, the gold rows that it meets, where it stands and of whom it is."""

    passage: int
    signs: tuple[str, ...]
    meets: tuple[int, ...]
    character: str
    start: int
    end: int
    voice: int


class Table(NamedTuple):
    """What is fitted: the candidates of a passage, and the gold rows that they may meet."""

    candidates: Callable[[Telling], Iterable[Any]]
    gold: Callable[[dict[str, Any]], list[dict[str, Any]]]
    same: Callable[[Any, dict[str, Any]], bool]
    l2: float = 2.0
    in_runs: bool = False  # rows close together make one, as in `fabula.reading.minds.beliefs`


def _overlaps(found: Any, row: dict[str, Any]) -> bool:
    return bool(found.character == row["character"] and min(found.end, row["end"]) > max(found.start, row["start"]))


def tables() -> dict[str, Table]:
    """Everything that is fitted, by the name of its section in the lexicon."""
    from fabula.reading.minds.beliefs import belief_candidates
    from fabula.reading.minds.feelings import feeling_candidates
    from fabula.reading.minds.knowledge import knowledge_candidates

    def same_way(found: Any, row: dict[str, Any]) -> bool:
        return _overlaps(found, row) and bool(found.how == row["how"])

    return {
        "feelings": Table(
            feeling_candidates,
            lambda g: g["feelings"],
            lambda c, r: _overlaps(c, r) and c.emotion == r["emotion"],
        ),
        "knowledge": Table(knowledge_candidates, lambda g: g["knowledge"], same_way),
        "beliefs": Table(belief_candidates, lambda g: g["beliefs"], _overlaps, in_runs=True),
    }


def gather(table: Table, passages: Sequence[Passage]) -> tuple[list[Row], int]:
    """Every candidate of the passages, and how many gold rows there are."""
    rows, total = [], 0
    for n, (gold, told) in enumerate(passages):
        rows_of = table.gold(gold)
        total += len(rows_of)
        for found in table.candidates(told):
            meets = tuple(k for k, row in enumerate(rows_of) if table.same(found, row))
            voice = getattr(found, "voice", -1)
            rows.append(Row(n, found.signs, meets, found.character, found.start, found.end, voice))
    return rows, total


def fit(rows: Sequence[Row], names: Sequence[str], l2: float) -> Floats:
    """The weights, the bias last."""
    x, y = matrix(rows, names), right(rows)

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        value = np.sum(np.logaddexp(0, z) - y * z) + l2 / 2 * np.sum(w[:-1] ** 2)
        grad = x.T @ (p - y)
        grad[:-1] += l2 * w[:-1]
        return float(value), grad

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x)


def right(rows: Sequence[Row]) -> Floats:
    """Which rows meet a gold row."""
    return np.array([bool(row.meets) for row in rows], float)


def matrix(rows: Sequence[Row], names: Sequence[str]) -> Floats:
    """Rows x signs, a column of ones last."""
    at = {name: k for k, name in enumerate(names)}
    x = np.zeros((len(rows), len(names) + 1))
    x[:, -1] = 1
    for i, row in enumerate(rows):
        for sign in row.signs:
            if sign in at:
                x[i, at[sign]] = 1
    return x


def best_cut(rows: Sequence[Row], chances: Floats, total: int) -> tuple[float, float, float, float]:
    """The highest threshold whose F1 is nearly the best, with that F1, precision and recall."""
    order = np.argsort(-chances)
    met: set[tuple[int, int]] = set()
    points = []
    for n, i in enumerate(order, 1):
        row = rows[i]
        new = next((k for k in row.meets if (row.passage, k) not in met), None)  # a row counts for one gold row
        if new is not None:
            met.add((row.passage, new))
        precision, recall = len(met) / n, len(met) / total
        f1 = 2 * precision * recall / (precision + recall) if met else 0.0
        points.append((float(chances[i]), f1, precision, recall))
    highest = max(point[1] for point in points)
    return next(point for point in points if point[1] >= NEARLY * highest)


def main() -> None:
    """Fit, print, write."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("tables", nargs="*")
    ask.add_argument("--encoder", type=Path)
    ask.add_argument("--half", choices=("even", "odd"), help="fit on every other passage only")
    ask.add_argument("--write", action="store_true")
    ask.add_argument("--signs", action="store_true", help="print every weight")
    args = ask.parse_args()
    passages = enumerate(gold_files([], stories=False))
    chosen = [g for n, (_, g) in passages if not args.half or n % 2 == (args.half == "odd")]
    certain = [(gold, telling(prepared(gold, args.encoder))) for gold in chosen]
    real = [as_read(gold, args.encoder) for gold in chosen]
    for name, table in tables().items():
        if not args.tables or name in args.tables:
            show(name, *fitted(name, table, certain, real), write=args.write, signs=args.signs)
    if not args.tables or "events" in args.tables:
        for role, weights in fit_roles.fitted(certain, real).items():
            if args.write:
                keep(role, weights)


def as_read(gold: dict[str, Any], encoder: Path | None) -> Passage:
    """The gold rows, their characters named as in the draft that the plan reads, and that draft."""
    draft = read_draft(gold, encoder)
    same = partners(gold, draft)
    rows = {
        name: [{**row, "character": same.get(row["character"])} for row in gold.get(name) or []]
        for name in ("feelings", "knowledge", "beliefs")
    }
    roles = {role: lambda e, role=role: [same.get(who, who + "?") for who in e[role]] for role in fit_roles.ROLES}
    rows["events"] = [{**e, **{role: of(e) for role, of in roles.items()}} for e in gold["events"]]
    return rows, telling(draft)


def fitted(
    name: str, table: Table, certain: Sequence[Passage], real: Sequence[Passage]
) -> tuple[dict[str, float], tuple[float, ...]]:
    """The weights with the threshold, and the cross-validated figures of a real reading."""
    rows, total = gather(table, certain)
    read, _ = gather(table, real)
    counts: dict[str, int] = {}
    for row in rows:
        for sign in row.signs:
            counts[sign] = counts.get(sign, 0) + 1
    names = sorted(s for s, n in counts.items() if n >= LEAST and not s.startswith(READ))
    more = sorted({s for row in read for s in row.signs if s.startswith(READ)})
    scores, read_scores = np.zeros(len(rows)), np.zeros(len(read))
    x, read_x = matrix(rows, names), matrix(read, names)
    for fold in range(FOLDS):
        w = fit([r for r in rows if r.passage % FOLDS != fold], names, table.l2)
        for some, of, out in ((rows, x, scores), (read, read_x, read_scores)):
            held = [i for i, row in enumerate(some) if row.passage % FOLDS == fold]
            out[held] = of[held] @ w
    second = np.column_stack([read_scores, matrix(read, more)])
    chances = held_out(second, read)
    scale, *offsets, shift = calibrated(second, right(read))
    whole, whole_chances, line = read, chances, (1.0, 0.0)
    if table.in_runs:
        whole, raw = in_runs(read, chances)
        odds = np.column_stack([np.log(raw / (1 - raw)), np.ones(len(raw))])
        whole_chances = held_out(odds, whole)
        line = tuple(map(float, calibrated(odds, right(whole))))
    cut = best_cut(whole, whole_chances, total)
    met = len({(r.passage, k) for r in rows for k in r.meets})
    print(f"{name}: {len(rows)} candidates meet {met} of {total} gold rows")
    own = best_cut(*(in_runs(rows, _chances(scores)) if table.in_runs else (rows, _chances(scores))), total)
    print(f"  annotated inputs: cross-validated F1 {own[1]:.3f} (p {own[2]:.2f} r {own[3]:.2f})")
    print(f"  real reading: calibration error {calibration(whole, whole_chances):.3f}")
    w = fit(rows, names, table.l2) * scale
    weights = {"bias": float(w[-1] + shift), "threshold": cut[0]}
    if table.in_runs:
        weights |= {"run scale": line[0], "run shift": line[1]}
    weights |= dict(zip([*names, *more], map(float, [*w[:-1], *offsets]), strict=True))
    return weights, cut


def held_out(x: Floats, rows: Sequence[Row]) -> Floats:
    """The chance of each row, calibrated on the passages of other folds."""
    fold = np.array([row.passage % FOLDS for row in rows])
    y, out = right(rows), np.zeros(len(rows))
    for k in range(FOLDS):
        out[fold == k] = _chances(x[fold == k] @ calibrated(x[fold != k], y[fold != k]))
    return out


def in_runs(rows: Sequence[Row], chances: Floats) -> tuple[list[Row], Floats]:
    """The rows that the reader makes of candidates close together, with the chance that any of them is right."""
    out, raw = [], []
    for passage in sorted({row.passage for row in rows}):
        own = [i for i, row in enumerate(rows) if row.passage == passage and chances[i] >= WEAK]
        for run in runs([rows[i] for i in own], apart=APART, longest=LONGEST):
            parts = [rows[own[k]] for k in run]
            meets = tuple(sorted({k for part in parts for k in part.meets}))
            out.append(parts[0]._replace(meets=meets, end=max(part.end for part in parts)))
            raw.append(any_of(float(chances[own[k]]) for k in run))
    return out, np.clip(np.array(raw), 1e-6, 1 - 1e-6)


def calibration(rows: Sequence[Row], chances: Floats) -> float:
    """How far the chances are from how often the rows are right, over ten bins, weighted by count."""
    y, bins = right(rows), np.minimum(9, (chances * 10).astype(int))
    return float(sum(abs(np.sum(chances[bins == b] - y[bins == b])) for b in range(10)) / len(rows))


def _chances(scores: Floats) -> Floats:
    return 1 / (1 + np.exp(-scores))


def calibrated(x: Floats, right: Floats) -> Floats:
    """Scale of the first column, offsets of the others and a shift: what makes scores log odds of being right.

    Platt (1999), with offsets for how sure the reading is of who is who.
    """

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        value = np.sum(np.logaddexp(0, z) - right * z) + np.sum(w[1:-1] ** 2) / 2
        grad = x.T @ (_chances(z) - right)
        grad[1:-1] += w[1:-1]
        return float(value), grad

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x)


def show(name: str, weights: dict[str, float], cut: tuple[float, ...], *, write: bool, signs: bool) -> None:
    """Print what was fitted; with `write` put it into the lexicon."""
    print(f"  real reading: cross-validated F1 {cut[1]:.3f} (p {cut[2]:.2f} r {cut[3]:.2f}) from {cut[0]:.2f}")
    if signs:
        for sign, weight in sorted(weights.items(), key=lambda kv: kv[1]):
            print(f"    {weight:6.2f} {sign}")
    if write:
        keep(name, weights)


def keep(name: str, weights: dict[str, float]) -> None:
    """Write the weights of one table into the lexicon."""
    import tomllib

    kept = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    kept[name] = weights
    lines = ["# Weights of the signs that minds are read by; written by `benchmarks/fit_minds.py`.", ""]
    for section, row in kept.items():
        lines.append(f"[{section}]")
        lines += [f'"{sign}" = {weight:.3f}' for sign, weight in row.items()]
        lines.append("")
    WEIGHTS.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
