"""Words without marks around a cue: "Not him, she thought." and the speech of books that mark none."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.reading.quotations import noun_phrases as np
from fabula.reading.quotations.clauses import REPORTED, SILENT, Found
from fabula.reading.quotations.cues_behind import cue_after
from fabula.reading.quotations.direct import forms_of, has_present
from fabula.reading.quotations.verbs import VerbKind, is_base, is_past
from fabula.spans import Span
from fabula.text.words import Words

BEFORE_CUE = frozenset({",", "?", "!", "…", "...", "—", "–", "--"})
STOPS = frozenset({".", "!", "?", ";", "…", "..."})


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of tokens cut by a cue inside it: where the cue starts, ends, and whether the sentence goes on."""

    start: int
    end: int
    found: Found
    goes_on: bool


def cue_inside(words: Words, start: int, end: int, kind: VerbKind) -> Cut | None:
    """The first clause of saying (or thinking) that breaks into the tokens from `start` to `end`, behind a mark."""
    for k in range(start + 1, end):
        if words.forms[k - 1] not in BEFORE_CUE or not np.is_word(words.forms[k]):
            continue
        found = cue_after(words, k, end, loose=False)
        if found is None or is_base(words.forms[found.verb]) or not fits(words, found, kind) or found.verb - k > 8:
            continue
        stop = _end(words, found, end)
        if stop is None:
            continue
        goes_on = stop < end and words.forms[stop] not in STOPS
        return Cut(k, stop, found, goes_on)
    return None


def fits(words: Words, found: Found, kind: VerbKind) -> bool:
    """Whether a cue is of the kind; telling oneself is thinking."""
    low = words.forms[found.verb].lower()
    if kind == "thought":
        return low in THINKS or (found.inner and low in TOLD)
    return kind in found.kinds and not (found.inner and low in TOLD)


THINKS = frozenset(  # verbs that stand beside a thought's own words
    "thought thinks mused muses reflected reflects wondered wonders realized realised pondered".split()
)
TOLD = frozenset("told tell tells asked asks said says reminded assured promised warned".split())


def _end(words: Words, found: Found, end: int) -> int | None:
    """Where the cue's clause ends: at a mark. None when the verb takes something else than the words ("thought of")."""
    j = max(found.verb + 1, words.at(found.cue.span.end - 1) + 1)
    after = found.verb + 1
    if after < end and words.forms[after].lower() in SILENT | REPORTED | {"so", "it", "up", "better", "him", "her"}:
        return None
    while j < end and words.forms[j] not in STOPS and words.forms[j] not in {",", ":", "—", "–", "--"}:
        j += 1
    return j if j - found.verb <= 14 else None


def is_narration(words: Words, start: int, end: int) -> bool:
    """Whether a sentence among spoken words tells instead: it opens with a subject in the third person and a past."""
    k = start
    while k < end and (not np.is_word(words.forms[k]) or np.is_adverb(words.forms[k])):
        k += 1
    if k >= end:
        return False
    low = words.forms[k].lower()
    if low in {"i", "you", "we"}:
        return False
    stop = k + 1 if low in np.PRONOUNS else np.phrase_after(words, k, end)
    for j in range(k + 1, min(end, (stop or k + 1) + 2)):
        if words.forms[j].lower() in {"was", "were", "had", "did"} or is_past(words.forms[j]):
            return not has_present(forms_of(words, k, end)) and not any(
                words.forms[m].lower() in {"i", "you", "we", "me"} for m in range(k, end)
            )
    return False


def spoken_around(words: Words, start: int, end: int) -> tuple[list[Span], Found | None]:
    """The spoken spans of a paragraph that opens with speech, and its first cue; tokens `start` to `end`."""
    spans: list[Span] = []
    first: Found | None = None
    at = start
    while at < end:
        cut = cue_inside(words, at, end, "speech")
        stop = cut.start if cut is not None else end
        spans.extend(_told_apart(words, at, stop, first is not None))
        if cut is None:
            break
        first = first or cut.found
        at = _resume(words, cut, end)
    return spans, first


def _told_apart(words: Words, start: int, end: int, after_cue: bool) -> list[Span]:
    """The stretch as a span, up to the first sentence that tells (behind a cue only)."""
    stop = end
    if after_cue:
        for s in range(words.sentence_of(start), len(words.sentences)):
            a, b = words.sentences[s]
            if a >= end:
                break
            if a >= start and is_narration(words, a, min(b, end)):
                stop = a
                break
    while stop > start and words.forms[stop - 1] in {",", "—", "–", "--"}:
        stop -= 1
    while start < stop and words.forms[start] in {",", "."}:
        start += 1
    return [words.chars((start, stop))] if stop > start else []


def _resume(words: Words, cut: Cut, end: int) -> int:
    """Where speech may go on behind a cue: past its clause, and past what the speaker does ("putting down the cup")."""
    j = cut.end
    if j < end and words.forms[j] in {",", ":", "—", "–", "--"} and j + 1 < end:
        low = words.forms[j + 1].lower()
        doing = low.endswith("ing") or low in {"with", "his", "her", "and", "as", "while", "without", "in"}
        if not doing:
            return j + 1
        while j < end and words.forms[j] not in STOPS:
            j += 1
    while j < end and words.forms[j] in STOPS:
        j += 1
    return j
