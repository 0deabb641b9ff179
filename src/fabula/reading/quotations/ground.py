"""The ground quotations stand on: the story's paragraphs, and whether a narrator says "I" between the quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fabula.reading.draft import Draft
from fabula.reading.quotations.direct import FIRST
from fabula.source.manuscript import Block
from fabula.spans import Span
from fabula.text.words import Words

_PRESENT = frozenset("is are am says has does goes looks".split())
_PAST = frozenset("was were said had did went looked".split())
ADDRESSED = frozenset("lord lady dear god goodness word gracious heavens darling love friend masters".split())
FIRST_PERSON_RATE = 0.0075  # share of I, me, my among the words of narration above which a narrator tells


@dataclass(frozen=True, slots=True)
class Ground:
    """The paragraphs in which the story is told (`spans` of `blocks`), and before which no quotation runs on.

    `lines` are those that follow the one before without a blank line, where the others do not: verse.
    """

    blocks: tuple[Block, ...]
    walls: frozenset[int]
    spans: tuple[Span, ...]
    lines: frozenset[int]


def story_ground(draft: Draft) -> Ground:
    """The paragraphs and block quotations of the chapters; of everything when the manuscript has no parts."""
    chapters = [(p.start, p.end) for p in draft.manuscript.parts if p.kind == "chapter"]
    blocks: list[Block] = []
    walls: set[int] = set()
    wall, at = False, 0
    for block in draft.manuscript.blocks:
        while at < len(chapters) and chapters[at][1] <= block.start:
            at, wall = at + 1, True
        inside = not draft.manuscript.parts or (at < len(chapters) and chapters[at][0] <= block.start)
        if not inside or block.kind not in ("paragraph", "quote"):
            wall = True
            continue
        if wall:
            walls.add(len(blocks))
            wall = False
        blocks.append(block)
    spans = tuple(b.span for b in blocks)
    return Ground(tuple(blocks), frozenset(walls), spans, _lines(draft.words.text, spans))


def _lines(text: str, spans: Sequence[Span]) -> frozenset[int]:
    near = [i for i, (a, b) in enumerate(pairwise(spans), 1) if text[a.end : b.start].count("\n") < 2]
    return frozenset(near) if len(near) * 2 < len(spans) else frozenset()


class Cover:
    """Which code points are quoted already: sorted spans that do not overlap."""

    def __init__(self, length: int, spans: Sequence[tuple[int, int]] = ()) -> None:
        self._taken = bytearray(length + 1)
        for span in spans:
            self.add(span)

    def add(self, span: tuple[int, int]) -> None:
        """Take a span."""
        self._taken[span[0] : span[1]] = b"\1" * (span[1] - span[0])

    def free(self, span: tuple[int, int]) -> bool:
        """Whether no code point of the span is taken."""
        return self._taken.find(1, span[0], span[1]) < 0

    def has(self, offset: int) -> bool:
        """Whether a code point is taken."""
        return bool(self._taken[offset])


@dataclass(frozen=True, slots=True)
class Telling:
    """How a story is told outside its quotations.

    `first_person` says for each paragraph of the ground whether a narrator says "I" thereabouts; `present` whether the
    story is told in the present tense.
    """

    first_person: tuple[bool, ...]
    present: bool


def how_told(words: Words, ground: Ground, cover: Cover) -> Telling:
    """Person and tense of the narration; the person is decided between two walls, drawn to the whole book's."""
    counts = [_count(words, block.span, cover) for block in ground.blocks]
    all_first, all_words, present, past = (sum(c[k] for c in counts) for k in range(4))
    book = (all_first + 0.5) / (all_words + 300)  # drawn to the third person where there is little text
    out: list[bool] = []
    edges = sorted({0, *ground.walls, len(counts)})
    for a, b in pairwise(edges):
        first, total = sum(c[0] for c in counts[a:b]), sum(c[1] for c in counts[a:b])
        out.extend([(first + 400 * book) / (total + 400) > FIRST_PERSON_RATE] * (b - a))
    return Telling(tuple(out), present > past)


def _count(words: Words, span: Span, cover: Cover) -> tuple[int, int, int, int]:
    """Words of the first person, all words, plain present and plain past among the narration of a paragraph."""
    first = total = present = past = 0
    for i in words.within(span):
        if cover.has(words.tokens[i].start):
            continue
        form = words.forms[i]
        total += form[:1].isalpha()
        first += says_i(words, i)
        present += form in _PRESENT
        past += form in _PAST
    return first, total, present, past


def says_i(words: Words, i: int) -> bool:
    """Whether a token is a first person of the singular: no form of address ("my lord"), no number ("Charles I,")."""
    low = words.forms[i].lower()
    if low == "i" and i > words.sentences[words.sentence_of(i)][0] + 1 and words.forms[i - 1].istitle():
        return i + 1 < len(words.forms) and words.forms[i + 1][0].isalpha()
    if low == "my":
        return i + 1 >= len(words.forms) or words.forms[i + 1].lower() not in ADDRESSED
    return low in FIRST
