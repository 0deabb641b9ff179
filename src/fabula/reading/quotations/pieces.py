"""Pieces: stretches between an opening and a closing mark, found for a whole run of paragraphs at once.

Every mark opens, closes or is an apostrophe. The best reading of all marks is found by dynamic programming over the
stack of open quotations (Viterbi, 1967), carried from paragraph to paragraph: a stack left open at the end of a
paragraph costs little where the next one is reopened, and much where it is not. Linear in the number of marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.reading.quotations.marks import CORNER, DOUBLE, SINGLE, WHITE_CORNER, Mark, family_of, marks_in
from fabula.spans import Span

Stack = tuple[str, ...]

MAX_DEPTH = 3
REOPENED, UNCLOSED, RUNS_ON, VERSE = 1.0, 4.5, 5.0, 0.5  # costs of a stack that is open where a paragraph ends
BROKEN_NEST = 4.0  # closing an outer quotation while an inner one is open


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch in marks: its span (marks inside), family, depth of nesting and how it begins and ends.

    `paragraph` counts in the paragraphs given. `outer` is the index of the piece it stands in. `continues` is true
    where it takes up the quotation left open at the end of the paragraph before; `closed` is false where no closing
    mark was found.
    """

    span: Span
    family: str
    depth: int
    paragraph: int
    outer: int | None
    closed: bool
    continues: bool


@dataclass(slots=True)
class _Open:
    family: str
    start: int
    index: int
    continues: bool


def habits(text: str, paragraphs: Sequence[Span]) -> dict[str, float]:
    """Share of each family of marks among the paragraphs that start with one: the custom of the book."""
    counts: Counter[str] = Counter()
    for start, end in paragraphs:
        family = family_of(text, start)
        if family is None or end - start < 2:
            continue
        first = marks_in(text, start, min(end, start + 40))
        if first and first[0].start == start and first[0].opening > first[0].neither:
            counts[family] += 1
    total = sum(counts.values()) + 2.0
    return {f: (counts[f] + (1.0 if f == DOUBLE else 0.5 if f == SINGLE else 0.0)) / total for f in {*counts, "D", "S"}}


def find_pieces(
    text: str,
    paragraphs: Sequence[Span],
    *,
    custom: dict[str, float] | None = None,
    walls: frozenset[int] = frozenset(),
    lines: frozenset[int] = frozenset(),
    opened: Stack = (),
) -> list[Piece]:
    """The pieces of a run of paragraphs in text order.

    `custom` is the habit of the book (`habits`), by default that of these paragraphs. `walls` are the paragraphs
    before which no quotation runs on (after a heading or a break), `lines` those that are lines of verse. `opened` is
    what is open before the first one.
    """
    shares = habits(text, paragraphs) if custom is None else custom
    marks = [marks_in(text, a, b) for a, b in paragraphs]
    steps = _decode(marks, _crossings(text, paragraphs, walls, lines), shares, opened)
    return _build(paragraphs, marks, steps, opened, walls)


# ---------------------------------------------------------------- the best reading of the marks

_Came = dict[Stack, tuple[Stack, bool]]  # the stack before, and whether a mark opened what was open already
_Step = tuple[Stack, bool]


@dataclass(frozen=True, slots=True)
class _Crossing:
    """From one paragraph to the next: the family of the mark it opens with, a wall between, or a line of verse."""

    first: str | None
    wall: bool
    line: bool


def _crossings(text: str, paragraphs: Sequence[Span], walls: frozenset[int], lines: frozenset[int]) -> list[_Crossing]:
    return [_Crossing(family_of(text, p.start), i in walls, i in lines) for i, p in enumerate(paragraphs)]


def _decode(
    marks: Sequence[Sequence[Mark]], crossings: Sequence[_Crossing], shares: dict[str, float], opened: Stack
) -> list[list[_Step]]:
    """For every paragraph the stacks: on entering it and after each of its marks."""
    beam: dict[Stack, float] = {opened: 0.0}
    back: list[_Came] = []
    for k, found in enumerate(marks):
        if k:
            beam, came = _cross(crossings[k], beam)
            back.append(came)
        for mark in found:
            beam, came = _step(beam, mark, shares)
            back.append(came)
    best = max(beam, key=lambda s: beam[s] - UNCLOSED * len(s))
    states: list[_Step] = []
    for came in reversed(back):
        before, again = came[best]
        states.append((best, again))
        best = before
    states.append((best, False))
    states.reverse()
    out: list[list[_Step]] = []
    at = 0
    for k, found in enumerate(marks):
        at += 1 if k else 0
        out.append(states[at : at + len(found) + 1])
        at += len(found)
    return out


