"""Batches: windows of subwords, and the words, spans and sentences that they hold."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from fabula.encoder.dialogue import Quoted, form_row
from fabula.encoder.labels import FEATURES, PART, UPOS, lemma_script
from fabula.encoder.pairs import MentionTraits, traits
from fabula.encoder.subwords import Subwords, case_of

from fabula_training.data import Coverage, Emotional, Mention, Passage, Quotation, Sentence, inside

IGNORE = -100
_STRAIGHT = {"“": '"', "”": '"', "‘": "'", "’": "'"}


@dataclass(frozen=True, slots=True)
class Labels:
    """Label sets that come from the treebanks."""

    lemmas: tuple[str, ...]
    relations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a row; `breaks` are words before which a paragraph begins."""

    forms: tuple[str, ...]
    breaks: frozenset[int]


@dataclass(slots=True)
class Talk:
    """The quotations of a stretch and the mentions around them; entities are -1 where they are not known."""

    quoted: Quoted
    entities: torch.Tensor
    speakers: torch.Tensor
    addressees: torch.Tensor  # quotations x most, padded with -2


@dataclass(slots=True)
class PassageWords:
    """A stretch of a passage in a batch: words `first` to `last`, mentions counted from `first`.

    The mentions are those whose entity an annotation tells.
    """

    first: int
    last: int
    spans: torch.Tensor  # n x 2, from the start of the stretch
    types: torch.Tensor
    forms: torch.Tensor
    entities: torch.Tensor
    traits: MentionTraits
    events: torch.Tensor | None
    coverage: Coverage
    talk: Talk | None


@dataclass(slots=True)
class TreeWords:
    """Sentences in a batch: word indices padded to the longest, with -1 for no word; labels parallel to them."""

    words: torch.Tensor  # sentences x longest
    upos: torch.Tensor
    feats: torch.Tensor  # sentences x longest x attributes
    lemmas: torch.Tensor
    heads: torch.Tensor  # 0 for the root, else 1 + position in the sentence
    relations: torch.Tensor


@dataclass(slots=True)
class Batch:
    """Windows of subwords, the word each subword belongs to (`n_words` for none), and what to learn."""

    ids: torch.Tensor
    types: torch.Tensor
    mask: torch.Tensor
    words: torch.Tensor
    n_words: int
    passages: list[PassageWords] = field(default_factory=list)
    trees: list[TreeWords] = field(default_factory=list)
    emotions: list[tuple[int, int, torch.Tensor]] = field(default_factory=list)


class Windows:
    """Collects texts into windows of at most `longest` subwords."""

    def __init__(self, subwords: Subwords, longest: int) -> None:
        self.subwords = subwords
        self.longest = longest
        self.rows: list[tuple[list[int], list[int], list[int]]] = []
        self.n_words = 0

    def add(self, text: Text) -> int:
        """The index of the first word of the text, which now stands in one window or several."""
        first = self.n_words
        row = self._open()
        for k, (form, pieces) in enumerate(zip(text.forms, self.subwords.encode(text.forms), strict=True)):
            if len(row[0]) + len(pieces) + 2 > self.longest:
                self._close(row)
                row = self._open()
            if k in text.breaks and len(row[0]) > 1:
                self._put(row, [self.subwords.last], 0, -1)
            self._put(row, pieces, case_of(form), first + k)
        self._close(row)
        self.n_words += len(text.forms)
        return first

    def _open(self) -> tuple[list[int], list[int], list[int]]:
        return [self.subwords.first], [0], [-1]

    def _put(self, row: tuple[list[int], list[int], list[int]], ids: Sequence[int], case: int, word: int) -> None:
        row[0].extend(ids)
        row[1].extend([case] * len(ids))
        row[2].extend([word] * len(ids))

    def _close(self, row: tuple[list[int], list[int], list[int]]) -> None:
        self._put(row, [self.subwords.last], 0, -1)
        self.rows.append(row)

    def batch(self) -> Batch:
        """The windows as tensors."""
        longest = max(len(r[0]) for r in self.rows)
        shape = len(self.rows), longest
        ids = torch.full(shape, self.subwords.padding)
        types = torch.zeros(shape, dtype=torch.long)
        mask = torch.zeros(shape, dtype=torch.bool)
        words = torch.full(shape, self.n_words)
        for i, (a, b, c) in enumerate(self.rows):
            ids[i, : len(a)] = torch.tensor(a)
            types[i, : len(a)] = torch.tensor(b)
            mask[i, : len(a)] = True
            at = torch.tensor(c)
            words[i, : len(a)] = torch.where(at < 0, self.n_words, at)
        return Batch(ids, types, mask, words, self.n_words)


