"""Pieces: what a reader of a format finds, before anybody has decided which piece belongs to which part."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.source.manuscript import BlockKind
from fabula.spans import Span
from fabula.story.records import Origin, PartKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A future block. What the source itself says about it is kept: nothing here is guessed from the words.

    `role` is the kind of part that the source's own structure gives it (an author's note in a page of an archive),
    None where the words must tell. `opens` is true for a heading that begins a part of the story,
    `level` is its rank in the source (1 to 6, 0 for none). `story` is true where the source says that this is the
    story's own text, in which an author may still have put a note. `label` is the
    title that the source gives the part which begins here.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    role: PartKind | None = None
    opens: bool = False
    level: int = 0
    story: bool = False
    label: str | None = None
    origin: Origin | None = None
    extra_space: bool = False

    @property
    def span(self) -> Span:
        """Start and end."""
        return Span(self.start, self.end)
