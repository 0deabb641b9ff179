"""What stands after the story and after its chapters: end notes, THE END and what follows, licences of archives."""

from __future__ import annotations

import re

from fabula.source import labels, notes
from fabula.source.chapters import is_back_name
from fabula.source.outline import Outline

NOTE_PIECES = 40
NOTE_SIZE = 3000
NOTE_SHARE = 0.2
BACK_SHARE = 0.1
BACK_SIZE = 5000
HEADER_PIECES = 600

_SURE_NOTE = re.compile(r"a/n|an$|author|end|closing|final|chapter|story|post", re.IGNORECASE)
_ILLUSTRATION = re.compile(r"\[(?:illustration|image|picture|frontispiece)\b[^\]]*\]", re.IGNORECASE)


def archive_limits(outline: Outline) -> tuple[int, int]:
    """First and last piece (exclusive) between an archive's own header and licence; what lies outside gets its role."""
    first, last = 0, len(outline.pieces)
    for i in range(min(HEADER_PIECES, last)):
        if labels.GUTENBERG_START.search(outline.words(i)[:300]):
            first = i + 1
    if first == 0 and last and re.match(r"\W*The Project Gutenberg E", outline.words(0)):
        first = 1
    while 0 < first < last and labels.GUTENBERG_NOTE.match(outline.words(first)):
        first += 1
    for i in range(last - 1, max(first, last - HEADER_PIECES) - 1, -1):
        if labels.GUTENBERG_END.search(outline.words(i)[:300]):
            last = i
    outline.give(0, first, "front")
    outline.give(last, len(outline.pieces), "back")
    for i, piece in enumerate(outline.pieces):
        if piece.end - piece.start <= 400 and _ILLUSTRATION.fullmatch(outline.words(i)):
            outline.dropped[i] = True
    return first, last


def find(outline: Outline, first: int, last: int) -> None:
    """Gives roles to what follows the story, and to the notes that close its chapters."""
    last = _after_the_end(outline, first, last)
    starts = [i for i in range(first, last) if outline.begins[i] and outline.roles[i] in (None, "chapter")]
    body = next((i for i in range(first, last) if outline.roles[i] in (None, "chapter")), last)
    for start, stop in zip([body, *starts], [*starts, last], strict=True):
        while stop > start and outline.roles[stop - 1] not in (None, "chapter"):
            stop -= 1  # pages of a site may follow the last chapter
        if stop > start:
            _closing_notes(outline, start, stop)


def _after_the_end(outline: Outline, first: int, last: int) -> int:
    """Gives THE END and what follows it to the back; returns where the story ends."""
    story = outline.pieces[last - 1].end - outline.pieces[first].start if last > first else 0
    allowed = max(BACK_SIZE, BACK_SHARE * story)
    end = last
    i = last - 1
    while i > first and outline.pieces[last - 1].end - outline.pieces[i].start <= allowed and last - i <= 120:
        if outline.forced[i]:
            break
        line = outline.line(i)
        if (
            line
            and not outline.headings[i]
            and (labels.THE_END.fullmatch(line) or (is_back_name(line) and outline.pieces[i].extra_space))
        ):
            end = i
        i -= 1
    if end == last:
        return last
    while end - 1 > first and not outline.headings[end - 1] and labels.THE_END.fullmatch(outline.line(end - 1) or "-"):
        end -= 1
    outline.give(end, last, "back")
    for i in range(end, last):
        found = labels.note(outline.words(i))
        if found is not None and not outline.forced[i]:
            outline.give(i, last, "note", found.name)
            break
    return end


def _closing_notes(outline: Outline, start: int, stop: int) -> None:
    """Gives the labelled note at the end of a chapter, with all that follows it there, a part of its own."""
    size = outline.pieces[stop - 1].end - outline.pieces[start].start
    allowed = max(NOTE_SIZE, NOTE_SHARE * size)
    found: tuple[int, labels.Label] | None = None
    i = stop - 1
    while i > start and stop - i <= NOTE_PIECES and outline.pieces[stop - 1].end - outline.pieces[i].start <= allowed:
        if outline.forced[i] or outline.roles[i] not in (None, "chapter"):
            break
        label = labels.note(outline.words(i)) if not outline.is_break(i) else None
        if label is not None and _closes(outline, i, stop, label):
            found = i, label
        i -= 1
    if found is not None:
        # Talk goes on to the end; where somebody speaks after it, the note was one paragraph and the story goes on.
        first, label = found
        bare = 1 if label.rest else 2
        told = any(notes.SPOKEN.search(outline.words(j)) for j in range(min(stop, first + bare), stop))
        outline.give(first, min(stop, first + bare) if told else stop, "note", label.name)
        return
    if stop - start > 1 and outline.line(stop - 1) and labels.THE_END.fullmatch(outline.line(stop - 1)):
        outline.headings[stop - 1] = True
    elif (first := notes.unnamed_at_end(outline, start, stop)) < stop:
        outline.give(first, stop, "note")


def _closes(outline: Outline, i: int, stop: int, label: labels.Label) -> bool:
    """Whether a label near the end is a note to readers and not a note in the story."""
    if _SURE_NOTE.match(label.name):
        return True
    if label.name.lower().startswith(("warning", "disclaimer", "content", "trigger", "cw", "tw")):
        return False
    rest = outline.text[outline.pieces[i].start : outline.pieces[stop - 1].end]
    return labels.meta_words(rest) >= 1
