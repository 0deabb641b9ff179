"""The outline of a manuscript in the making: what each piece is, before the pieces are put together to parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fabula.source.piece import Piece
from fabula.story.records import Part, PartKind

TITLE_LENGTH = 200


@dataclass(slots=True)
class Outline:
    """The pieces of a text with the role of each; the steps of structure fill it in turn.

    `roles[i]` is None while nobody has said what piece `i` is; such pieces are the story. `begins[i]` says that a part
    begins at piece `i`, `labels[i]` what it is called. `headings[i]` says that the piece is a heading. `forced[i]` is
    true where the source's own structure gave the role, so that words are not asked.
    """

    text: str
    pieces: Sequence[Piece]
    roles: list[PartKind | None] = field(init=False)
    headings: list[bool] = field(init=False)
    begins: list[bool] = field(init=False)
    labels: list[str | None] = field(init=False)
    forced: list[bool] = field(init=False)
    dropped: list[bool] = field(init=False)
    title: str | None = None
    author: str | None = None
    language: str | None = None
    warnings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.roles = [piece.role for piece in self.pieces]
        self.headings = [piece.kind == "heading" for piece in self.pieces]
        self.begins = [piece.opens or piece.label is not None for piece in self.pieces]
        self.labels = [piece.label for piece in self.pieces]
        self.forced = [piece.role is not None for piece in self.pieces]
        self.dropped = [False] * len(self.pieces)

    def words(self, i: int) -> str:
        """The text of piece `i`."""
        return self.text[self.pieces[i].start : self.pieces[i].end]

    def size(self, i: int) -> int:
        """How many code points piece `i` has."""
        return self.pieces[i].end - self.pieces[i].start

    def line(self, i: int) -> str:
        """The text of a short piece on one line without marks around it; empty for a long one."""
        return " ".join(self.words(i).split()).strip("*_# ") if self.size(i) <= 2 * TITLE_LENGTH else ""

    def is_break(self, i: int) -> bool:
        """Whether piece `i` is a mark between scenes."""
        return self.pieces[i].kind == "break"

    def give(self, first: int, last: int, role: PartKind, label: str | None = None) -> None:
        """Pieces `first` to `last` (exclusive) are a part of this kind of their own; what the source said stays."""
        given = False
        for i in range(first, last):
            if self.forced[i]:
                continue
            self.roles[i] = role
            if not given:
                self.begins[i], self.labels[i], given = True, label, True
            else:
                self.begins[i] = False

    def parts(self) -> tuple[Part, ...]:
        """The parts: runs of pieces of one role, a new one wherever one begins. There is always a chapter's name."""
        out: list[Part] = []
        self._carry_titles()
        first: int | None = None
        for i in [*(i for i in range(len(self.pieces)) if not self.dropped[i]), len(self.pieces)]:
            if first is not None and (i == len(self.pieces) or self._starts(first, i)):
                out.append(self._part(len(out), first, self._last_before(i)))
                first = None
            if first is None and i < len(self.pieces):
                first = i
        return tuple(out)

    def _carry_titles(self) -> None:
        """A chapter that goes on after a note in its middle goes on under its title."""
        title: str | None = None
        noted = False
        for i in range(len(self.pieces)):
            if self.dropped[i]:
                continue
            if self._kind(i) != "chapter":
                noted = True
            elif self.begins[i]:
                title, noted = self.labels[i], False
            elif noted:
                self.labels[i], noted = self.labels[i] or title, False

    def _starts(self, first: int, i: int) -> bool:
        return self.begins[i] or self._kind(i) != self._kind(first)

    def _last_before(self, i: int) -> int:
        i -= 1
        while self.dropped[i]:
            i -= 1
        return i

    def _kind(self, i: int) -> PartKind:
        return self.roles[i] or "chapter"

    def _part(self, number: int, first: int, last: int) -> Part:
        title = self.labels[first]
        return Part(
            id=f"part{number + 1}",
            kind=self._kind(first),
            title=title[:TITLE_LENGTH] if title else None,
            start=self.pieces[first].start,
            end=self.pieces[last].end,
        )
