"""Authors' notes told by their words alone: in brackets inside the story, at the end without a label."""

from __future__ import annotations

import re

from fabula.source import labels
from fabula.source.outline import Outline

LAST_WORDS = 3  # paragraphs that an unnamed note at the end has at most
LONGEST = 800
META_AFTER_MARK = 2
META_ALONE = 4

SPEECH = re.compile(r"[\"“„«‘—]|'(?=[A-Z])")
SPOKEN = re.compile(r"[,!?—…][”\"’'»]\s+[a-z]")  # words spoken, then narration: no note and no title page has that
_NAMES = re.compile(r"a/n|an$|author", re.IGNORECASE)
_ADDRESS = re.compile(r"\b(?:you|your|please|thanks|everyone|readers?|enjoyed?)\b", re.IGNORECASE)
_SELF = re.compile(r"\b(?:I|my|me|you|your|we)\b")
_WORK = re.compile(
    r"\b(?:reviews?|comments?|kudos|fics?|story|chapters?|sequel|feedback|read(?:ing|ers?)?)\b", re.IGNORECASE
)


def talks(outline: Outline, first: int, last: int) -> bool:
    """Whether paragraphs, none of them speech, talk to readers: half of them in the first or second person."""
    words = [outline.words(i) for i in range(first, last)]
    if not words or any(SPEECH.match(w) or SPOKEN.search(w) for w in words):
        return not words
    personal = sum(bool(_SELF.search(w)) or labels.meta_words(w) > 0 for w in words)
    return 2 * personal >= len(words) and sum(labels.meta_words(w) for w in words) > 0


def bracketed(outline: Outline, first: int, last: int) -> None:
    """Gives each paragraph that is one note in brackets, `(A/N: ...)`, a part of its own wherever it stands."""
    for i in range(first, last):
        words = outline.words(i).strip("*_ ")
        if outline.forced[i] or words[:1] + words[-1:] not in ("()", "[]"):
            continue
        found = labels.note(words)
        if found is not None and _NAMES.match(found.name):
            outline.give(i, i + 1, "note", found.name)
            outline.forced[i] = True


def unnamed_at_end(outline: Outline, start: int, stop: int) -> int:
    """Where a note without a label begins at the end of a chapter; `stop` where there is none.

    After a mark between scenes two words of the talk with readers will do; without one the last paragraph needs four.
    """
    i = stop
    size = 0
    while i - 1 > start and stop - i < LAST_WORDS and not outline.is_break(i - 1):
        size += outline.size(i - 1)
        i -= 1
    if i < stop and outline.is_break(i - 1) and size <= LONGEST and _says_goodbye(outline, i, stop, META_AFTER_MARK):
        return i
    if stop - 1 > start and outline.size(stop - 1) <= LONGEST and _says_goodbye(outline, stop - 1, stop, META_ALONE):
        return stop - 1
    return stop


def _says_goodbye(outline: Outline, first: int, last: int, least: int) -> bool:
    words = outline.text[outline.pieces[first].start : outline.pieces[last - 1].end]
    if not talks(outline, first, last) or any(outline.forced[i] or outline.headings[i] for i in range(first, last)):
        return False
    return labels.meta_words(words) >= least and bool(_ADDRESS.search(words)) and bool(_WORK.search(words))
