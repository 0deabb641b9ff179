"""A story's text as blocks to set: sections, and in them paragraphs, headings and breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from fabula.spans import Span, strip
from fabula.story import Part, Story

BlockKind = Literal["text", "heading", "break"]

_BREAK = re.compile(r"[\s*#~•·⁂❦—–\-_=.oO0xX+]{1,40}")
_BREAK_MARK = re.compile(r"[*#~•·⁂❦—–\-_=+]")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph to set; its span is that of the paragraph in the text."""

    span: Span
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks of one part; `part` is None for text that belongs to none."""

    part: Part | None
    blocks: tuple[Block, ...]


def sections(story: Story) -> list[Section]:
    """The whole text in reading order: every character that is not white space is in exactly one block."""
    headings = set(story.layout.headings)
    breaks = set(story.layout.breaks)
    blocks = [_block(story.text, span, headings, breaks) for span in paragraphs(story)]
    owners = _owners(story.parts, [block.span.start for block in blocks])
    paired = zip(owners, blocks, strict=True)
    result = []
    for owner, members in groupby(paired, key=lambda pair: pair[0]):
        part = None if owner is None else story.parts[owner]
        result.append(Section(part, tuple(block for _, block in members)))
    return result


def paragraphs(story: Story) -> list[Span]:
    """The story's paragraphs; what lies outside them, or all of the text where there are none, goes by lines."""
    result: list[Span] = []
    at = 0
    for start, end in sorted(story.paragraphs):
        start, end = max(start, at), min(end, len(story.text))
        if start >= end:
            continue
        result += _lines(story.text, at, start)
        result.append(Span(start, end))
        at = end
    result += _lines(story.text, at, len(story.text))
    return result


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Each line between the two offsets that has more than white space, without the white space around it."""
    while start < end:
        cut = text.find("\n", start, end)
        stop = end if cut < 0 else cut
        line = strip(text, (start, stop))
        if len(line):
            yield line
        start = stop + 1


def _block(text: str, span: Span, headings: set[Span], breaks: set[Span]) -> Block:
    bare = strip(text, span)
    if span in headings or bare in headings:
        return Block(span, "heading")
    if span in breaks or bare in breaks or _is_break(text, bare):
        return Block(span, "break")
    return Block(span, "text")


def _is_break(text: str, span: Span) -> bool:
    if len(span) > 40:
        return False
    words = span.of(text)
    return bool(_BREAK.fullmatch(words) and len(_BREAK_MARK.findall(words)) * 2 >= len("".join(words.split())))


def _owners(parts: tuple[Part, ...], offsets: list[int]) -> list[int | None]:
    """For each offset the index of the innermost part that holds it."""
    order = sorted(range(len(parts)), key=lambda i: (parts[i].start, -parts[i].end))
    owners: list[int | None] = []
    open_parts: list[int] = []
    at = 0
    for offset in offsets:
        while at < len(order) and parts[order[at]].start <= offset:
            open_parts.append(order[at])
            at += 1
        while open_parts and parts[open_parts[-1]].end <= offset:
            open_parts.pop()
        owners.append(open_parts[-1] if open_parts else None)
    return owners
