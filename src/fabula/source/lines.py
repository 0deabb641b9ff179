"""Lines to paragraphs: the three habits of plain text, and files that mix them.

A paragraph is a line of its own, or stands between blank lines, or is hard-wrapped over several lines. What tells is
how lines end: in wrapped text most lines break off in mid-sentence at about the same width, in the other habits a
line ends as a paragraph does. The file gives the habit; a long run of lines that clearly does otherwise
follows its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from fabula.source.marks import IsBreak
from fabula.source.piece import Piece

LINE_ENDS = re.compile("[\n\v\f\x1c-\x1e\x85\u2028\u2029]")
WIDEST = 100  # a wrapped line is hardly ever wider
NARROWEST = 45  # a shorter one that breaks off is verse, a chat or a heading
WRAPPED = 0.4  # share of long lines breaking off in mid-sentence above which a file is wrapped
UNWRAPPED = 0.15
VERSE = 70
RAGGED = 0.03
HEADER = 12  # pieces at the start of a file, where short lines are those of a title page
_CHAT = re.compile(r"[\[<(]?[\w .'’-]{1,24}[\])>]?:?\]?\s?[:>]\s?\S")
_FINISHED = frozenset(".!?…:;\"'”’»›)]*_—–-‽")


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the white space at its ends; `gap` blank lines stand before it, `indent` blanks in it."""

    start: int
    end: int
    gap: int
    indent: int

    def __len__(self) -> int:
        return self.end - self.start


def lines_of(text: str) -> list[Line]:
    """The lines that hold something, in order."""
    out: list[Line] = []
    gap, at = 0, 0
    ends = [m.start() for m in LINE_ENDS.finditer(text)]
    for stop in [*ends, len(text)]:
        content = text[at:stop]
        bare = content.strip(" \t\xa0\u3000\0\ufeff\u200b") if content else ""
        if bare and not bare.isspace():
            bare = bare.strip()
            lead = content.index(bare)
            out.append(Line(at + lead, at + lead + len(bare), gap, len(content[:lead].expandtabs(4))))
            gap = 0
        else:
            gap += 1
        at = stop + 1
    return out


def pieces_of(
    text: str, lines: Sequence[Line], is_break: IsBreak, stands_alone: IsBreak, *, joins: bool = False
) -> list[Piece]:
    """The blocks of plain text: paragraphs, and the marks between scenes.

    `joins` says that lines without a blank line between are one paragraph, unless the file clearly does otherwise.
    `stands_alone` says of a line that it is a heading or a label, and so never joined to what follows.
    """
    wrapped = _wrapped(text, lines)
    usual = _usual_gap(lines)
    indented = _indents_paragraphs(lines) if wrapped is True else False
    out: list[Piece] = []
    apart = wrapped is True or 3 * sum(line.gap > 0 for line in lines) > len(lines)
    for group in _groups(lines):
        joined = _habit(text, group, wrapped) or (joins and wrapped is not False)
        inside = len(out) > HEADER or (wrapped is True and group[-1].indent > 1)
        joined = joined or (apart and inside and _is_verse(text, group, wrapped is True))
        for first, last in _paragraphs(text, group, joined, (is_break, stands_alone), indented):
            line = group[first]
            kind = "break" if first == last and is_break(text[line.start : line.end]) else "paragraph"
            extra = bool(out) and line.gap > usual
            out.append(Piece(start=line.start, end=group[last].end, kind=kind, extra_space=extra))  # type: ignore[arg-type]
    return out


