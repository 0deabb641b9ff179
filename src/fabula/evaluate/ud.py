"""Universal Dependencies: tags, lemmas and trees on gold tokens and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fabula.encoder import Encoder, Signals
from fabula.errors import RequestError
from fabula.evaluate.scores import Score, Tally
from fabula.source import Block
from fabula.spans import Span
from fabula.text import Words


@dataclass(frozen=True, slots=True)
class Token:
    """A syntactic word; `head` is a token number within its sentence, from 1, or 0."""

    form: str
    lemma: str
    upos: str
    feats: tuple[tuple[str, str], ...]
    head: int
    relation: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; `paragraph` tells that a paragraph begins with it."""

    tokens: tuple[Token, ...]
    paragraph: bool


def sentences(file: Path) -> Iterator[Sentence]:
    """The sentences of a CoNLL-U file, without ranges and empty nodes. Raises RequestError."""
    rows: list[Token] = []
    paragraph = True
    try:
        lines = [*file.read_text(encoding="utf-8").splitlines(), ""]
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError("the treebank cannot be read", where=str(file)) from error
    for number, line in enumerate(lines, 1):
        if line.startswith(("# newdoc", "# newpar")):
            paragraph = True
        elif line and line[0] != "#":
            rows.extend(_token(line, f"{file}:{number}"))
        elif not line and rows:
            yield Sentence(tuple(rows), paragraph)
            rows, paragraph = [], False


def _token(line: str, where: str) -> list[Token]:
    row = line.split("\t")
    if len(row) != 10:
        raise RequestError("a line of a treebank needs ten columns", where=where)
    if not row[0].isdigit():
        return []
    feats = () if row[5] == "_" else tuple((k, v) for k, _, v in (f.partition("=") for f in row[5].split("|")))
    if not row[6].isdigit():
        raise RequestError(f"the head of a word is a number, not {row[6]!r}", where=where)
    return [Token(row[1], row[2], row[3], feats, int(row[6]), row[7])]


def gold_words(treebank: list[Sentence]) -> Words:
    """The words of a treebank as one text, its tokens and sentences as they are."""
    forms = tuple(t.form for s in treebank for t in s.tokens)
    text = " ".join(forms)
    tokens: list[Span] = []
    at = 0
    for form in forms:
        tokens.append(Span(at, at + len(form)))
        at += len(form) + 1
    ranges: list[Span] = []
    opens: list[int] = []
    first = 0
    for s in treebank:
        if s.paragraph or not opens:
            opens.append(first)
        ranges.append(Span(first, first + len(s.tokens)))
        first += len(s.tokens)
    paragraphs = tuple(Span(a, b) for a, b in zip(opens, [*opens[1:], first], strict=True))
    blocks = tuple(Block(start=tokens[a].start, end=tokens[b - 1].end) for a, b in paragraphs)
    return Words(text, tuple(tokens), forms, tuple(ranges), paragraphs, blocks)


def evaluate(file: Path, encoder: Encoder) -> dict[str, Score]:
    """Accuracies over all words of a CoNLL-U file, punctuation included, with gold tokens and sentences.

    `UPOS`, `lemma`, `UAS`, `LAS` (relations without their subtypes, as in the shared task of 2018),
    `LAS with subtypes`, and each feature told (words that have it or are given it).
    """
    treebank = list(sentences(file))
    if not treebank:
        raise RequestError("the treebank holds no sentence", where=str(file))
    tally = Tally()
    signals = encoder.read(gold_words(treebank), keep_vectors=False)
    first = 0
    for s in treebank:
        _count(tally, s, signals, first)
        first += len(s.tokens)
    return tally.scores()


def _count(tally: Tally, sentence: Sentence, signals: Signals, first: int) -> None:
    for i, token in enumerate(sentence.tokens, first):
        head = int(signals.head[i])
        attached = (0 if head < 0 else head - first + 1) == token.head
        relation = signals.relation_of(i)
        bare = relation.split(":")[0] == token.relation.split(":")[0]
        tally.hit("UPOS", signals.upos_of(i) == token.upos, 1)
        tally.hit("lemma", signals.lemmas[i] == token.lemma, 1)
        tally.hit("UAS", attached, 1)
        tally.hit("LAS", attached and bare, 1)
        tally.hit("LAS with subtypes", attached and relation == token.relation, 1)
        gold = dict(token.feats)
        for name, values in signals.labels.features:
            wanted, said = gold.get(name, ""), signals.feature_of(i, name)
            right = float(wanted == said and said != "")
            if wanted in values:
                tally.count(f"feature {name}", (right, said != ""), (right, wanted != ""))
