"""Clauses in italics that somebody thinks, or says without a voice; titles and stress are left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.reading.draft import Utterance
from fabula.reading.quotations.clauses import Found
from fabula.reading.quotations.cues_before import cue_before
from fabula.reading.quotations.cues_behind import cue_after
from fabula.reading.quotations.direct import forms_of, is_direct
from fabula.reading.quotations.ground import Cover, Ground
from fabula.reading.quotations.said import breaks_off
from fabula.reading.quotations.unmarked import fits
from fabula.spans import Span, containing, strip
from fabula.story.records import Mode
from fabula.text.words import Words

_ENDED = re.compile(r"[.!?…,—–-][_*\"'”’]*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """An italic stretch that stands as a clause, the paragraph it is in, and the cue beside it."""

    span: Span
    paragraph: int
    found: Found | None
    whole: bool


def italic_utterances(words: Words, ground: Ground, emphasis: Sequence[Span], cover: Cover) -> list[Utterance]:
    """Thoughts (or, where the book's italic clauses are said, speech) in italics outside all quotations."""
    clauses = [c for span in emphasis if (c := _clause(words, ground, span, cover)) is not None]
    said = sum(c.found is not None and fits(words, c.found, "speech") for c in clauses)
    thought = sum(c.found is not None and fits(words, c.found, "thought") for c in clauses)
    out: list[Utterance] = []
    last: Clause | None = None
    for clause in clauses:
        mode = _mode(words, clause, telepathy=said > thought)
        if clause.found is None and last is not None and last.paragraph == clause.paragraph and out:
            mode = out[-1].mode
        if mode is None or (clause.found is None and not _direct(words, clause)):
            continue
        if (
            last is not None
            and out
            and last.paragraph == clause.paragraph
            and out[-1].mode == mode
            and (clause.found is None or out[-1].cue is None)
        ):
            previous = out[-1]
            out[-1] = _make(words, (*previous.spans, clause.span), mode, (previous.cue and last.found) or clause.found)
        else:
            out.append(_make(words, (clause.span,), mode, clause.found))
        last = clause
    for utterance in out:
        for span in utterance.spans:
            cover.add(span)
    return out


def _make(words: Words, spans: tuple[Span, ...], mode: Mode, found: Found | None) -> Utterance:
    return Utterance(
        spans=spans,
        mode=mode,
        cue=found.cue if found is not None else None,
        cut_off=breaks_off(words.text, spans[-1]),
        confidence=0.8,
    )


def _clause(words: Words, ground: Ground, emphasis: Span, cover: Cover) -> Clause | None:
    text = words.text
    span = _with_marks(text, emphasis)
    number = containing(ground.spans, span.start)
    if number is None or not cover.free(span):
        return None
    block = ground.blocks[number].span
    inside = words.within(span)
    count = sum(words.forms[i][:1].isalpha() for i in inside)
    if count == 0:
        return None
    gap = words.within((span.end, block.end))
    found = cue_after(words, gap.start, gap.stop, loose=text[: span.end].rstrip("_*")[-1:] == ",") if len(gap) else None
    if found is None:
        opening = words.within((block.start, span.start))
        found = cue_before(words, opening.start, opening.stop) if len(opening) else None
    whole = strip(text, block) == span
    ended = _ENDED.search(text[span.start : span.end]) is not None
    starts = (
        span.start == block.start or text[max(block.start, span.start - 9) : span.start].rstrip()[-1:] in '.!?:,…—"”'
    )
    titled = all(words.forms[i][:1].isupper() for i in inside if words.forms[i][:1].isalpha())
    ended = ended or (starts and not titled and text[span.end : span.end + 1] == ",")  # the mark behind the italics
    digits = any(c.isdigit() for c in text[span.start : span.end])
    if (
        found is not None
        and not digits
        and (whole or (ended and (count >= 2 or "." not in text[span.start : span.end])))
    ):
        return Clause(span, number, found, whole)
    addressed = count >= 3 and text[span.start : span.end].strip("_*")[:1].isupper() and _personal(words, inside)
    if found is None and titled:
        return None  # a name, a title, a heading
    if not digits and (addressed or (starts and ended and count >= 2)):
        return Clause(span, number, None, whole)
    return None


def _personal(words: Words, inside: range) -> bool:
    return any(words.forms[i].lower() in {"you", "i", "me", "your"} for i in inside)


def _with_marks(text: str, span: Span) -> Span:
    """The span with the underscores or asterisks that a plain text writes its italics in."""
    start, end = span
    while start > 0 and text[start - 1] in "_*" and not text[start].isspace():
        start -= 1
    while end < len(text) and text[end] in "_*":
        end += 1
    return Span(start, end)


def _mode(words: Words, clause: Clause, *, telepathy: bool) -> Mode | None:
    if clause.found is not None:
        if fits(words, clause.found, "thought"):
            return "thought"
        if fits(words, clause.found, "speech"):
            return "speech"
        return None
    if telepathy and clause.whole:
        return "speech"
    return "thought"


def _direct(words: Words, clause: Clause) -> bool:
    inside = words.within(clause.span)
    forms = forms_of(words, inside.start, inside.stop)
    return is_direct(forms, first_person_told=False) and len(forms) <= 60
