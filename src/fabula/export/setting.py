"""The text as it is set: sections, paragraphs, and runs of words with all that lies over them.

Every format that carries the text walks these, so that no word is lost or said twice: the paragraphs hold every
character of the text but white space, each once, in order.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Literal, NamedTuple

from fabula.spans import Span, containing, strip
from fabula.story.records import Part, Quotation, Story

Kind = Literal["paragraph", "heading", "break"]
MarkKind = Literal["quotation", "mention", "emphasis"]
DEEPEST = 50  # marks over one word; XML readers refuse documents nested deeper than 256
LONGEST_BREAK = 20  # a longer line without a letter or a digit is no break mark


class Paragraph(NamedTuple):
    """A paragraph, a heading or a break mark, without the white space around it."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the book with its paragraphs; `part` is None where the story has no parts."""

    part: Part | None
    title: str
    paragraphs: tuple[Paragraph, ...]

    @property
    def kind(self) -> str:
        """What it is, a `PartKind`."""
        return self.part.kind if self.part else "chapter"


class Mark(NamedTuple):
    """Something that lies over the text; `row` is its place in the story's table."""

    start: int
    end: int
    kind: MarkKind
    row: int


class Run(NamedTuple):
    """Words under the same marks, the outermost mark first."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def paragraphs(story: Story) -> tuple[Paragraph, ...]:
    """Paragraphs, headings and break marks in order, with every character of the text that is no white space.

    Where the story has no paragraphs, lines are taken for them, and a short line of marks alone for a break.
    """
    spans = sorted(Span(*s) for s in (*story.paragraphs, *story.layout.headings, *story.layout.breaks))
    out: list[Span] = []
    at = 0
    for start, end in spans:
        start = max(start, at)
        if end > start:
            out.extend(_lines(story.text, at, start))
            out.append(strip(story.text, (start, end)))
            at = end
    out.extend(_lines(story.text, at, len(story.text)))
    headings, breaks = sorted(story.layout.headings), sorted(story.layout.breaks)
    found = bool(breaks) or bool(story.paragraphs)
    return tuple(Paragraph(*s, _kind(story.text, s, headings, breaks, found)) for s in out if len(s))


def _lines(text: str, start: int, end: int) -> Iterable[Span]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield strip(text, (start, stop))
        start = stop + 1


def _kind(text: str, span: Span, headings: Sequence[Span], breaks: Sequence[Span], found: bool) -> Kind:
    if containing(headings, span.start) is not None:
        return "heading"
    at = containing(breaks, span.start)
    if at is not None and span.end <= breaks[at].end:
        return "break"
    marks_alone = len(span) <= LONGEST_BREAK and not any(c.isalnum() for c in span.of(text))
    return "break" if marks_alone and not found else "paragraph"


def sections(story: Story) -> tuple[Section, ...]:
    """The parts of the book in order; paragraphs that stand in no part make sections of their own."""
    parts = sorted(story.parts, key=lambda p: (p.start, p.end))
    spans = [(p.start, p.end) for p in parts]
    out: list[Section] = []
    for index, group in groupby(paragraphs(story), key=lambda p: containing(spans, p.start)):
        members = tuple(group)
        part = None if index is None else parts[index]
        out.append(Section(part, _title(story, part, members, len(out) + 1), members))
    return tuple(out)


def _title(story: Story, part: Part | None, members: Sequence[Paragraph], number: int) -> str:
    if part is not None and part.title:
        return part.title
    if members[0].kind == "heading":
        return " ".join(story.text[members[0].start : members[0].end].split())
    if part is None and not story.parts:
        return story.title or "Text"
    return {"chapter": f"Chapter {number}"}.get(part.kind if part else "", f"Section {number}")


def quotation_marks(story: Story) -> list[Mark]:
    """A mark for each piece of each quotation."""
    return [Mark(s[0], s[1], "quotation", i) for i, q in enumerate(story.quotations) for s in q.spans]


def emphasis_marks(story: Story) -> list[Mark]:
    """A mark for each emphasised stretch."""
    return [Mark(s[0], s[1], "emphasis", i) for i, s in enumerate(story.layout.emphasis)]


def mention_marks(story: Story) -> list[Mark]:
    """A mark for each mention."""
    return [Mark(m.start, m.end, "mention", i) for i, m in enumerate(story.mentions)]


def runs(inside: Sequence[Paragraph], marks: Iterable[Mark], points: Iterable[int] = ()) -> tuple[tuple[Run, ...], ...]:
    """The runs of each paragraph: they tile it, and break where a mark starts or ends and at each of `points`."""
    starts = [p.start for p in inside]
    over: list[list[Mark]] = [[] for _ in inside]
    for mark in marks:
        first = max(0, bisect_right(starts, mark.start) - 1)
        for i in range(first, len(inside)):
            if inside[i].start >= mark.end:
                break
            if mark.start < inside[i].end and mark.start < mark.end:
                over[i].append(mark)
    cuts: list[list[int]] = [[] for _ in inside]
    for point in points:
        i = bisect_right(starts, point) - 1
        if i >= 0 and inside[i].start < point < inside[i].end:
            cuts[i].append(point)
    return tuple(_runs(p, m, c) for p, m, c in zip(inside, over, cuts, strict=True))


_RANK = {"quotation": 0, "mention": 1, "emphasis": 2}


def _order(mark: Mark) -> tuple[int, int, int, int]:
    return (mark.start, -mark.end, _RANK[mark.kind], mark.row)


def _runs(paragraph: Paragraph, marks: list[Mark], cuts: list[int]) -> tuple[Run, ...]:
    start, end = paragraph.start, paragraph.end
    edges = {start, end, *cuts}
    for mark in marks:
        edges.add(max(mark.start, start))
        edges.add(min(mark.end, end))
    order = sorted(edges)
    waiting = sorted(marks, key=_order)
    active: list[Mark] = []
    out: list[Run] = []
    nxt = 0
    for a, b in pairwise(order):
        active = [m for m in active if m.end > a]
        while nxt < len(waiting) and max(waiting[nxt].start, start) <= a:
            active.append(waiting[nxt])
            nxt += 1
        out.append(Run(a, b, tuple(active[:DEEPEST])))
    return tuple(out)


def outermost(story: Story, run: Run) -> Quotation | None:
    """The outermost quotation over a run: the one whose speaker is heard."""
    for mark in run.marks:
        if mark.kind == "quotation":
            return story.quotations[mark.row]
    return None
