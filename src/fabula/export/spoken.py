"""The book as it is read aloud: who speaks which words, the narrator between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from fabula.export.product import Wishes
from fabula.export.setting import Kind, Run, Section, outermost, quotation_marks, runs, sections
from fabula.spans import Span, strip
from fabula.story.records import Quotation, Story

NARRATOR = "NARRATOR"
UNKNOWN = "UNKNOWN"


class Line(NamedTuple):
    """Words in one voice, inside one paragraph.

    `section` and `paragraph` are numbers from 0, paragraphs through the whole book. `quotation` is the outermost one
    over the words; who is quoted inside it is spoken by the one who quotes. It is None for what the narrator reads:
    narration, and writing of nobody in the story (a sign).
    """

    start: int
    end: int
    section: int
    paragraph: int
    kind: Kind
    quotation: Quotation | None


def lines(story: Story, found: Sequence[Section] | None = None) -> list[Line]:
    """Every word of the text in order, each once, in one voice after the other.

    A piece of narration without a letter or a digit (a comma after a quotation) goes with what stands before it.
    """
    found = sections(story) if found is None else found
    everything = [(number, p) for number, s in enumerate(found) for p in s.paragraphs]
    marks = quotation_marks(story)
    out: list[Line] = []
    for index, row in enumerate(runs([p for _, p in everything], marks)):
        number, paragraph = everything[index]
        pieces: list[tuple[Span, Quotation | None]] = []
        for quotation, group in groupby(row, key=lambda r: _heard(story, r)):
            members = list(group)
            span = strip(story.text, (members[0].start, members[-1].end))
            if len(span):
                pieces.append((span, quotation))
        for span, quotation in _joined(story.text, pieces):
            out.append(Line(span.start, span.end, number, index, paragraph.kind, quotation))
    return out


def _heard(story: Story, run: Run) -> Quotation | None:
    quotation = outermost(story, run)
    if quotation is not None and quotation.mode == "writing" and quotation.speaker is None:
        return None
    return quotation


def _joined(text: str, pieces: Sequence[tuple[Span, Quotation | None]]) -> list[tuple[Span, Quotation | None]]:
    out: list[tuple[Span, Quotation | None]] = []
    for span, quotation in pieces:
        if out and quotation is None and not any(c.isalnum() for c in span.of(text)):
            out[-1] = (Span(out[-1][0].start, span.end), out[-1][1])
        elif out and out[-1][1] is None and not any(c.isalnum() for c in out[-1][0].of(text)):
            out[-1] = (Span(out[-1][0].start, span.end), quotation)
        else:
            out.append((span, quotation))
    return out


def is_pause(story: Story, line: Line) -> bool:
    """Whether a line is a break mark to be heard as a pause: one without a letter or a digit."""
    return line.kind == "break" and not any(c.isalnum() for c in story.text[line.start : line.end])


class Cast:
    """What speakers are called in a script, each by a name of its own, and their voices."""

    def __init__(self, story: Story, wishes: Wishes | None = None) -> None:
        flat = {c.id: " ".join(c.name.split()) or c.id for c in story.characters}
        often = Counter(name.casefold() for name in flat.values())
        often.update([NARRATOR.casefold(), UNKNOWN.casefold()])
        self._names = {id: name if often[name.casefold()] == 1 else f"{name} ({id})" for id, name in flat.items()}
        self._voices = wishes.voices if wishes else {}

    def name(self, line: Line) -> str:
        """The speaker of a line: a name of the cast, `NARRATOR`, or `UNKNOWN` for a line of nobody."""
        if line.quotation is None:
            return NARRATOR
        return self.of(line.quotation.speaker)

    def of(self, id: str | None) -> str:
        """The name of a character in the script, `UNKNOWN` where the cast has none of this id."""
        return self._names.get(id or "", UNKNOWN)

    def voice(self, line: Line) -> str | None:
        """The voice that the casting sheet gives the speaker of a line; None where it gives none."""
        if line.quotation is None:
            return self._voices.get("")
        return self._voices.get(line.quotation.speaker or "UNKNOWN")