def _groups(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """Runs of lines without a blank line between them."""
    first = 0
    for i in range(1, len(lines) + 1):
        if i == len(lines) or lines[i].gap:
            if i > first:
                yield lines[first:i]
            first = i


def _breaks_off(text: str, line: Line) -> bool:
    return text[line.end - 1] not in _FINISHED


def _wrapped(text: str, lines: Sequence[Line]) -> bool | None:
    """Whether lines are wrapped: True, False, or None where they do not say."""
    long = broken = wide = 0
    for line, after in pairwise(lines):
        if after.gap or len(line) < NARROWEST:
            continue
        long += 1
        wide += len(line) > WIDEST + 20
        broken += _breaks_off(text, line) and len(line) <= WIDEST + 20
    if long < 2:
        return None
    share = broken / long
    if wide > 0.5 * long or share < UNWRAPPED:
        return False
    return True if share > WRAPPED else None


def _habit(text: str, group: Sequence[Line], file_wrapped: bool | None) -> bool:
    """Whether this run of lines is wrapped: by its own evidence when it is long enough, else as the file is."""
    inner = group[:-1]
    long = [line for line in inner if len(line) >= NARROWEST]
    if not long:
        return False
    if max(len(line) for line in inner) > WIDEST + 20:
        return False
    broken = sum(_breaks_off(text, line) for line in long) / len(long)
    if len(long) >= 3 and len(long) > 0.6 * len(inner):
        if broken > WRAPPED:
            return True
        if broken < UNWRAPPED / 2 and file_wrapped is not True:
            return False
    if file_wrapped is not None and len(long) < 3:
        return file_wrapped or (broken == 1 and _goes_on(text, group))
    return file_wrapped if file_wrapped is not None else broken > WRAPPED and _goes_on(text, group)


def _is_verse(text: str, group: Sequence[Line], wrapped: bool) -> bool:
    """Whether short lines between blank ones are verse or an address, and so one paragraph, and not a chat.

    In a wrapped file nothing else but a chat can be set so.
    """
    if not (1 if wrapped else 2) < len(group) <= 60 or max(len(line) for line in group) > VERSE:
        return False
    lines = [text[line.start : line.end] for line in group]
    if 3 * sum(_CHAT.match(line) is not None for line in lines) >= len(lines):
        return False
    if wrapped:
        return True
    spoken = sum(line[0] in '"“«—' for line in lines[1:])
    open_ended = sum(line[-1] not in '.!?…"”»' for line in lines[:-1])
    return spoken == 0 and 2 * open_ended >= len(lines) - 1


def _goes_on(text: str, group: Sequence[Line]) -> bool:
    """Whether most lines after the first start in lower case, as the middle of a sentence does."""
    lower = sum(text[line.start].islower() for line in group[1:])
    return 2 * lower >= len(group) - 1


def _usual_gap(lines: Sequence[Line]) -> int:
    """Blank lines between paragraphs by the source's habit: the most common gap."""
    gaps = [line.gap for line in lines[1:]]
    if not gaps:
        return 0
    within = sum(gap == 0 for gap in gaps)
    between = [gap for gap in gaps if gap]
    if not between:
        return 0
    if within > 2 * len(between) and _mostly_unwrapped(lines):
        return 0
    return int(median(between))


def _mostly_unwrapped(lines: Sequence[Line]) -> bool:
    """Whether lines go beyond any width: then a newline is a paragraph's end and a blank line is unusual."""
    return sum(len(line) > WIDEST + 20 for line in lines) > 0.05 * len(lines) or all(len(x) < NARROWEST for x in lines)


def _indents_paragraphs(lines: Sequence[Line]) -> bool | None:
    """Whether wrapped paragraphs without blank lines between have their first lines indented.

    False where blank lines part them; None where neither does, and only short lines can tell.
    """
    if len(lines) < 12:
        return False
    gaps = sum(line.gap > 0 for line in lines) / len(lines)
    indents = sum(line.indent > 1 for line in lines) / len(lines)
    if gaps >= 0.06:
        return False
    return True if 0.04 < indents < 0.6 else None


def _short_lines(text: str, group: Sequence[Line]) -> frozenset[int]:
    """Lines of a long run on which the next word had fitted: where neither blank lines nor indents do, they end
    paragraphs. A few in a long run are only the raggedness of its wrapping.
    """
    if len(group) <= 40:
        return frozenset()
    width = sorted(len(line) for line in group)[int(0.9 * (len(group) - 1))]
    found = frozenset(i for i, (a, b) in enumerate(pairwise(group)) if _has_room(text, a, b, width))
    return found if len(found) > RAGGED * len(group) else frozenset()


def _has_room(text: str, line: Line, after: Line, width: int) -> bool:
    """Whether the first word of the next line had fitted on a line."""
    word = len(text[after.start : min(after.end, after.start + 40)].split(None, 1)[0])
    spare = width - len(line) - 1 - word
    return spare > (0.1 if not _breaks_off(text, line) else 0.3) * width


def _paragraphs(
    text: str, group: Sequence[Line], wrapped: bool, tests: tuple[IsBreak, IsBreak], indented: bool | None
) -> Iterator[tuple[int, int]]:
    """First and last line of each paragraph of a run of lines."""
    if not wrapped:
        yield from ((i, i) for i in range(len(group)))
        return
    is_break, stands_alone = tests
    alone = [len(x) <= 120 and (is_break(s := text[x.start : x.end]) or stands_alone(s)) for x in group]
    short = _short_lines(text, group) if indented is None else frozenset()
    first = 0
    for i in range(1, len(group) + 1):
        if i < len(group):
            new = alone[i] or alone[i - 1]
            new = new or (indented is True and group[i].indent > 1 and group[i - 1].indent <= 1)
            new = new or i - 1 in short
            if not new:
                continue
        yield first, i - 1
        first = i
