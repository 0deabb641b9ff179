"""The story's verdict on what was believed, asked or wished: the answer to it, as far as simple tests can tell."""

from __future__ import annotations

from typing import NamedTuple

from fabula.reading.minds.lexicon import word_set
from fabula.reading.minds.telling import Segment, Telling
from fabula.spans import Span
from fabula.story.records import Attitude, Status

NEAR = 6  # segments after a sentence in which it is answered
ANSWER = 3  # words of an answer to "what", "who", "where" ...
SUPPOSED = frozenset({"thought", "supposed", "fancied", "imagined", "believed", "reckoned", "expected"})


class Verdict(NamedTuple):
    """Whether a belief came true, and the words that settle it."""

    status: Status
    by: Span | None


OPEN = Verdict("open", None)


def verdict(told: Telling, n: int, attitude: Attitude) -> Verdict:
    """What becomes of the belief that segment `n` states; open where no simple test tells."""
    segment = told.segments[n]
    words = told.lower[segment.start : segment.end]
    if segment.utterance is None:
        return OPEN
    answer = _answer(told, n)
    if answer is None:
        return _past_belief(told, n, words)
    by = told.span(answer.start, answer.end)
    said = [w for w in told.lower[answer.start : answer.end] if w[0].isalpha() or w == "n't"]
    first = said[0]
    if attitude == "wonders" and _asks_what(words):
        told_so = len(said) >= ANSWER and "?" not in told.lower[answer.start : answer.end]
        return Verdict("confirmed", by) if told_so else OPEN
    if first in word_set("beliefs", "signs", "yes"):
        return Verdict("confirmed", by)
    if first in word_set("beliefs", "signs", "no") and not (first in {"not", "nothing"} and len(said) > 8):
        return Verdict("contradicted", by)
    return _past_belief(told, n, words)


def _past_belief(told: Telling, n: int, words: tuple[str, ...]) -> Verdict:
    """ "I thought you knew": who says so knows better now; the next words of the same voice or the answer settle it."""
    plain = [w for w in words if w[0].isalpha()]
    if len(plain) > 2 and plain[0] in {"i", "we", "and", "but", "you"} and SUPPOSED & set(plain[1:3]):
        return Verdict("contradicted", told.span(told.segments[n].start, told.segments[n].end))
    return OPEN


def _asks_what(words: tuple[str, ...]) -> bool:
    plain = [w for w in words if w[0].isalpha()]
    asking = word_set("beliefs", "signs", "asking")
    return bool(asking & set(plain[:2])) or (plain[0] in {"and", "but", "then", "so"} and bool(asking & set(plain[:3])))


def _answer(told: Telling, n: int) -> Segment | None:
    """The first sentence of what another says next, where the sentence was the last of its utterance."""
    own = told.segments[n].utterance
    speaker = told.speaker(own)
    for at in range(n + 1, min(n + 1 + NEAR, len(told.segments))):
        found = told.segments[at]
        if found.utterance is None:
            continue
        if found.utterance == own:
            return None
        other = told.speaker(found.utterance)
        mode = told.draft.utterances[found.utterance].mode
        if mode != "speech" or other == speaker or not any(w[0].isalpha() for w in told.lower[found.start : found.end]):
            return None
        return found
    return None
