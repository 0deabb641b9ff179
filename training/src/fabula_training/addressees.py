"""Training of the scorer of addressees, on annotated novels and passages whose speakers the reader has decided.

`fabula-train-addressees --data DIR --out FILE [--novels NAME ...] [--speakers DIR]` reads the novels with their cast
given and the passages from the bare text, their speakers decided by weights that did not see them, fits the two
networks on folds of whole texts, prints how well they do on texts that they did not see, and writes the weights of a
last fit on everything.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from fabula.reading.draft import Draft
from fabula.reading.speakers.address import FEATURES, Address, Spoken, address
from fabula.reading.speakers.addressee_scorer import AddresseeScorer, Floats, Layers
from fabula.reading.speakers.addressees import chosen, shares
from fabula.reading.speakers.around import AROUND, around
from fabula.reading.speakers.decide import Lines
from fabula.reading.speakers.scorer import read_weights

from fabula_training.conversations import Gold, aligned, before_speakers, character, matched, novels, passages
from fabula_training.descent import Descent, Weights, descend, fresh

PASSAGE = 300  # lines below which a text counts as a passage, where a line has one addressee as a rule
BATCH, AVERAGED = 2048, 6
LEAST = 0.5  # a second addressee must be likelier than not


@dataclass(frozen=True, slots=True)
class Plan:
    """How to fit: hidden units, passes over the candidates, how much a line of a passage counts, folds."""

    units: int = 40
    passes: int = 30
    rate: float = 3e-3
    decay: float = 1e-3
    passage: float = 8.0
    folds: int = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """The lines of one text: their evidence, and the ids of those spoken to (None where it is not annotated).

    `missed` is how many annotated addressees belong to quotations that were not found. An addressee who is nobody of
    the cast found is the id with a question mark.
    """

    name: str
    spoken: Spoken
    lines: tuple[Address, ...]
    wanted: tuple[frozenset[str] | None, ...]
    missed: int

    @property
    def short(self) -> bool:
        """Whether the text is a passage; of a novel, lines that are said to nobody known are passed over."""
        return len(self.lines) < PASSAGE

    def judged(self) -> list[tuple[int, frozenset[str]]]:
        """The lines that count, by number, with those spoken to."""
        return [(k, w) for k, w in enumerate(self.wanted) if w is not None and (w or self.short)]


def asked(gold: Gold, draft: Draft, speakers: Path | None = None) -> Asked:
    """The lines of a text read so far, their speakers decided by the shipped scorer or that of these weights."""
    said = Lines(draft, {})
    if speakers is not None:
        said.scorer = read_weights(speakers)
    order = said.order
    spoken = said.spoken(said.decided(said.found), said.found)
    rows = aligned([draft.utterances[i] for i in order], gold.quotations)
    to = {c.id: c.id for c in draft.given} or matched(
        draft, said.book, gold, [(order[k], row) for k, row in enumerate(rows) if row is not None]
    )
    known = {c["id"] for c in gold.characters}
    taken: set[str] = set()
    wanted: list[frozenset[str] | None] = []
    for row in rows:
        if row is None or row["speaker"] not in known or row["id"] in taken:
            wanted.append(None)
            continue
        taken.add(row["id"])
        wanted.append(frozenset(to.get(a, f"?{a}") for a in row["addressees"] if a in known))
    missed = sum(len(q["addressees"]) for q in gold.quotations if q["id"] not in taken and q["speaker"] in known)
    lines = tuple(address(spoken, k) for k in range(len(order)))
    return Asked(gold.name, spoken, lines, tuple(wanted), missed)


def folds(texts: Sequence[Asked], count: int) -> list[set[str]]:
    """Names of the texts of each fold, novels and passages spread evenly, by a fixed shuffle."""
    names = [t.name for t in texts]
    random.Random(1).shuffle(names)
    short = {t.name for t in texts if t.short}
    names.sort(key=lambda n: n in short)
    return [set(names[k::count]) for k in range(count)]


def fit(rows: Floats, right: Floats, weight: Floats, plan: Plan, seed: int) -> Layers:
    """A network fitted to the labels by Adam (cross-entropy of each candidate), averaged over the last passes."""
    chance = np.random.default_rng(seed)
    start = fresh(plan.units, rows.shape[1], chance)
    start["hidden"][:, rows.min(0) == rows.max(0)] = 0  # a sign that never varies here must not weigh elsewhere
    return Layers(
        **descend(
            start,
            lambda weights, some: _slopes(weights, rows[some], right[some], weight[some]),
            len(right),
            Descent(plan.passes, BATCH, plan.rate, plan.decay, AVERAGED),
            chance,
        )
    )


def _slopes(weights: Weights, rows: Floats, right: Floats, weight: Floats) -> Weights:
    layers = Layers(**weights)
    units = np.tanh(rows @ layers.hidden.T + layers.bias)
    error = ((layers.likelihoods(rows) - right) * weight / len(right)).astype(np.float32)
    inner = error[:, None] * layers.out * (1 - units**2)
    return {"hidden": inner.T @ rows, "bias": inner.sum(0), "out": error @ units, "linear": error @ rows}


def train(texts: Sequence[Asked], plan: Plan) -> AddresseeScorer:
    """A scorer: the network for lines by themselves first, then the one that sees what it says of the lines around."""
    alone = fit(*_examples(texts, lambda t: [one.rows for one in t.lines], plan), plan, 0)

    def more(text: Asked) -> list[Floats]:
        alike = [alone.likelihoods(one.rows) for one in text.lines]
        beside = around(text.lines, alike, text.spoken)
        return [np.concatenate([one.rows, x], 1) for one, x in zip(text.lines, beside, strict=True)]

    return AddresseeScorer(alone, fit(*_examples(texts, more, plan), plan, 1), LEAST)


def _examples(
    texts: Sequence[Asked], rows: Callable[[Asked], list[Floats]], plan: Plan
) -> tuple[Floats, Floats, Floats]:
    """Rows, labels and weights of all candidates of the lines that count."""
    found, right, weight = [], [], []
    for text in texts:
        own = rows(text)
        for k, wanted in text.judged():
            found.append(own[k])
            right += [float(who in wanted) for who in text.lines[k].candidates]
            weight += [plan.passage if text.short else 1.0] * len(text.lines[k].candidates)
    return np.concatenate(found), np.array(right, np.float32), np.array(weight, np.float32)


@dataclass(frozen=True, slots=True)
class Counts:
    """Addressees found and wanted, lines whose addressees are exactly those wanted."""

    hits: int
    said: int
    wanted: int
    exact: int
    lines: int

    @property
    def f1(self) -> float:
        """Of all addressees together."""
        return 2 * self.hits / max(1, self.said + self.wanted)


def counted(texts: Sequence[Asked], likely: dict[str, list[Floats]], least: float) -> Counts:
    """How the lines of some texts are decided when a second addressee needs this likelihood."""
    hits = said = wanted = exact = lines = 0
    for text in texts:
        wanted += text.missed
        for k, right in text.judged():
            have = set(chosen(text.lines[k], likely[text.name][k], least))
            hits, said, wanted = hits + len(have & right), said + len(have), wanted + len(right)
            exact, lines = exact + (have == right), lines + 1
    return Counts(hits, said, wanted, exact, lines)


def crossed(texts: Sequence[Asked], plan: Plan) -> dict[str, list[Floats]]:
    """The likelihoods of every line, by a scorer that had not seen its text; by name of the text."""
    out = {}
    for kept in folds(texts, plan.folds):
        scorer = train([t for t in texts if t.name not in kept], plan)
        for text in texts:
            if text.name in kept:
                out[text.name] = shares(text.lines, text.spoken, scorer)
    return out


def report(name: str, texts: Sequence[Asked], likely: dict[str, list[Floats]], least: float) -> str:
    """A line of figures of some texts."""
    n = counted(texts, likely, least)
    return f"{name}: F1 {n.f1:.3f}, exact {n.exact / max(1, n.lines):.3f} of {n.lines} lines"


def write(file: Path, scorer: AddresseeScorer) -> None:
    """Write the weights as the reader loads them."""

    def plain(layers: Layers) -> dict[str, object]:
        parts = {"hidden": layers.hidden, "bias": layers.bias, "out": layers.out, "linear": layers.linear}
        return {k: np.round(v.astype(float), 4).tolist() for k, v in parts.items()}

    content = {
        "features": [*FEATURES],
        "around": [*AROUND],
        "alone": plain(scorer.alone),
        "together": plain(scorer.together),
        "least": scorer.least,
    }
    file.write_text(json.dumps(content) + "\n", encoding="utf-8")


def fitted(texts: Sequence[Asked], plan: Plan, out: Path) -> None:
    """Print the figures of the folds, write the weights of a fit on everything."""
    likely = crossed(texts, plan)
    for text in texts:
        if not text.short:
            print(report(text.name, [text], likely, LEAST))
    for some in (0.3, LEAST, 0.7):
        print(f"a second addressee needs {some}")
        print("  " + report("novels", [t for t in texts if not t.short], likely, some))
        print("  " + report("passages", [t for t in texts if t.short], likely, some), flush=True)
    write(out, train(texts, plan))


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with pdnc/ and minds/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--novels", nargs="*", help="only novels of these names (default all)")
    parser.add_argument("--speakers", type=Path, help="folder of weights of speakers that kept each text out")
    given = parser.parse_args()
    kept = {} if given.speakers is None else json.loads((given.speakers / "folds.json").read_bytes())

    def weights(name: str) -> Path | None:
        return given.speakers / kept[name] if name in kept else None

    texts = []
    for gold in novels(given.data / "pdnc"):
        if not given.novels or gold.name in given.novels:
            texts.append(
                asked(gold, before_speakers(gold.text, [character(c) for c in gold.characters]), weights(gold.name))
            )
            print(gold.name, len(texts[-1].lines), "lines", flush=True)
    texts += [asked(gold, before_speakers(gold.text), weights(gold.name)) for gold in passages(given.data / "minds")]
    fitted(texts, Plan(), given.out)


if __name__ == "__main__":
    main()