def _step(beam: dict[Stack, float], mark: Mark, shares: dict[str, float]) -> tuple[dict[Stack, float], _Came]:
    scores: dict[Stack, float] = {}
    came: _Came = {}

    def offer(state: Stack, score: float, before: Stack, again: bool = False) -> None:
        if score > scores.get(state, -1e9):
            scores[state], came[state] = score, (before, again)

    family = mark.family
    for stack, score in beam.items():
        offer(stack, score + mark.neither, stack)
        if len(stack) < MAX_DEPTH and (not stack or stack[-1] != family or family in (CORNER, WHITE_CORNER)):
            prior = 0.0 if stack else _prior(family, shares)
            again = 3.0 if family in stack else 0.0
            offer((*stack, family), score + mark.opening + prior - again, stack)
        if len(stack) == 1 and stack[0] == family:  # the closing mark before was forgotten
            offer(stack, score + mark.opening - UNCLOSED, stack, True)
        if family in stack:
            at = len(stack) - 1 - stack[::-1].index(family)
            offer(stack[:at], score + mark.closing - BROKEN_NEST * (len(stack) - 1 - at), stack)
    return scores, came


def _prior(family: str, shares: dict[str, float]) -> float:
    """Bonus for a family that opens speech in this book, down to a fine of 2 for one that never does."""
    if family not in (DOUBLE, SINGLE):
        return 0.0
    share = shares.get(family, 0.0)
    return -2.0 * (1.0 - min(1.0, share * 2.0))


def _cross(crossing: _Crossing, beam: dict[Stack, float]) -> tuple[dict[Stack, float], _Came]:
    """The states at the start of a paragraph: what was open is dropped, or runs on."""
    scores: dict[Stack, float] = {}
    came: _Came = {}
    for stack, score in beam.items():
        reopened = bool(stack) and not crossing.wall and crossing.first == stack[0]
        cost = (REOPENED if reopened else UNCLOSED) * len(stack)
        if score - cost > scores.get((), -1e9):
            scores[()], came[()] = score - cost, (stack, False)
        runs_on = VERSE if crossing.line else RUNS_ON
        if stack and not crossing.wall and not reopened and score - runs_on > scores.get(stack, -1e9):
            scores[stack], came[stack] = score - runs_on, (stack, False)
    return scores, came


# ---------------------------------------------------------------- from readings to pieces


def _build(
    paragraphs: Sequence[Span],
    marks: Sequence[Sequence[Mark]],
    steps: Sequence[Sequence[_Step]],
    opened: Stack,
    walls: frozenset[int],
) -> list[Piece]:
    pieces: list[Piece] = []
    for k, paragraph in enumerate(paragraphs):
        before = () if k in walls else steps[k - 1][-1][0] if k else opened
        pieces.extend(_of_paragraph(paragraph, k, marks[k], steps[k], before, len(pieces)))
    return pieces


def _of_paragraph(
    paragraph: Span, number: int, marks: Sequence[Mark], steps: Sequence[_Step], before: Stack, base: int
) -> list[Piece]:
    """The pieces of one paragraph; `before` is what was open at the end of the one before, `base` the first index."""
    entered = steps[0][0]
    live = [_Open(f, paragraph.start, base + i, True) for i, f in enumerate(entered)]
    found: dict[int, Piece] = {}

    def close(stop: int, closed: bool) -> None:
        last = live.pop()
        outer = live[-1].index if live else None
        span = Span(last.start, stop)
        found[last.index] = Piece(span, last.family, len(live), number, outer, closed, last.continues)

    count = len(live)
    for mark, (old, _), (new, again) in zip(marks, steps, steps[1:], strict=False):
        while again and live:
            close(mark.start, False)
        while len(live) > len(new):
            close(mark.end if len(live) == len(new) + 1 else mark.start, True)
        if len(live) < len(new):
            first = not entered and not old and mark.start == paragraph.start
            live.append(_Open(mark.family, mark.start, base + count, first and before[:1] == (mark.family,)))
            count += 1
    while live:
        close(paragraph.end, False)
    return [found[i] for i in sorted(found)]
