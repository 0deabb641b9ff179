"""From a place in a text to words that name it, and from the words back to the place, in the same text or another."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from fabula.corrections.kinds import Anchor
from fabula.spans import Span

WIDTH = 40  # characters of surroundings kept on each side, more where they would not tell two places apart
MOST = 1280
NEAR = 32  # matching characters on one side that make a place certain
TOUCH = 10  # and those that suffice for words which are long and stand once
LONG = 40
POINT = 60  # characters of text that name a place without a length, such as where a scene begins
COMPARED = 4000  # characters of two wordings compared sign by sign, which takes the square of the time
ALIKE = 0.6  # how alike words must be that were edited between surroundings that were not


class Unplaced(Exception):
    """A correction that cannot be placed with certainty; the message says why."""


def anchor(text: str, span: tuple[int, int], id: str | None = None) -> Anchor:
    """The anchor of a span: its words, and surroundings long enough to tell it from every other place of the text."""
    start, end = span
    width = WIDTH
    while width < MOST and _repeated(text, max(0, start - width), end + width):
        width *= 2
    return Anchor(
        words=text[start:end], before=text[max(0, start - width) : start], after=text[end : end + width], id=id
    )


def point(text: str, offset: int, id: str | None = None) -> Anchor:
    """The anchor of a place without a length: the words that begin there."""
    return anchor(text, (offset, min(len(text), offset + POINT)), id)


def _repeated(text: str, start: int, end: int) -> bool:
    words = text[start:end]
    first = text.find(words)
    return first != start or text.find(words, start + 1) >= 0


def locate(text: str, anchor: Anchor, hint: int | None = None) -> Span:
    """The span of the anchor's words in `text`; Unplaced where that is not certain.

    `hint` is where the row of the anchor's id stands now. Words with the same surroundings on both sides are taken
    where they stand once; then words with `NEAR` characters of the same surroundings on one side; then long words that
    stand once and still touch something they touched; then, where both sides are as they were, words that were edited.
    """
    words = anchor.words
    if not words:
        raise Unplaced("it names no words")
    around = anchor.before + words + anchor.after
    if hint is not None and hint >= len(anchor.before) and text.startswith(around, hint - len(anchor.before)):
        first = hint - len(anchor.before)
        never_unique = max(len(anchor.before), len(anchor.after)) >= MOST
        if never_unique or not _repeated(text, first, first + len(around)):  # else a copy was put into the text
            return Span(hint, hint + len(words))
    spots = list(_spots(text, words))
    kept = [sides(text, anchor, at) for at in spots]
    least = 0 if len(spots) == 1 else TOUCH
    whole = (len(anchor.before), len(anchor.after))
    both = [at for at, held in zip(spots, kept, strict=True) if held == whole]
    either = [at for at, held in zip(spots, kept, strict=True) if _either(text, anchor, at, held, least)]
    found = both or either
    if len(found) > 1:
        raise Unplaced("its words stand in several places that look alike")
    if found:
        return Span(found[0], found[0] + len(words))
    if len(words) >= LONG and len(spots) == 1 and max(kept[0]) >= TOUCH:
        return Span(spots[0], spots[0] + len(words))
    if spots:
        raise Unplaced("its words stand among others now")
    return _edited(text, anchor)


class Spots:
    """Where anchors stand in one text, each looked for once: a journal is laid over its story again and again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[tuple[Anchor, int | None], Span | str] = {}

    def locate(self, anchor: Anchor, hint: int | None = None) -> Span:
        """As `locate` of the text."""
        found = self._found.get((anchor, hint))
        if found is None:
            try:
                found = locate(self.text, anchor, hint)
            except Unplaced as reason:
                found = str(reason)
            self._found[anchor, hint] = found
        if isinstance(found, str):
            raise Unplaced(found)
        return found


def _spots(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def sides(text: str, anchor: Anchor, at: int) -> tuple[int, int]:
    """How many characters right before and right behind a place are those of the anchor."""
    before, after = 0, 0
    while before < min(at, len(anchor.before)) and text[at - before - 1] == anchor.before[-before - 1]:
        before += 1
    end = at + len(anchor.words)
    while after < len(anchor.after) and text[end + after : end + after + 1] == anchor.after[after]:
        after += 1
    return before, after


def _either(text: str, anchor: Anchor, at: int, kept: tuple[int, int], least: int) -> bool:
    """Whether enough of the surroundings is kept on one side of a place."""
    before, after = kept
    # At the ends of a text there are fewer surroundings; then they must be all there is, and `least` long.
    first = least <= before == len(anchor.before) == at if len(anchor.before) < NEAR else before >= NEAR
    rest = len(text) - at - len(anchor.words)
    last = least <= after == len(anchor.after) == rest if len(anchor.after) < NEAR else after >= NEAR
    return first or last


def _edited(text: str, anchor: Anchor) -> Span:
    """Where both surroundings stand as they were, with other words between them that are still much alike."""
    if min(len(anchor.before), len(anchor.after)) < NEAR:
        raise Unplaced("its words are gone")
    found = []
    for at in _spots(text, anchor.before):
        start = at + len(anchor.before)
        end = text.find(anchor.after, start, start + 2 * len(anchor.words) + len(anchor.after))
        if end > start:
            found.append(Span(start, end))
    if len(found) != 1:
        raise Unplaced("its words are gone")
    if _likeness(anchor.words, found[0].of(text)) < ALIKE:
        raise Unplaced("other words stand in its place")
    return found[0]


def _likeness(old: str, new: str) -> float:
    """How much of two wordings is the same, 0 to 1; of long ones only what they begin and end with is compared."""
    if len(old) + len(new) <= COMPARED:
        return difflib.SequenceMatcher(None, old, new, autojunk=False).ratio()
    head = _shared(old, new)
    return 2 * (head + _shared(old[head:][::-1], new[head:][::-1])) / (len(old) + len(new))


def _shared(old: str, new: str) -> int:
    """How many characters two wordings have in common at their beginning."""
    return next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
