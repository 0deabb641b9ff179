"""Thoughts in direct form that no quotation marks show: in italics, beside a cue, or bare among the narration."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.reading.draft import Cue, Utterance
from fabula.reading.quotations import noun_phrases as np
from fabula.reading.quotations.cues import Found
from fabula.reading.quotations.direct import FIRST_OR_SECOND, forms_of, has_past, has_present, is_direct
from fabula.reading.quotations.ground import Cover, Ground, says_i
from fabula.reading.quotations.unmarked import MEANT, TOLD, Cut, cue_inside, is_narration
from fabula.reading.quotations.verbs import kinds_of
from fabula.spans import Span
from fabula.text.words import Words

AUTHORIAL = frozenset(  # "I am sure", "as I have told you": the author speaks, nobody thinks
    "sure told tell said say think believe suppose fear confess dare know mean assure hope afraid described mentioned "
    "shall speak add remember certain imagine doubt".split()
)
LONGEST_BARE = 45  # words of a sentence taken for a bare thought without a cue


def bare_thoughts(words: Words, ground: Ground, cover: Cover, told: Sequence[bool]) -> list[Utterance]:
    """The thoughts in the narration's sentences; `told` says for each paragraph whether a narrator says "I"."""
    out: list[Utterance] = []
    for number, block in enumerate(ground.blocks):
        inside = words.within(block.span)
        if not len(inside):
            continue
        first = words.sentence_of(inside.start)
        last = words.sentence_of(inside.stop - 1)
        s = first
        while s <= last:
            a, b = words.sentences[s]
            if not cover.free(words.chars((a, b))):
                s += 1
                continue
            found, past = _thought_at(words, s, last, told[number], cover)
            if found is not None:
                out.append(found)
                for span in found.spans:
                    cover.add(span)
            s = max(past, s + 1)
    return out


def _thought_at(words: Words, s: int, last: int, told: bool, cover: Cover) -> tuple[Utterance | None, int]:
    a, b = words.sentences[s]
    cut = cue_inside(words, a, b, "thought")
    if cut is not None and _is_direct_around(words, a, b, cut, told):
        return _around(words, s, last, cut, told, cover)
    led = _led_in(words, a, b)
    if led is not None:
        return _after_cue(words, s, last, led, told, cover)
    if not told and _is_bare(words, a, b):
        return _bare_run(words, s, last, cover)
    return None, s + 1


def _is_direct_around(words: Words, a: int, b: int, cut: Cut, told: bool) -> bool:
    forms = forms_of(words, a, cut.start)
    if cut.goes_on:
        rest = forms_of(words, cut.end + 1, b)
        if words.forms[cut.end] == "," and has_past(rest) and not has_present(rest) and not FIRST_OR_SECOND & set(rest):
            forms = forms + rest
    return is_direct(forms, first_person_told=told)


def _around(words: Words, s: int, last: int, cut: Cut, told: bool, cover: Cover) -> tuple[Utterance | None, int]:
    """ "Not him, she thought. It can't be." """
    a, b = words.sentences[s]
    spans = [_trim(words, a, cut.start)]
    if cut.goes_on and cut.end + 1 < b and is_direct(forms_of(words, cut.end + 1, b), first_person_told=told):
        rest = _end_of_thought(words, cut.end + 1, b)
        spans.append(_trim(words, cut.end + 1, rest))
    run, past = _run(words, s + 1, last, told, cover, words.forms[a].lower())
    if run is not None:
        if len(spans) > 1:
            spans[-1] = Span(spans[-1].start, run.end)
        else:
            spans.append(run)
    return _make(spans, cut.found), past


def _led_in(words: Words, a: int, b: int) -> tuple[int, Found] | None:
    """Where a thought starts behind its cue: "she thought, there's the boat", "he thought: It can't be"."""
    for k in range(a, b - 2):
        if words.forms[k + 1] not in {",", ":"} or not _thinks(words, k):
            continue
        start = np.phrase_before(words, k, a)
        if start is None:
            subject = _absolute_subject(words, a, k)
            if subject is None:
                continue
            span, who = words.chars((subject.start, k + 1)), words.chars(subject)
        else:
            span, who = words.chars((start, k + 1)), words.chars((start, k))
        return k + 2, Found(_cue(words, span, who, k), k, kinds_of(words.forms[k]))
    return None


