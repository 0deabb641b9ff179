"""The extracted text of marked-up sources, put together block by block."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fabula.source.manuscript import BlockKind
from fabula.source.piece import Piece
from fabula.spans import Span
from fabula.story.records import Origin, PartKind

BETWEEN = "\n\n"
_BLANKS = re.compile(r"[ \t\r\n\f]+")


@dataclass(slots=True)
class Inline:
    """The text of one block in the making, with its emphasis; runs of white space become one blank."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    emphasis: list[tuple[int, int]] = field(default_factory=list)
    opened: int | None = None
    depth: int = 0

    def add(self, text: str, *, verbatim: bool = False) -> None:
        """More text; blanks are joined unless it is `verbatim`."""
        if not verbatim:
            text = _BLANKS.sub(" ", text)
            if text[:1] == " " and (not self.parts or self.parts[-1][-1:] in " \n"):
                text = text[1:]
        if text:
            self.parts.append(text)
            self.length += len(text)

    def line_break(self) -> None:
        """A line break within the block."""
        if self.parts:
            bare = self.parts[-1].rstrip(" ")
            self.length -= len(self.parts[-1]) - len(bare)
            self.parts[-1] = bare
            self.add("\n", verbatim=True)

    def emphasise(self, on: bool) -> None:
        """Emphasis starts or ends here; nested emphasis is one."""
        if on:
            if self.depth == 0:
                self.opened = self.length
            self.depth += 1
        elif self.depth:
            self.depth -= 1
            if self.depth == 0 and self.opened is not None:
                self.emphasis.append((self.opened, self.length))
                self.opened = None

    def close(self) -> tuple[str, list[tuple[int, int]]]:
        """The block's text, trimmed, and the emphasis in it; emphasis that is open goes on in the next block."""
        spans = list(self.emphasis)
        if self.opened is not None:
            spans.append((self.opened, self.length))
        text = "".join(self.parts)
        lead = len(text) - len(text.lstrip())
        body = text.strip()
        kept = []
        for start, end in spans:
            first, last = max(0, start - lead), min(len(body), end - lead)
            while first < last and body[first].isspace():
                first += 1
            while last > first and body[last - 1].isspace():
                last -= 1
            if first < last:
                kept.append((first, last))
        self.parts, self.length, self.emphasis = [], 0, []
        self.opened = 0 if self.depth else None
        return body, kept


@dataclass(slots=True)
class Composer:
    """Blocks of extracted text, one after another with a blank line between."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    pieces: list[Piece] = field(default_factory=list)
    emphasis: list[Span] = field(default_factory=list)
    space_before: bool = False  # an empty paragraph stands before the next block

    def add(
        self,
        text: str,
        kind: BlockKind = "paragraph",
        *,
        emphasis: list[tuple[int, int]] | None = None,
        role: PartKind | None = None,
        origin: Origin | None = None,
        level: int = 0,
    ) -> None:
        """One more block; nothing for text without a visible character."""
        if not text.strip():
            return
        if self.parts:
            self.parts.append(BETWEEN)
            self.length += len(BETWEEN)
        start = self.length
        extra, self.space_before = self.space_before and len(self.pieces) > 0, False
        self.parts.append(text)
        self.length += len(text)
        self.emphasis.extend(Span(start + a, start + b) for a, b in emphasis or ())
        self.pieces.append(
            Piece(start=start, end=self.length, kind=kind, role=role, origin=origin, extra_space=extra, level=level)
        )

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self.parts)
