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
REOPENED, UNCLOSED, RUNS_ON = 1.0, 4.5, 5.0  # costs of a stack that is open where a paragraph ends
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
    opened: Stack = (),
) -> list[Piece]:
    """The pieces of a run of paragraphs in text order.

    `custom` is the habit of the book (`habits`), by default that of these paragraphs. `walls` are the paragraphs
    before which no quotation runs on (after a heading or a break). `opened` is what is open before the first one.
    """
    shares = habits(text, paragraphs) if custom is None else custom
    marks = [marks_in(text, a, b) for a, b in paragraphs]
    steps = _decode(text, paragraphs, marks, shares, walls, opened)
    return _build(paragraphs, marks, steps, opened)


# ---------------------------------------------------------------- the best reading of the marks

_State = tuple[float, tuple[Stack, ...] | None]


def _decode(
    text: str,
    paragraphs: Sequence[Span],
    marks: Sequence[Sequence[Mark]],
    shares: dict[str, float],
    walls: frozenset[int],
    opened: Stack,
) -> list[list[Stack]]:
    """For every paragraph the stacks: on entering it and after each of its marks."""
    beam: dict[Stack, float] = {opened: 0.0}
    back: list[dict[Stack, Stack]] = []
    for k, found in enumerate(marks):
        if k:
            beam, came = _cross(text, paragraphs[k], beam, k in walls)
            back.append(came)
        for mark in found:
            beam, came = _step(beam, mark, shares)
            back.append(came)
    best = max(beam, key=lambda s: beam[s] - UNCLOSED * len(s))
    states = [best]
    for came in reversed(back):
        states.append(came[states[-1]])
    states.reverse()
    out, at = [], 0
    for k, found in enumerate(marks):
        at += 1 if k else 0
        out.append(states[at : at + len(found) + 1])
        at += len(found)
    return out


def _step(
    beam: dict[Stack, float], mark: Mark, shares: dict[str, float]
) -> tuple[dict[Stack, float], dict[Stack, Stack]]:
    scores: dict[Stack, float] = {}
    came: dict[Stack, Stack] = {}

    def offer(state: Stack, score: float, before: Stack) -> None:
        if score > scores.get(state, -1e9):
            scores[state], came[state] = score, before

    family = mark.family
    for stack, score in beam.items():
        offer(stack, score + mark.neither, stack)
        if len(stack) < MAX_DEPTH and (not stack or stack[-1] != family or family in (CORNER, WHITE_CORNER)):
            prior = 0.0 if stack else _prior(family, shares)
            again = 3.0 if family in stack else 0.0
            offer((*stack, family), score + mark.opening + prior - again, stack)
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


def _cross(
    text: str, paragraph: Span, beam: dict[Stack, float], wall: bool
) -> tuple[dict[Stack, float], dict[Stack, Stack]]:
    """The states at the start of a paragraph: what was open is dropped, or runs on."""
    first = family_of(text, paragraph.start)
    scores: dict[Stack, float] = {}
    came: dict[Stack, Stack] = {}
    for stack, score in beam.items():
        cost = 0.0
        if stack:
            cost = UNCLOSED * len(stack)
            if not wall and first == stack[0]:
                cost = REOPENED * len(stack)
        if score - cost > scores.get((), -1e9):
            scores[()], came[()] = score - cost, stack
        if stack and not wall and first != stack[0] and score - RUNS_ON > scores.get(stack, -1e9):
            scores[stack], came[stack] = score - RUNS_ON, stack
    return scores, came


# ---------------------------------------------------------------- from readings to pieces


def _build(
    paragraphs: Sequence[Span], marks: Sequence[Sequence[Mark]], steps: Sequence[Sequence[Stack]], opened: Stack
) -> list[Piece]:
    pieces: list[Piece] = []
    for k, (start, end) in enumerate(paragraphs):
        entered = steps[k][0]
        before = steps[k - 1][-1] if k else opened
        reopened = bool(before) and not entered
        live = [_Open(f, start, len(pieces) + i, True) for i, f in enumerate(entered)]
        found: list[Piece | None] = [None] * len(entered)
        base = len(pieces)
        for mark, old, new in zip(marks[k], steps[k], steps[k][1:], strict=False):
            if len(new) > len(old):
                again = reopened and not old and mark.start == start and mark.family == before[0]
                live.append(_Open(mark.family, mark.start, base + len(found), again))
                found.append(None)
            elif len(new) < len(old):
                while len(live) > len(new):
                    last = live.pop()
                    stop = mark.end if len(live) == len(new) else mark.start
                    found[last.index - base] = _piece(last, Span(last.start, stop), len(live), k, live, True)
        while live:
            last = live.pop()
            found[last.index - base] = _piece(last, Span(last.start, end), len(live), k, live, False)
        pieces.extend(p for p in found if p is not None)
    return pieces


def _piece(opened: _Open, span: Span, depth: int, paragraph: int, live: list[_Open], closed: bool) -> Piece:
    outer = live[-1].index if live else None
    return Piece(span, opened.family, depth, paragraph, outer, closed, opened.continues)
