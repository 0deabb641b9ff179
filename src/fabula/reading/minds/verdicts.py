"""The story's verdict on what was believed, asked or wished, as far as the answer to it can tell.

A later statement in the same words was tried as a judge of beliefs too and was wrong as often as right.
"""

from __future__ import annotations

from typing import NamedTuple

from fabula.reading.minds.lexicon import word_set
from fabula.reading.minds.telling import Segment, Telling
from fabula.spans import Span
from fabula.story.records import Attitude, Status

NEAR = 8  # segments after a sentence in which it is answered
NOUGHT = frozenset({"nothing", "nobody", "nowhere", "never", "none", "no"})
AFFIRMED = frozenset(
    {"is", "am", "are", "was", "were", "do", "did", "does", "have", "has", "had", "will", "would", "can"}
)
DENIALS = frozenset({"no", "nonsense", "rubbish", "impossible", "never", "wrong", "n't"})
UNSURE = frozenset({"perhaps", "might", "maybe", "would", "so", "better", "should"})
ANSWER = 3  # words of an answer to "what", "who", "where" ...
SUPPOSED = frozenset({"thought", "supposed", "fancied", "imagined", "believed", "reckoned", "expected"})


class Verdict(NamedTuple):
    """Whether a belief came true, and the words that settle it."""

    status: Status
    by: Span | None


OPEN = Verdict("open", None)


def answered(told: Telling, n: int, attitude: Attitude) -> Verdict:
    """What the answer to segment `n` makes of it; open where there is none, or none that is plain."""
    segment = told.segments[n]
    words = told.lower[segment.start : segment.end]
    if segment.utterance is None:
        return OPEN
    asked = "?" in words
    gesture = _gesture(told, n) if asked else OPEN
    if gesture != OPEN:
        return gesture
    answer = _answer(told, n, asked=asked)
    if answer is None:
        return _past_belief(told, n, words)
    by = told.span(answer.start, answer.end)
    reply = told.lower[answer.start : answer.end]
    said = [w for w in reply if w[0].isalpha() or w == "n't"]
    if attitude == "wonders" and _asks_what(words):
        if said[0] in NOUGHT:
            return Verdict("contradicted", by)
        told_so = len(said) >= ANSWER and "?" not in reply and said[0] not in {"why", "what", "who"}
        return Verdict("confirmed", by) if told_so else OPEN
    status = _yes_or_no(said, asked=asked and "?" not in reply)
    return Verdict(status, by) if status != "open" else _past_belief(told, n, words)


def _yes_or_no(said: list[str], *, asked: bool) -> Status:
    """Whether an answer agrees or denies: "yes", "no", and to a question also "it is", "I do not"."""
    if said[0] in word_set("beliefs", "signs", "yes") or said[:2] == ["no", "doubt"]:
        return "confirmed"
    if said[:2] in (["no", "more"], ["never", "mind"]) or {"know", "say"} & set(said[:5]):
        return "open"
    if not asked:
        return "contradicted" if said[0] in DENIALS else "open"
    if said[0] in word_set("beliefs", "signs", "no") and not (said[0] in {"not", "nothing"} and len(said) > 8):
        return "contradicted"
    if {"not", "n't", "never"} & set(said[1:5]) and len(said) <= 8:
        return "contradicted" if said[-1] != "sure" else "open"
    if len(said) in {2, 3} and said[1] in AFFIRMED:
        return "confirmed"
    return "open"


def _gesture(told: Telling, n: int) -> Verdict:
    """A nod or a shake of the head in the narration right after a question."""
    for at in range(n + 1, min(n + 3, len(told.segments))):
        found = told.segments[at]
        if found.utterance is not None:
            break
        words = told.lower[found.start : found.end]
        by = told.span(found.start, found.end)
        if {"nodded", "nods"} & set(words):
            return Verdict("confirmed", by)
        if {"shook", "shakes"} & set(words) and "head" in words:
            return Verdict("contradicted", by)
    return OPEN


def _past_belief(told: Telling, n: int, words: tuple[str, ...]) -> Verdict:
    """ "I thought you knew": who says so knows better now; the sentence itself settles it."""
    plain = [w for w in words if w[0].isalpha()]
    if plain[:1] and plain[0] in {"and", "but", "oh", "why", "so"}:
        plain = plain[1:]
    own = len(plain) > 3 and plain[0] in {"i", "we"} and plain[1] in SUPPOSED and plain[2] not in {"to", "of", "about"}
    if own and not UNSURE & set(plain[2:7]):
        return Verdict("contradicted", told.span(told.segments[n].start, told.segments[n].end))
    return OPEN


def _asks_what(words: tuple[str, ...]) -> bool:
    plain = [w for w in words if w[0].isalpha()]
    asking = word_set("beliefs", "signs", "asking")
    return bool(asking & set(plain[:2])) or (plain[0] in {"and", "but", "then", "so"} and bool(asking & set(plain[:3])))


def _answer(told: Telling, n: int, *, asked: bool) -> Segment | None:
    """The first sentence of what another says next; to a statement only where it was the last of its utterance."""
    own = told.segments[n].utterance
    speaker = told.speaker(own)
    for at in range(n + 1, min(n + 1 + NEAR, len(told.segments))):
        found = told.segments[at]
        if found.utterance is None:
            continue
        words = told.lower[found.start : found.end]
        if found.utterance == own:
            if not asked or "?" in words:
                return None
            continue
        other = told.speaker(found.utterance)
        mode = told.draft.utterances[found.utterance].mode
        if mode != "speech" or other == speaker or not any(w[0].isalpha() for w in words):
            return None
        return found
    return None
