"""The ground quotations stand on: the story's paragraphs, and whether a narrator says "I" between the quotations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.reading.draft import Draft
from fabula.reading.quotations.direct import FIRST
from fabula.source.manuscript import Block
from fabula.spans import Span
from fabula.text.words import Words

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
    near = [
        i for i, (a, b) in enumerate(zip(spans, spans[1:], strict=False), 1) if text[a.end : b.start].count("\n") < 2
    ]
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


def first_person_told(words: Words, ground: Ground, cover: Cover) -> list[bool]:
    """For each paragraph of the ground, whether its neighbourhood is told in the first person.

    Decided over the run between two walls, drawn towards the whole book where the run is short.
    """
    counts = [_count(words, block.span, cover) for block in ground.blocks]
    all_first, all_words = sum(c[0] for c in counts), sum(c[1] for c in counts)
    book = (all_first + 1) / (all_words + 250)  # drawn to the third person where there is little text
    out: list[bool] = []
    edges = sorted({0, *ground.walls, len(counts)})
    for a, b in zip(edges, edges[1:], strict=False):
        first, total = sum(c[0] for c in counts[a:b]), sum(c[1] for c in counts[a:b])
        rate = (first + 400 * book) / (total + 400)
        out.extend([rate > FIRST_PERSON_RATE] * (b - a))
    return out


def _count(words: Words, span: Span, cover: Cover) -> tuple[int, int]:
    first = total = 0
    for i in words.within(span):
        if cover.has(words.tokens[i].start):
            continue
        total += words.forms[i][:1].isalpha()
        first += says_i(words, i)
    return first, total


def says_i(words: Words, i: int) -> bool:
    """Whether a token is a first person of the singular, and no form of address ("my lord")."""
    low = words.forms[i].lower()
    if low == "my":
        return i + 1 >= len(words.forms) or words.forms[i + 1].lower() not in ADDRESSED
    return low in FIRST
