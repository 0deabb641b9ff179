"""Reading a few lines as a story: paragraphs are the blocks between blank lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from fabula.reading.draft import Draft, Utterance
from fabula.reading.quotations import find_utterances
from fabula.source import Block, Manuscript
from fabula.spans import Span
from fabula.text import words


@dataclass(frozen=True, slots=True)
class Told:
    """An utterance in words: its pieces, its mode, its cue with the cue's parts, whether it breaks off."""

    row: Utterance
    text: str

    @property
    def pieces(self) -> list[str]:
        return [span.of(self.text) for span in self.row.spans]

    @property
    def mode(self) -> str:
        return self.row.mode

    @property
    def cue(self) -> str | None:
        return self.row.cue.span.of(self.text) if self.row.cue else None

    @property
    def subject(self) -> str | None:
        return self.row.cue.subject.of(self.text) if self.row.cue and self.row.cue.subject else None

    @property
    def listener(self) -> str | None:
        return self.row.cue.listener.of(self.text) if self.row.cue and self.row.cue.listener else None

    @property
    def manner(self) -> str | None:
        return self.row.cue.manner.of(self.text) if self.row.cue and self.row.cue.manner else None


Read = Callable[..., list[Told]]


def read_lines(text: str, *, emphasis: tuple[str, ...] = ()) -> list[Told]:
    """The utterances of a text; `emphasis` are words of it that stand in italics."""
    blocks: list[Block] = []
    at = 0
    for part in text.split("\n\n"):
        kind = "break" if part == "***" else "paragraph"
        blocks.append(Block(start=at, end=at + len(part), kind=kind))
        at += len(part) + 2
    italics = tuple(Span(text.index(e), text.index(e) + len(e)) for e in emphasis)
    manuscript = Manuscript(text=text, blocks=tuple(blocks), emphasis=italics)
    draft = find_utterances(Draft(manuscript=manuscript, words=words(manuscript)))
    return [Told(row, text) for row in draft.utterances]


@pytest.fixture
def read() -> Read:
    """Read lines into utterances."""
    return read_lines
