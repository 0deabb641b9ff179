"""Annotated texts as words with labels, and which of them are kept out of training."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from fabula.encoder.labels import FORMS, PART, TYPES
from fabula.text import tokenize

Part = Literal["train", "dev", "test"]

REMAN_EMOTIONS = (
    "joy", "sadness", "anger", "fear", "surprise", "disgust", "trust", "anticipation", "other-emotion",
)  # fmt: skip


HELD = frozenset(
    "APassageToIndia AnneOfGreenGables DaisyMiller HardTimes MansfieldPark TheAgeOfInnocence TheGambler "
    "TheInvisibleMan TheMysteriousAffairAtStyles".split()
)
"""Novels that the encoder never sees with their labels: who says what is measured, and weighed, on these."""

Coverage = Literal["all", "persons", "some"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention over tokens; `entity` is a number within its passage, -1 where it is not known; `form` may be `PART`.

    `sure` is false where the entity comes from a reading and not from an annotation.
    """

    start: int
    end: int
    type: int
    form: int
    entity: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation: its pieces over tokens (marks inside), who says it (-1: not known) and to whom, as entities."""

    pieces: tuple[tuple[int, int], ...]
    speaker: int
    addressees: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with mentions; `events` is None where they are not annotated in full.

    `coverage` says which mentions were annotated: all; those of persons (other spans then count as "no person", not as
    "no mention"); or some, so that nothing follows for the others.
    """

    name: str
    forms: tuple[str, ...]
    breaks: frozenset[int]
    mentions: tuple[Mention, ...]
    events: frozenset[int] | None
    coverage: Coverage
    quotations: tuple[Quotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a treebank; `heads` are token numbers from 1, 0 for the root."""

    forms: tuple[str, ...]
    lemmas: tuple[str, ...]
    upos: tuple[str, ...]
    feats: tuple[dict[str, str], ...]
    heads: tuple[int, ...]
    relations: tuple[str, ...]
    paragraph: bool


@dataclass(frozen=True, slots=True)
class Emotional:
    """A passage whose tokens show emotions: `spans` of (first token, last + 1, emotion)."""

    forms: tuple[str, ...]
    spans: tuple[tuple[int, int, int], ...]


def inside(mentions: Sequence[Mention], start: int, end: int) -> list[Mention]:
    """The mentions that lie in tokens `start` to `end`; they are in text order."""
    first = bisect_left(mentions, start, key=lambda m: m.start)
    return [m for m in mentions[first : bisect_left(mentions, end, key=lambda m: m.start)] if m.end <= end]


def part_of(number: int) -> Part:
    """The part of the `number`-th document of a set in the order of ids: one in ten is test, one in ten dev."""
    return {9: "test", 8: "dev"}.get(number % 10, "train")  # type: ignore[return-value]


def litbank(data: Path, part: Part) -> list[Passage]:
    """The documents of LitBank of one part, in the joined form (one JSON file a document)."""
    files = sorted((data / "litbank" / "docs").glob("*.json"), key=lambda f: f.stem)
    return [_litbank_passage(json.loads(f.read_text())) for i, f in enumerate(files) if part_of(i) == part]


def _litbank_passage(doc: dict) -> Passage:  # type: ignore[type-arg]
    entities: dict[str, int] = {}
    found: dict[tuple[int, int], Mention] = {}
    for m in doc["coref"]:
        entity = entities.setdefault(m["entity"] or m["id"], len(entities))
        found[m["start"], m["end"]] = Mention(
            m["start"], m["end"], TYPES.index(m["type"]), FORMS.index(m["form"]), entity
        )
    for e in doc["entities"]:
        key = e["start"], e["end"]
        known = found.get(key)
        if known is None:
            entity = entities.setdefault(str(key), len(entities))
            found[key] = Mention(*key, TYPES.index(e["type"]), PART, entity)
        else:  # the layer of entities is the one that types are judged by
            found[key] = Mention(*key, TYPES.index(e["type"]), known.form, known.entity)
    return Passage(
        doc["id"],
        tuple(doc["tokens"]),
        frozenset(p[0] for p in doc["paragraphs"]),
        tuple(sorted(found.values(), key=lambda m: (m.start, -m.end))),
        frozenset(doc["events"]),
        "all",
        tuple(
            Quotation(((q["start"], q["end"]),), entities.get(q["speaker"], -1))
            for q in sorted(doc["quotations"], key=lambda q: int(q["start"]))
            if q["end"] - q["start"] > 2
        ),
    )


def minds(data: Path, part: Part) -> list[Passage]:
    """Passages annotated in the story format; every fifth is `dev`, the others `train`."""
    folders = sorted(p for p in (data / "minds").iterdir() if p.is_dir())
    keep = [f for i, f in enumerate(folders) if ("dev" if i % 5 == 4 else "train") == part]
    return [_minds_passage(f) for f in keep]


def _minds_passage(folder: Path) -> Passage:
    gold = json.loads((folder / "gold.json").read_text())
    text = gold["text"]
    tokens = tokenize(text, 0, gold.get("mentions_until") or len(text))
    starts = {t.start: i for i, t in enumerate(tokens)}
    ends = {t.end: i + 1 for i, t in enumerate(tokens)}
    entities: dict[str, int] = {}
    found: dict[tuple[int, int], Mention] = {}
    for m in gold["mentions"]:
        first, last = starts.get(m["start"]), ends.get(m["end"])
        if first is None or last is None or last <= first or m["type"] not in TYPES:
            continue
        entity = entities.setdefault(m["entity"], len(entities))
        found[first, last] = Mention(first, last, TYPES.index(m["type"]), FORMS.index(m["form"]), entity)
    breaks = {0} | {i for i in range(1, len(tokens)) if "\n\n" in text[tokens[i - 1].end : tokens[i].start]}
    return Passage(
        folder.name,
        tuple(t.of(text) for t in tokens),
        frozenset(breaks),
        tuple(sorted(found.values(), key=lambda m: (m.start, -m.end))),
        None,
        "persons",
        tuple(_quoted(gold, starts, ends, entities)),
    )


def _quoted(
    gold: dict,
    starts: dict[int, int],
    ends: dict[int, int],
    entities: dict[str, int],  # type: ignore[type-arg]
) -> Iterator[Quotation]:
    """What is said or written in a passage, as far as it begins and ends at tokens."""
    for q in sorted(gold["quotations"], key=lambda q: int(q["spans"][0][0])):
        pieces = [(starts.get(a), ends.get(b)) for a, b in q["spans"]]
        whole = tuple((a, b) for a, b in pieces if a is not None and b is not None and a < b)
        if q["mode"] != "thought" and not q.get("parent") and len(whole) == len(pieces):
            to = tuple(entities[a] for a in q["addressees"] if a in entities)
            yield Quotation(whole, entities.get(q["speaker"] or "", -1), to)


def novels(folder: Path) -> list[Passage]:
    """The novels that `fabula-prepare-novels` wrote; none of those that are kept out."""
    files = [f for f in sorted(folder.glob("*.json")) if f.stem not in HELD]
    return [_novel(json.loads(f.read_bytes())) for f in files]


def _novel(raw: dict) -> Passage:  # type: ignore[type-arg]
    person = TYPES.index("PER")
    return Passage(
        raw["name"],
        tuple(raw["forms"]),
        frozenset(raw["breaks"]),
        tuple(Mention(a, b, person, form, who, sure) for a, b, form, who, sure in raw["mentions"]),
        None,
        "some",
        tuple(Quotation(tuple((a, b) for a, b in ps), who, tuple(to)) for ps, who, to in raw["quotations"]),
    )


def treebank(file: Path) -> list[Sentence]:
    """The sentences of a CoNLL-U file: syntactic words, without empty nodes and ranges."""
    return list(_sentences(file))


def _sentences(file: Path) -> Iterator[Sentence]:
    rows: list[list[str]] = []
    paragraph = True
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(("# newdoc", "# newpar")):
                paragraph = True
            elif line[0] == "#":
                continue
            elif line.strip():
                row = line.rstrip("\n").split("\t")
                if row[0].isdigit():
                    rows.append(row)
            elif rows:
                yield _sentence(rows, paragraph)
                rows, paragraph = [], False
    if rows:
        yield _sentence(rows, paragraph)


def _sentence(rows: list[list[str]], paragraph: bool) -> Sentence:
    return Sentence(
        tuple(r[1] for r in rows),
        tuple(r[2] for r in rows),
        tuple(r[3] for r in rows),
        tuple({} if r[5] == "_" else dict(f.split("=", 1) for f in r[5].split("|")) for r in rows),
        tuple(int(r[6]) for r in rows),
        tuple(r[7] for r in rows),
        paragraph,
    )


def reman(data: Path, part: Part) -> list[Emotional]:
    """The passages of REMAN of one part, split by book so that no book is in two parts."""
    with (data / "reman" / "reman.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    books = {b: i for i, b in enumerate(sorted({r["gutenberg_id"] for r in rows}))}
    return [_emotional(r) for r in rows if part_of(books[r["gutenberg_id"]]) == part]


def _emotional(row: dict) -> Emotional:  # type: ignore[type-arg]
    tokens = tokenize(row["text"])
    spans = []
    for s in row["spans"]:
        inside = [i for i, t in enumerate(tokens) if t.start < s["end"] and s["start"] < t.end]
        if s["type"] in REMAN_EMOTIONS and inside:
            spans.append((inside[0], inside[-1] + 1, REMAN_EMOTIONS.index(s["type"])))
    return Emotional(tuple(t.of(row["text"]) for t in tokens), tuple(spans))
