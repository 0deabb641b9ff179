"""The text of a story as HTML: the author's words unchanged, with marks around what is said, thought and stressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

from fabula.page.blocks import Block, Section
from fabula.page.cast import Cast, initial, is_doubtful
from fabula.page.units import Units, keepable
from fabula.spans import Span
from fabula.story import Quotation, Story

LEAF_CHARACTERS = 12_000  # text that a browser lays out at once when it comes near the window
DENSE = (
    60  # marks in one paragraph above which rules go into the line: a browser's time for those in the margin is square
)
_LINE_CHARACTERS = 62
_LINE_REM = 1.95


@dataclass(frozen=True, slots=True)
class Body:
    """The HTML of the whole text, and for each leaf its likely height in rem (before it is laid out)."""

    html: str
    heights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    """An element to open at `span.start` and close at `span.end`; marks that cross are cut in pieces."""

    span: Span
    tag: str
    first: str  # the opening tag of the first piece
    later: str  # and of every other
    quotation: str | None = None
    turn: str | None = None  # the speaker, where a turn begins


def body(story: Story, cast: Cast, sections: list[Section], units: Units) -> Body:
    """The text set section by section; leaves of some pages each, so that a browser can leave out those not seen."""
    marks = _marks(story, cast)
    out: list[str] = []
    heights: list[float] = []
    at, near = 0, list[_Mark]()
    for section in sections:
        out.append(_open_section(section))
        for leaf in _leaves(section.blocks):
            out.append(f'<div class="leaf" id="leaf{len(heights)}">\n')
            for block in leaf:
                while at < len(marks) and marks[at].span.start < block.span.end:
                    near.append(marks[at])
                    at += 1
                near = [mark for mark in near if mark.span.end > block.span.start]
                out.append(_block(story.text, block, near, units))
            out.append("</div>\n")
            heights.append(sum(2 + len(block.span) // _LINE_CHARACTERS for block in leaf) * _LINE_REM)
        out.append("</section>\n")
    return Body("".join(out), tuple(heights))


def _open_section(section: Section) -> str:
    part = section.part
    if part is None:
        return '<section class="part">\n'
    return f'<section class="part {part.kind}" data-part="{_attribute(part.id)}">\n'


def _leaves(blocks: tuple[Block, ...]) -> list[list[Block]]:
    leaves: list[list[Block]] = []
    room = 0
    for block in blocks:
        if room <= 0:
            leaves.append([])
            room = LEAF_CHARACTERS
        leaves[-1].append(block)
        room -= len(block.span)
    return leaves


def _marks(story: Story, cast: Cast) -> list[_Mark]:
    """Marks for every piece of every quotation and every stress, outer before inner."""
    marks = [mark for quotation in story.quotations for mark in _quotation_marks(story, quotation, cast)]
    marks += [_Mark(span, "em", "<em>", "<em>") for span in story.layout.emphasis if len(span) > 0]
    return sorted(marks, key=lambda mark: (mark.span.start, -mark.span.end, mark.tag == "em"))


def _quotation_marks(story: Story, quotation: Quotation, cast: Cast) -> list[_Mark]:
    at = None if quotation.speaker is None else cast.index.get(quotation.speaker)
    hue = -1 if at is None else cast.members[at].hue
    name = "" if at is None else cast.members[at].short
    classes = ["q", quotation.mode, f"h{hue}" if hue >= 0 else "hx"]
    if is_doubtful(quotation):
        classes.append("doubtful")
    if quotation.parent is not None:
        classes.append("inner")
    head = f'<span data-q="{_attribute(quotation.id)}" class="{" ".join(classes)}'
    names = f' data-n="{_attribute(name or "?")}" data-i="{_attribute(initial(name))}"'
    spans = sorted(span for span in quotation.spans if len(span) > 0)
    plain = [_Mark(span, "span", f'{head}">', f'{head}">', quotation.id) for span in spans]
    if plain and quotation.parent is None:
        plain[0] = replace(plain[0], first=f'{head} turn"{names}>', turn=quotation.speaker or "?")
    return plain


def _block(text: str, block: Block, marks: list[_Mark], units: Units) -> str:
    words = _inline(text, block.span, _with_later_turns(block.span, marks))
    start, end = block.span
    head = f'data-s="{units(start)}" data-e="{units(end)}" dir="auto"'
    if block.kind == "heading":
        return f"<h2 {head}>{words}</h2>\n"
    if block.kind == "break":
        return f'<p class="break" {head}>{words}</p>\n'
    dense = ' class="dense"' if len(marks) > DENSE else ""
    return f"<p{dense} {head}>{words}</p>\n"


def _with_later_turns(block: Span, marks: list[_Mark]) -> list[_Mark]:
    """The marks, turns after the first of the block told apart: `again` by the same voice, `second` by another."""
    result: list[_Mark] = []
    voice: str | None = None
    aside: set[str | None] = set()
    for mark in marks:
        if mark.turn is not None and mark.span.start >= block.start:
            if voice is not None:
                later = "again" if mark.turn == voice else "second"
                mark = _classed(mark, later)
                aside |= {mark.quotation} if later == "second" else set()
            voice = mark.turn
        elif mark.quotation is not None and mark.quotation in aside:
            mark = _classed(mark, "second")
        result.append(mark)
    return result


def _classed(mark: _Mark, name: str) -> _Mark:
    first, later = (tag.replace('class="', f'class="{name} ', 1) for tag in (mark.first, mark.later))
    return replace(mark, first=first, later=later)


def _inline(text: str, span: Span, marks: list[_Mark]) -> str:
    """The words of a block with its marks around them, well nested however the marks lie."""
    cuts = sorted({*span} | {edge for mark in marks for edge in mark.span if span.start < edge < span.end})
    out: list[str] = []
    stack: list[_Mark] = []
    at, wanted = 0, list[_Mark]()
    for start, end in pairwise(cuts):
        fresh = at
        while at < len(marks) and marks[at].span.start <= start:
            at += 1
        begun = [mark for mark in marks[fresh:at] if mark.span.end > start]
        wanted = [mark for mark in wanted if mark.span.end > start] + begun
        same = 0
        while same < min(len(stack), len(wanted)) and stack[same] is wanted[same]:
            same += 1
        out += [f"</{mark.tag}>" for mark in reversed(stack[same:])]
        out += [mark.first if mark.span.start == start else mark.later for mark in wanted[same:]]
        stack = wanted
        out.append(_words(text[start:end]))
    out += [f"</{mark.tag}>" for mark in reversed(stack)]
    return "".join(out)


def _words(text: str) -> str:
    # A bare carriage return would become a line feed in the parser and move every later offset.
    return escape(text, quote=False).replace("\r", "&#13;")


def _attribute(text: str) -> str:
    return escape(keepable(text))