def restyled(forms: Sequence[str], chance: random.Random) -> tuple[str, ...]:
    """The words, half the time with straight quotation marks in place of curly ones."""
    if chance.random() < 0.5:
        return tuple(forms)
    return tuple(_STRAIGHT.get(f, f) for f in forms)


def passage_words(passage: Passage, first: int, start: int, end: int) -> PassageWords:
    """Tokens `start` to `end` of a passage as they stand in a batch from word `first` on."""
    there = inside(passage.mentions, start, end)
    told = [m for m in there if m.sure and m.entity >= 0]
    spans = [(m.start - start, m.end - start) for m in told]
    events = None
    if passage.events is not None:
        events = torch.zeros(end - start)
        events[[e - start for e in passage.events if start <= e < end]] = 1.0
    known = [min(m.form, 1) if m.form == 3 else m.form for m in told]
    return PassageWords(
        first,
        first + end - start,
        torch.tensor(spans, dtype=torch.long).reshape(-1, 2),
        torch.tensor([m.type for m in told], dtype=torch.long),
        torch.tensor([m.form for m in told], dtype=torch.long),
        torch.tensor([m.entity for m in told], dtype=torch.long),
        traits(passage.forms[start:end], spans, known, [m.type for m in told]),
        events,
        passage.coverage,
        _talk(passage, there, start, end),
    )


def _talk(passage: Passage, mentions: Sequence[Mention], start: int, end: int) -> Talk | None:
    """The quotations of a stretch with the mentions of persons around them; pronouns inside quotations are left out."""
    said = [q for q in passage.quotations if start <= q.pieces[0][0] and q.pieces[-1][1] <= end]
    said = [q for k, q in enumerate(said) if k + 1 == len(said) or _apart(q, said[k + 1])]
    if not said:
        return None
    holder = np.full(end - start, -1)
    for n, q in enumerate(said):
        for a, b in q.pieces:
            holder[a - start : b - start] = n
    some = [
        m for m in mentions if m.type == 0 and m.form < PART and (m.form < 2 or holder[m.start - start] < 0)
    ]  # in text order, as they must be
    at = np.array([m.start - start for m in some], np.int64)
    marks = np.zeros(end - start, np.int64)
    marks[[b - start for b in passage.breaks if start < b < end]] = 1
    quoted = Quoted(
        np.array([q.pieces[0][0] - start for q in said]),
        np.array([q.pieces[-1][1] - start for q in said]),
        at,
        np.array([m.end - start for m in some], np.int64),
        holder[at],
        np.array([form_row(m.form, passage.forms[m.start]) for m in some], np.int64),
        np.cumsum(marks),
    )
    most = max(1, *(len(q.addressees) for q in said))
    return Talk(
        quoted,
        torch.tensor([m.entity for m in some], dtype=torch.long),
        torch.tensor([q.speaker for q in said]),
        torch.tensor([[*q.addressees, *[-2] * (most - len(q.addressees))] for q in said]),
    )


def _apart(one: Quotation, after: Quotation) -> bool:
    return one.pieces[0][0] < after.pieces[0][0] and one.pieces[-1][1] <= after.pieces[-1][1]


def requoted(passage: Passage, start: int, end: int, chance: random.Random) -> tuple[str, ...]:
    """The words of a stretch; a novel's straight marks become curly or single ones half the time."""
    if passage.coverage != "some":
        return restyled(passage.forms[start:end], chance)
    forms = list(passage.forms[start:end])
    style = chance.choices(['""', "“”", "‘’", "''"], [5, 3, 2, 1])[0]
    if style == '""':
        return tuple(forms)
    first = bisect_left(passage.quotations, start, key=lambda q: q.pieces[0][0])
    for q in passage.quotations[first:]:
        if q.pieces[0][0] >= end:
            break
        for a, b in q.pieces:
            for at, mark in ((a, style[0]), (b - 1, style[1])):
                if start <= at < end and forms[at - start] == '"':
                    forms[at - start] = mark
    return tuple(forms)