def _absolute_subject(words: Words, a: int, k: int) -> Span | None:
    if words.forms[k - 1] != ",":
        return None
    end = np.phrase_after(words, a, k)
    return Span(a, end) if end is not None and words.forms[end] == "," else None


def _thinks(words: Words, k: int) -> bool:
    low = words.forms[k].lower()
    if low in {"himself", "herself", "themselves", "myself"} and k > 0:
        return words.forms[k - 1].lower() in TOLD
    return "thought" in kinds_of(low) and low not in MEANT and not low.endswith("ing")


def _cue(words: Words, span: Span, subject: Span, verb: int) -> Cue:
    return Cue(span=span, subject=subject, manner=words.tokens[verb])


def _after_cue(
    words: Words, s: int, last: int, led: tuple[int, Found], told: bool, cover: Cover
) -> tuple[Utterance | None, int]:
    at, found = led
    b = words.sentences[s].end
    end = _end_of_thought(words, at, b)
    if not is_direct(forms_of(words, at, end), first_person_told=told):
        return None, s + 1
    span = _trim(words, at, end)
    if words.forms[at - 1] == ":" and end == b:
        run, past = _run(words, s + 1, last, told, cover, "", patient=True)
        if run is not None:
            return _make([Span(span.start, run.end)], found), past
    return _make([span], found), s + 1


def _end_of_thought(words: Words, at: int, b: int) -> int:
    """Where the narration takes the sentence back: ", and she kicked off the lid"."""
    for k in range(at + 1, b - 2):
        if words.forms[k] == "," and words.forms[k + 1].lower() in {"and", "but", "then"}:
            if words.forms[k + 2].lower() in {"he", "she", "they"} and has_past(forms_of(words, k + 3, min(b, k + 6))):
                return k
    return b


def _run(
    words: Words, s: int, last: int, told: bool, cover: Cover, opening: str, *, patient: bool = False
) -> tuple[Span | None, int]:
    """The sentences from `s` on that go on in direct form, as one span, and the sentence after them."""
    start: int | None = None
    while s <= last:
        a, b = words.sentences[s]
        if not cover.free(words.chars((a, b))) or cue_inside(words, a, b, "thought") is not None:
            break
        forms = forms_of(words, a, b)
        sure = has_present(forms) or (not told and any(f in FIRST_OR_SECOND for f in forms))
        echo = bool(opening) and forms[:1] == [opening]
        bare = not has_past(forms) and len(forms) <= 6
        if is_narration(words, a, b):
            break
        if not (sure or echo or bare or (patient and not {"he", "she", "they"} & set(forms))):
            break
        start = a if start is None else start
        s += 1
    if start is None:
        return None, s
    return words.chars((start, words.sentences[s - 1].end)), s


def _is_bare(words: Words, a: int, b: int) -> bool:
    """Whether a sentence of third-person narration is somebody's own words: it says "I" or "me"."""
    forms = forms_of(words, a, b)
    if not 2 <= len(forms) <= LONGEST_BARE:
        return False
    if not any(says_i(words, i) for i in range(a, b)):
        return False
    return not any(f == "i" and AUTHORIAL & set(forms[k + 1 : k + 4]) for k, f in enumerate(forms))


def _bare_run(words: Words, s: int, last: int, cover: Cover) -> tuple[Utterance | None, int]:
    run, past = _run(words, s, last, False, cover, "")
    if run is None:
        return None, s + 1
    return Utterance(spans=(run,), mode="thought", unmarked=True, confidence=0.6), past


def _trim(words: Words, a: int, b: int) -> Span:
    while b - 1 > a and words.forms[b - 1] in {",", ":", "—", "–", "--", ";"}:
        b -= 1
    return words.chars((a, max(b, a + 1)))


def _make(spans: list[Span], found: Found) -> Utterance:
    return Utterance(spans=tuple(spans), mode="thought", cue=found.cue, unmarked=True, confidence=0.85)
