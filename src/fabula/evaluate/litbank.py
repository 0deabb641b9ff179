"""LitBank: entities, mentions, events and coreference, from raw text."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabula.encoder import Encoder, Signals
from fabula.encoder.entities import entities
from fabula.encoder.labels import TYPES
from fabula.errors import RequestError
from fabula.evaluate import coreference
from fabula.evaluate.parts import NAMES, belongs, part_of
from fabula.evaluate.public import litbank as public
from fabula.evaluate.scores import Score, Tally
from fabula.source import Block, Manuscript
from fabula.story.records import Story
from fabula.text import Words, words

Chosen = Callable[[str, "Document"], bool]
"""Says of a document, given its part (`train`, `dev`, `test`, `unseen`), whether it is wanted."""

Span = tuple[int, int]

READING = tuple(f"whole reading, {name}" for name in coreference.METRICS)
"""The names of the figures of coreference by all stages of reading."""

_ORDER = {8: "dev", 9: "test"}


@dataclass(frozen=True, slots=True)
class Document:
    """A document of LitBank; all spans are code points of `text`."""

    id: str
    text: str
    splits: tuple[tuple[str, str], ...]
    paragraphs: tuple[Span, ...]
    entities: frozenset[tuple[int, int, str]]
    mentions: frozenset[tuple[int, int, str]]
    events: frozenset[Span]
    clusters: tuple[frozenset[Hashable], ...]


def part(name: str) -> Chosen:
    """Chooses documents by their place in the order of ids: of every ten the ninth is `dev`, the tenth `test`.

    Of LitBank's own repository those are chosen that are `dev` and `test` so among the documents at hand when the
    shipped weights were made; `unseen` are those that were not at hand. `train` and `all` do what they say;
    `published:entities=dev`, `published:coref_fold=3` choose by a published split, in the joined form alone.
    """
    if name.startswith("published:"):
        key, _, value = name.removeprefix("published:").partition("=")
        return lambda _, doc: (key, value) in doc.splits
    if name not in NAMES:
        raise RequestError(f"no part of LitBank is called {name!r}", hint=f"Try {', '.join(NAMES)}.")
    return lambda place, _: belongs(place, name)


def documents(folder: Path, chosen: Chosen) -> Iterator[Document]:
    """The chosen documents of a folder in the order of ids.

    The folder has `docs/<id>.json` and `.txt`, or is a checkout of LitBank's own repository.
    """
    if public.is_here(folder):
        for raw, text in public.documents(folder):
            doc = _document(raw, text)
            if chosen(part_of("litbank", int(doc.id.partition("_")[0])), doc):
                yield doc
        return
    files = sorted((folder / "docs").glob("*.json"), key=lambda f: f.stem)
    if not files:
        raise RequestError(
            "no LitBank documents here",
            where=str(folder),
            hint="The folder needs docs/<id>.json, or entities/brat as in LitBank's repository.",
        )
    for number, file in enumerate(files):
        try:
            with file.with_suffix(".txt").open(encoding="utf-8", newline="") as content:
                doc = _document(json.loads(file.read_text(encoding="utf-8")), content.read())
        except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
            raise RequestError("this is no document of LitBank in the joined form", where=str(file)) from error
        if chosen(_ORDER.get(number % 10, "train"), doc):
            yield doc


def _document(raw: dict[str, Any], text: str) -> Document:
    spans = raw["token_spans"]

    def chars(row: dict[str, Any]) -> Span:
        return spans[row["start"]][0], spans[row["end"] - 1][1]

    clusters: dict[str, set[Hashable]] = defaultdict(set)
    for m in raw["coref"]:
        clusters[m["entity"] or f"alone {m['id']}"].add(chars(m))
    return Document(
        raw["id"],
        text,
        tuple((k, str(v)) for k, v in raw["splits"].items()),
        tuple((spans[a][0], spans[b - 1][1]) for a, b in raw["paragraphs"]),
        frozenset((*chars(e), e["type"]) for e in raw["entities"]),
        frozenset((*chars(m), m["type"]) for m in raw["coref"]),
        frozenset((spans[i][0], spans[i][1]) for i in raw["events"]),
        tuple(frozenset(c) for c in clusters.values()),
    )


def manuscript(doc: Document) -> Manuscript:
    """The raw text; only its paragraphs (blank lines) are taken as given."""
    return Manuscript(text=doc.text, blocks=tuple(Block(start=a, end=b) for a, b in doc.paragraphs))


def document_words(doc: Document) -> Words:
    """The words of the raw text."""
    return words(manuscript(doc))


def evaluate(folder: Path, encoder: Encoder, chosen: Chosen, reader: Callable[[Manuscript], Story]) -> dict[str, Score]:
    """Scores of the chosen documents, exact spans and types, counts pooled.

    `entities`: names and common nouns against the layer of entities. `mentions`: all forms against the layer of
    coreference (`mentions, any type`: spans alone). `events`. `coreference MUC`, `B3`, `CEAFe`: predicted mentions,
    single ones included, by the model's antecedent scores alone; `READING`: the same of the mentions of the whole
    reading by `reader`.
    """
    tally = Tally()
    for doc in documents(folder, chosen):
        read = document_words(doc)
        count(tally, doc, read, encoder.read(read, keep_vectors=False))
        count_reading(tally, doc, reader(manuscript(doc)))
    return tally.scores()


def count(tally: Tally, doc: Document, read: Words, signals: Signals) -> None:
    """Counts one document."""
    found = [(m, tuple(read.chars((m.start, m.end)))) for m in signals.mentions]
    named = {(*span, m.type) for m, span in found if m.form != "PRON"}
    tally.add("entities", doc.entities, named)
    for kind in TYPES:
        tally.add(f"entities {kind}", {e for e in doc.entities if e[2] == kind}, {e for e in named if e[2] == kind})
    referring = [(m, span) for m, span in found if not m.part]
    tally.add("mentions", doc.mentions, {(*span, m.type) for m, span in referring})
    tally.add("mentions, any type", {m[:2] for m in doc.mentions}, {span for _, span in referring})
    tally.add("events", doc.events, {tuple(read.tokens[i]) for i in signals.event_tokens()})
    clusters: dict[int, set[Hashable]] = defaultdict(set)
    for (m, span), entity in zip(found, entities(signals, read.forms), strict=True):
        if not m.part:
            clusters[entity].add(span)
    coreference.add(tally, doc.clusters, [frozenset(c) for c in clusters.values()])


def count_reading(tally: Tally, doc: Document, story: Story) -> None:
    """Counts the coreference of one document as it was read."""
    clusters: dict[str, set[Hashable]] = defaultdict(set)
    for m in story.mentions or ():
        clusters[m.entity].add((m.start, m.end))
    coreference.add(tally, doc.clusters, [frozenset(c) for c in clusters.values()], READING)