def tree_words(sentences: Sequence[Sentence], first: int, labels: Labels) -> TreeWords:
    """Labels of sentences whose words stand in a row from word `first` on."""
    shape = len(sentences), max(len(s.forms) for s in sentences)
    out = TreeWords(
        torch.full(shape, -1),
        torch.full(shape, IGNORE),
        torch.full((*shape, len(FEATURES)), IGNORE),
        torch.full(shape, IGNORE),
        torch.full(shape, IGNORE),
        torch.full(shape, IGNORE),
    )
    lemma_of = {s: i for i, s in enumerate(labels.lemmas)}
    relation_of = {s: i for i, s in enumerate(labels.relations)}
    for k, s in enumerate(sentences):
        n = len(s.forms)
        out.words[k, :n] = torch.arange(first, first + n)
        out.upos[k, :n] = torch.tensor([UPOS.index(u) if u in UPOS else IGNORE for u in s.upos])
        out.feats[k, :n] = torch.tensor([_features(f) for f in s.feats])
        scripts = [lemma_script(f, x) for f, x in zip(s.forms, s.lemmas, strict=True)]
        out.lemmas[k, :n] = torch.tensor([lemma_of.get(x, IGNORE) for x in scripts])
        out.heads[k, :n] = torch.tensor(s.heads)
        out.relations[k, :n] = torch.tensor([relation_of.get(r, IGNORE) for r in s.relations])
        first += n
    return out


def _features(feats: dict[str, str]) -> list[int]:
    return [values.index(feats[name]) if feats.get(name) in values else 0 for name, values in FEATURES.items()]


def packed(sentences: Sequence[Sentence], subwords: Subwords, longest: int) -> list[list[Sentence]]:
    """Runs of neighbouring sentences, each run short enough for one window."""
    runs: list[list[Sentence]] = [[]]
    size = 2
    for s in sentences:
        n = sum(map(len, subwords.encode(s.forms))) + int(s.paragraph)
        if runs[-1] and size + n > longest:
            runs.append([])
            size = 2
        runs[-1].append(s)
        size += n
    return runs


def run_text(run: Sequence[Sentence]) -> Text:
    """The words of a run of sentences with its paragraph breaks."""
    forms: list[str] = []
    breaks = set()
    for s in run:
        if s.paragraph:
            breaks.add(len(forms))
        forms.extend(s.forms)
    return Text(tuple(forms), frozenset(breaks))


def emotion_labels(passage: Emotional, n: int) -> torch.Tensor:
    """Words x emotions: 1 where the word shows the emotion."""
    out = torch.zeros(len(passage.forms), n)
    for start, end, emotion in passage.spans:
        out[start:end, emotion] = 1.0
    return out


def masked(batch: Batch, subwords: Subwords, share: float) -> Batch:
    """The batch with a share of its subwords hidden, so that labels are learnt from the context too."""
    hide = (torch.rand(batch.ids.shape) < share) & (batch.words < batch.n_words)
    batch.ids = torch.where(hide, subwords.mask, batch.ids)
    return batch


def stretch(passage: Passage, sizes: np.ndarray, budget: int, chance: random.Random) -> tuple[int, int]:
    """A random stretch of a passage of about `budget` subwords, from a sentence-like place on."""
    ends = np.cumsum(sizes)
    if ends[-1] <= budget:
        return 0, len(sizes)
    latest = int(np.searchsorted(ends, ends[-1] - budget))
    start = chance.randint(0, latest)
    marks = [i + 1 for i in range(max(0, start - 40), start) if passage.forms[i] in {".", "!", "?"}]
    start = marks[-1] if marks else start
    base = int(ends[start - 1]) if start else 0
    return start, max(start + 1, int(np.searchsorted(ends, base + budget)))
