"""Plain text to a manuscript."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fabula.errors import SourceError
from fabula.source import labels
from fabula.source.decoding import Decoded
from fabula.source.headings import heading
from fabula.source.language import reading_doubts
from fabula.source.lines import lines_of, pieces_of
from fabula.source.manuscript import Block, Manuscript
from fabula.source.marks import IsBreak
from fabula.source.structure import blocks_and_parts, outline_of
from fabula.spans import Span
from fabula.story.records import Origin, Source

_MARK = re.compile(r"(?:\*\*\*|\*\*|\*|__|_)")


def read_plain(decoded: Decoded, source: Source, is_break: IsBreak) -> Manuscript:
    """The manuscript of a decoded text file. Its text is the file's own, line ends and byte-order mark aside."""
    text = decoded.text
    pieces = pieces_of(text, lines_of(text), is_break, _separates)
    if not pieces:
        raise SourceError("there is no text in it", where=source.name, hint="give a story with words in it")
    outline = outline_of(text, pieces)
    blocks, parts = blocks_and_parts(outline)
    blocks = with_origins(blocks, decoded)
    emphasis = tuple(span for block in blocks for span in emphasised(text, block.span))
    return Manuscript(
        text=text,
        blocks=blocks,
        parts=parts,
        emphasis=emphasis,
        title=outline.title,
        author=outline.author,
        language=outline.language,
        source=source,
        warnings=(*decoded.warnings, *outline.warnings, *reading_doubts(text, outline.language)),
    )


def with_origins(blocks: Sequence[Block], decoded: Decoded) -> tuple[Block, ...]:
    """The same blocks, each with the bytes of the file that it stands on."""
    edges = [edge for block in blocks for edge in (block.start, block.end)]
    at = decoded.byte_offsets(edges)
    return tuple(
        Block(
            start=block.start,
            end=block.end,
            kind=block.kind,
            origin=Origin(file=None, start=at[2 * i], end=at[2 * i + 1]),
            extra_space=block.extra_space,
        )
        for i, block in enumerate(blocks)
    )


def _separates(line: str) -> bool:
    """Whether a line within a run of lines stands for itself: a heading, a by-line, an archive's mark."""
    if heading(line) is not None and not line[:1].islower():
        return True
    if labels.GUTENBERG_START.search(line) or labels.GUTENBERG_END.search(line):
        return True
    return line.startswith(("Title:", "Author:", "By ", "by ")) and (
        labels.byline(line) is not None or labels.header(line) is not None
    )


def emphasised(text: str, block: Span) -> Iterator[Span]:
    """The words between emphasis marks (`_x_`, `*x*`, `**x**`) in a block, the marks left out.

    A mark opens before a word and closes after one; a mark inside a word (`snake_case`) is none. Marks pair with the
    nearest one of their kind, so the search is linear.
    """
    opened: dict[str, int] = {}
    for match in _MARK.finditer(text, block.start, block.end):
        start, end, mark = match.start(), match.end(), match.group()
        before = text[start - 1] if start > block.start else " "
        after = text[end] if end < block.end else " "
        if mark in opened and not before.isspace() and not after.isalnum():
            span = Span(opened.pop(mark), start)
            if len(span) and any(c.isalnum() for c in span.of(text)):
                yield span
        elif not after.isspace() and not before.isalnum():
            opened[mark] = end
