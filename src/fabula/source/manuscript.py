"""A manuscript: the text of a source, what each piece of it is, and where it stands in the source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from fabula.spans import Span
from fabula.story.records import Origin, Part, Source

BlockKind = Literal["paragraph", "heading", "break", "quote"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of the text, never overlapping another, in text order.

    `paragraph`: a paragraph of prose or verse. `heading`: a title or chapter heading. `break`: a mark between scenes
    (`* * *`, a rule). `quote`: a paragraph that the source sets apart (a block quotation, often a letter).
    White space between blocks belongs to none.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    origin: Origin | None = None
    extra_space: bool = False  # more white space before it than the source's habit: a weak sign of a break

    @property
    def span(self) -> Span:
        """Start and end."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """What a source reader hands on. `parts` do not overlap and cover every block; the story is in the chapters."""

    text: str
    blocks: tuple[Block, ...]
    parts: tuple[Part, ...] = ()
    emphasis: tuple[Span, ...] = ()
    title: str | None = None
    author: str | None = None
    language: str | None = None
    source: Source = field(default_factory=Source)
    warnings: tuple[str, ...] = ()
