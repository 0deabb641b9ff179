"""Small heads tried on frozen word vectors: each beside the rule that it would replace, on texts that it has not seen.

Every task is a set of examples with features of the encoder's vectors, a label, the rule's answer and a group (a book
or a passage) that is never divided between what is fitted and what is judged. A head is a linear logistic model.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from fabula.encoder import Encoder, Signals, load
from fabula.source import Block, Manuscript
from fabula.text import Words, words
from numpy.typing import NDArray
from scipy.optimize import minimize

Floats = NDArray[np.float32]
Row = dict[str, Any]

FOLDS = 5
DECAY = 3.0
"""Strength of the penalty on weights: one value for all tasks, chosen on none of them."""

_PREPOSITIONS = {
    **dict.fromkeys(("in", "at", "on", "inside", "within", "upon"), "IN"),
    **dict.fromkeys(("near", "by", "beside", "outside", "before", "behind"), "NEAR"),
    **dict.fromkeys(("to", "into", "toward", "towards", "for"), "TO"),
    **dict.fromkeys(("from", "out", "left", "leaving"), "FROM"),
    **dict.fromkeys(("through", "across", "past", "along"), "THRU"),
}
_NONE = "NO REL"
_INVALID = "not valid"


@dataclass(frozen=True, slots=True)
class Example:
    """One decision: what it is made from, what is right, what the rule says, and the text that it comes from.

    In a task of choosing, examples of one `question` are candidates, and one or more of them are right.
    """

    features: Floats
    label: str
    rule: str
    group: str
    question: int = 0


@dataclass(frozen=True, slots=True)
class Read:
    """A text as the encoder reads it."""

    words: Words
    signals: Signals
    vectors: Floats

    def tokens(self, start: int, end: int) -> list[int]:
        """The tokens that a span touches."""
        return [i for i, t in enumerate(self.words.tokens) if t.start < end and start < t.end]

    def mean(self, tokens: Sequence[int]) -> Floats:
        """The mean vector of some tokens; zeros for none."""
        return self.vectors[list(tokens)].mean(axis=0) if tokens else np.zeros(self.vectors.shape[1], np.float32)


def read(encoder: Encoder, text: str) -> Read:
    """The words, signals and vectors of a text whose paragraphs are set apart by blank lines."""
    blocks, at = [], 0
    for piece in text.split("\n\n"):
        if piece.strip():
            blocks.append(Block(start=at, end=at + len(piece)))
        at += len(piece) + 2
    found = words(Manuscript(text=text, blocks=tuple(blocks)))
    signals = encoder.read(found)
    assert signals.word_vectors is not None  # they were asked for
    return Read(found, signals, signals.word_vectors.astype(np.float32))


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


# who feels (REMAN)


def experiencers(data: Path, encoder: Encoder) -> Iterator[Example]:
    """For every emotion that somebody feels, the persons mentioned around it. The rule: the subject, by the tree."""
    question = 0
    for row in _rows(data / "reman" / "reman.jsonl"):
        spans = {s["id"]: s for s in row["spans"]}
        felt: dict[str, list[Row]] = {}
        for relation in row["relations"]:
            if relation["type"] == "experiencer" and relation["target"] in spans and relation["source"] in spans:
                felt.setdefault(relation["source"], []).append(spans[relation["target"]])
        if not felt:
            continue
        one = read(encoder, row["text"])
        for source, whom in felt.items():
            question += 1
            yield from _candidates(one, spans[source], whom, str(row["gutenberg_id"]), question)


def _candidates(one: Read, emotion: Row, whom: Sequence[Row], group: str, question: int) -> Iterator[Example]:
    shown = one.tokens(emotion["start"], emotion["end"])
    people = [m for m in one.signals.mentions if m.type == "PER" and not m.part]
    if not shown or not people:
        return
    subject = _subject(one, shown, people)
    vector = one.mean(shown)
    sentence = next(k for k, (a, b) in enumerate(one.words.sentences) if a <= shown[0] < b)
    nearest = min(people, key=lambda m: abs(m.start - shown[0]))
    for m in people:
        own = one.mean(range(m.start, m.end))
        start, end = one.words.chars((m.start, m.end))
        right = any(start < w["end"] and w["start"] < end for w in whom)
        inside = one.words.sentences[sentence][0] <= m.start < one.words.sentences[sentence][1]
        apart = (m.start - shown[0]) / 10
        signs = [apart, abs(apart), apart < 0, inside, m.form == "PRON", m.form == "PROP", m is subject, m is nearest]
        features = np.concatenate([own, own * vector * 4, np.array(signs, np.float32) * 3])
        yield Example(features, "yes" if right else "no", "yes" if m is subject else "no", group, question)


def _subject(one: Read, shown: Sequence[int], people: Sequence[Any]) -> Any:
    """The person who is subject or owner of the words of an emotion, or of what governs them; else the nearest."""
    heads, at = one.signals.head, shown[0]
    for _ in range(12):
        for m in people:
            for token in range(m.start, m.end):
                role = one.signals.relation_of(token)
                if int(heads[token]) == at and role.startswith(("nsubj", "nmod:poss")):
                    return m
        at = int(heads[at])
        if at < 0:
            break
    return min(people, key=lambda m: abs(m.start - shown[0]))


# in, near, to, from a place


def places(data: Path, encoder: Encoder) -> Iterator[Example]:
    """Pairs of a character and a place, by how they stand to each other. The rule: the word before the place."""
    for row in _rows(data / "character_place" / "character_place.jsonl"):
        one = read(encoder, row["text"])
        who, where = one.tokens(*row["character_span"]), one.tokens(*row["place_span"])
        if not who or not where:
            continue
        low, high = min(who[0], where[0]), max(who[-1], where[-1]) + 1
        a, b = one.mean(who), one.mean(where)
        before = [one.vectors[where[0] - 1]] if where[0] else [np.zeros_like(a)]
        apart = np.array([(where[0] - who[0]) / 10, abs(where[0] - who[0]) / 10, who[0] < where[0]], np.float32)
        around = one.mean(range(max(0, low - 8), min(len(one.vectors), high + 8)))
        features = np.concatenate([a, b, a * b * 4, one.mean(range(low, high)), around, *before, apart * 3])
        before_word = one.words.forms[where[0] - 1].lower() if where[0] else ""
        rule = _PREPOSITIONS.get(before_word, _NONE)
        label = (row["spatial_relation"] or _NONE) if row["valid"] else _INVALID
        yield Example(features, label, rule, str(row["gutenberg_id"]))


# sentences of passages annotated in the story format


def sentences(table: str) -> Callable[[Path, Encoder], Iterator[Example]]:
    """A task: does a sentence of a passage hold a row of a table? The rule: whether the reader finds one in it.

    `thoughts` are quotations of the mode thought, judged on sentences outside speech.
    """

    def task(data: Path, encoder: Encoder) -> Iterator[Example]:
        for folder in sorted(f for f in (data / "minds").iterdir() if f.is_dir()):
            gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
            yield from _sentences(table, gold, folder.name, encoder)

    return task


def _sentences(table: str, gold: Row, group: str, encoder: Encoder) -> Iterator[Example]:
    from fabula.api import read as read_story
    from fabula.story.json_form import encode

    story = json.loads(encode(read_story(gold["text"], text=True)))
    one = read(encoder, gold["text"])
    wanted, found, spoken = _spans(table, gold), _spans(table, story), _spans("speech", gold)
    start = gold["scenes"][0]["start"] if gold["scenes"] else 0
    for first, last in one.words.sentences:
        low, high = one.words.tokens[first].start, one.words.tokens[last - 1].end
        if low < start or (table == "thoughts" and _shares(low, high, spoken) > 0.3):
            continue
        tokens = one.vectors[first:last]
        features = np.concatenate([tokens.mean(axis=0), tokens.max(axis=0), tokens[0], tokens[-1]])
        labels = ["yes" if _shares(low, high, spans) > 0.3 else "no" for spans in (wanted, found)]
        yield Example(features, labels[0], labels[1], group)


def _spans(table: str, story: Row) -> list[tuple[int, int]]:
    if table in {"thoughts", "speech"}:
        mode = "thought" if table == "thoughts" else "speech"
        return [(a, b) for q in story["quotations"] if q["mode"] == mode for a, b in q["spans"]]
    return [(r["start"], r["end"]) for r in story[table] or ()]


def _shares(low: int, high: int, spans: Sequence[tuple[int, int]]) -> float:
    """How much of a sentence spans cover, or how much of a span stands in it, whichever is more."""
    return max((max(0, min(high, b) - max(low, a)) / max(1, min(high - low, b - a)) for a, b in spans), default=0.0)


# who is there, through whose eyes


def presence(data: Path, encoder: Encoder) -> Iterator[Example]:
    """Mentions of characters in narration: is the one mentioned there? The rule: yes, as most are."""
    yield from _mentions(data, encoder, lambda scene, who, at: any(
        p["character"] == who and p["start"] <= at < p["end"] for p in scene["presence"]), "yes")  # fmt: skip


def viewpoint(data: Path, encoder: Encoder) -> Iterator[Example]:
    """Characters of a scene, by their mentions: is the scene told through their eyes? The rule: the one named most."""
    yield from _mentions(data, encoder, lambda scene, who, at: who in scene["pov"], "")


def _mentions(data: Path, encoder: Encoder, right: Callable[[Row, str, int], bool], rule: str) -> Iterator[Example]:
    question = 0
    for folder in sorted(f for f in (data / "minds").iterdir() if f.is_dir()):
        gold = json.loads((folder / "gold.json").read_text(encoding="utf-8"))
        one = read(encoder, gold["text"])
        spoken = [(a, b) for q in gold["quotations"] for a, b in q["spans"]]
        people = {c["id"] for c in gold["characters"]}
        for scene in gold["scenes"]:
            told: dict[str, list[tuple[int, Floats]]] = {}
            for m in gold["mentions"]:
                inside = scene["start"] <= m["start"] < scene["end"]
                if inside and m["entity"] in people and not any(a <= m["start"] < b for a, b in spoken):
                    tokens = one.tokens(m["start"], m["end"])
                    if tokens:
                        vector = np.concatenate([one.mean(tokens), _governor(one, tokens[-1])])
                        told.setdefault(m["entity"], []).append((m["start"], vector))
            question += 1
            if rule:
                for who, some in told.items():
                    for at, vector in some:
                        yield Example(vector, "yes" if right(scene, who, at) else "no", rule, folder.name)
            elif told:
                most = max(told, key=lambda who: len(told[who]))
                for who, some in told.items():
                    size = np.array([np.log1p(len(some)), who == most], np.float32) * 3
                    features = np.concatenate([np.mean([v for _, v in some], axis=0), size])
                    label = "yes" if right(scene, who, 0) else "no"
                    yield Example(features, label, "yes" if who == most else "no", folder.name, question)


def _governor(one: Read, token: int) -> Floats:
    head = int(one.signals.head[token])
    return one.vectors[head if head >= 0 else token]


# fitting and judging


def fit(x: Floats, labels: NDArray[np.int64], classes: int) -> Floats:
    """Weights (features + 1 x classes) of a logistic model with decay; rare classes weigh no more than others."""
    size = x.shape[1]
    target = np.eye(classes)[labels]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(size, classes)
        logits = x @ w
        logits -= logits.max(axis=1, keepdims=True)
        chances = np.exp(logits)
        chances /= chances.sum(axis=1, keepdims=True)
        free = w.copy()
        free[-1] = 0  # the bias
        value = -np.log(chances[np.arange(len(x)), labels] + 1e-12).sum() + DECAY * 0.5 * (free**2).sum()
        return float(value), (x.T @ (chances - target) + DECAY * free).ravel()

    found = minimize(loss, np.zeros(size * classes), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    weights: Floats = found.x.reshape(size, classes).astype(np.float32)
    return weights


def judged(examples: Sequence[Example]) -> list[NDArray[np.float64]]:
    """The chance of each class for each example, by weights fitted without its group."""
    classes = sorted({e.label for e in examples})
    x = np.stack([np.append(e.features, 1.0) for e in examples]).astype(np.float32)
    spread = x.std(axis=0)
    spread[spread == 0] = 1
    x /= spread
    x[:, -1] = 1
    y = np.array([classes.index(e.label) for e in examples])
    order = {g: k % FOLDS for k, g in enumerate(sorted({e.group for e in examples}))}
    fold = np.array([order[e.group] for e in examples])
    out = np.zeros((len(x), len(classes)))
    for k in range(FOLDS):
        logits = x[fold == k] @ fit(x[fold != k], y[fold != k], len(classes))
        grown = np.exp(logits - logits.max(axis=1, keepdims=True))
        out[fold == k] = grown / grown.sum(axis=1, keepdims=True)
    return list(out)


def f1(said: Sequence[bool], right: Sequence[bool]) -> float:
    """F1 of what is said."""
    both = sum(a and b for a, b in zip(said, right, strict=True))
    return 2 * both / max(1, sum(said) + sum(right))


def figures(examples: Sequence[Example], choose: bool) -> dict[str, float]:
    """Rule and head side by side: share of questions with a right choice, or F1 of "yes", or accuracy and macro F1."""
    classes = sorted({e.label for e in examples})
    chances = judged(examples)
    if choose:
        return _choices(examples, [c[classes.index("yes")] for c in chances])
    if classes == ["no", "yes"]:
        gold = [e.label == "yes" for e in examples]
        yes = np.array([c[1] for c in chances])
        half = [f1([bool(p >= t) for p in yes], gold) for t in np.arange(0.1, 0.9, 0.05)]
        return {
            "examples": len(gold), "yes": sum(gold), "rule F1": f1([e.rule == "yes" for e in examples], gold),
            "head F1": f1([bool(p >= 0.5) for p in yes], gold), "head F1 at its best threshold": max(half),
        }  # fmt: skip
    told = [classes[int(np.argmax(c))] for c in chances]
    out: dict[str, float] = {"examples": len(examples)}
    for name, said in (("rule", [e.rule for e in examples]), ("head", told)):
        out[f"{name} accuracy"] = float(np.mean([a == e.label for a, e in zip(said, examples, strict=True)]))
        each = [f1([a == c for a in said], [e.label == c for e in examples]) for c in classes]
        out[f"{name} macro F1"] = float(np.mean(each))
        out |= {f"{name} F1 {c}": value for c, value in zip(classes, each, strict=True)}
    return out


def _choices(examples: Sequence[Example], yes: Sequence[float]) -> dict[str, float]:
    """The share of questions whose surest candidate, and whose rule's candidate, is right; none counts as wrong."""
    asked: dict[int, list[int]] = {}
    for k, e in enumerate(examples):
        asked.setdefault(e.question, []).append(k)
    answerable = [some for some in asked.values() if any(examples[k].label == "yes" for k in some)]
    head = [examples[max(some, key=lambda k: yes[k])].label == "yes" for some in answerable]
    rule = [any(examples[k].label == examples[k].rule == "yes" for k in some) for some in answerable]
    return {
        "questions": len(asked), "answerable": len(answerable),
        "rule": float(np.mean(rule)), "head": float(np.mean(head)),
    }  # fmt: skip


TASKS: dict[str, tuple[Callable[[Path, Encoder], Iterator[Example]], bool]] = {
    "thoughts": (sentences("thoughts"), False),
    "beliefs": (sentences("beliefs"), False),
    "knowledge": (sentences("knowledge"), False),
    "presence": (presence, False),
    "viewpoint": (viewpoint, True),
    "experiencer": (experiencers, True),
    "places": (places, False),
}
"""Name, its examples, and whether one of several candidates is chosen."""


def main() -> None:
    """The command: `fabula-try-heads --data DIR [--weights DIR] [TASK...]`."""
    parser = argparse.ArgumentParser(description="Try small heads on frozen vectors beside the rules.")
    parser.add_argument("tasks", nargs="*", choices=[*TASKS, []], help="which to try; all by default")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path)
    given = parser.parse_args()
    encoder = load(given.weights)
    for name in given.tasks or TASKS:
        examples, choose = TASKS[name]
        found = figures(list(examples(given.data, encoder)), choose)
        print(name, {k: round(v, 3) for k, v in found.items()}, flush=True)


if __name__ == "__main__":
    main()
