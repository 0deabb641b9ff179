"""Thoughts in direct form that no quotation marks show: beside a cue, or bare among the narration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.reading.draft import Cue, Utterance
from fabula.reading.quotations import noun_phrases as np
from fabula.reading.quotations.clauses import Found
from fabula.reading.quotations.direct import FIRST_OR_SECOND, forms_of, has_past, has_present, is_direct
from fabula.reading.quotations.ground import Cover, Ground, Telling, says_i
from fabula.reading.quotations.unmarked import THINKS, TOLD, Cut, cue_inside, is_narration
from fabula.reading.quotations.verbs import kinds_of
from fabula.spans import Span
from fabula.text.words import Words

AUTHORIAL = frozenset(  # "I am sure", "as I have told you": the author speaks, nobody thinks
    "sure told tell said say think believe suppose fear confess dare know mean assure hope afraid described mentioned "
    "shall speak add remember certain imagine doubt".split()
)
ASIDES = 2  # sentences in which the author says "I" that make every bare "I" of a book the author's
LONGEST_BARE = 25  # words of a sentence taken for a bare thought without a cue


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A paragraph under search: its last sentence, what is quoted, and how it is told."""

    words: Words
    cover: Cover
    last: int
    first_person: bool
    present: bool
    asides: bool

    def forms(self, a: int, b: int) -> list[str]:
        return forms_of(self.words, a, b)

    def direct(self, forms: Sequence[str]) -> bool:
        return is_direct(forms, first_person_told=self.first_person)


def bare_thoughts(words: Words, ground: Ground, cover: Cover, telling: Telling) -> list[Utterance]:
    """The thoughts in the narration's sentences that nothing else has taken; they are taken then."""
    out: list[Utterance] = []
    asides = _author_says_i(words, ground, cover, telling)
    for number, block in enumerate(ground.blocks):
        inside = words.within(block.span)
        if not len(inside):
            continue
        last = words.sentence_of(inside.stop - 1)
        place = _Paragraph(words, cover, last, telling.first_person[number], telling.present, asides)
        s = words.sentence_of(inside.start)
        while s <= last:
            found, past = None, s + 1
            if cover.free(words.chars(words.sentences[s])):
                found, past = _thought_at(place, s)
            if found is not None:
                out.append(found)
                for span in found.spans:
                    cover.add(span)
            s = max(past, s + 1)
    return out


def _thought_at(place: _Paragraph, s: int) -> tuple[Utterance | None, int]:
    """The thought that starts in sentence `s`, and the sentence behind it."""
    words = place.words
    a, b = words.sentences[s]
    cut = cue_inside(words, a, b, "thought")
    if cut is not None and _is_direct_around(place, a, b, cut):
        return _around(place, s, cut)
    led = _led_in(words, a, b)
    if led is not None:
        return _after_cue(place, s, *led)
    if not place.first_person and not place.asides and _is_bare(words, a, b):
        run, past = _run(place, s, "")
        if run is not None:
            return Utterance(spans=(run,), mode="thought", unmarked=True, confidence=0.6), past
    return None, s + 1


# ---------------------------------------------------------------- beside a cue


def _is_direct_around(place: _Paragraph, a: int, b: int, cut: Cut) -> bool:
    """Whether the words before a cue are direct; a free indirect sentence that the cue breaks into is judged whole."""
    forms = place.forms(a, cut.start)
    rest = place.forms(cut.end + 1, b) if cut.goes_on else []
    if rest and place.words.forms[cut.end] == "," and has_past(rest) and not has_present(rest):
        forms = forms + rest if not FIRST_OR_SECOND & set(rest) else forms
    return place.direct(forms)


def _around(place: _Paragraph, s: int, cut: Cut) -> tuple[Utterance | None, int]:
    """ "Not him, she thought. It can't be." """
    words = place.words
    a, b = words.sentences[s]
    spans = [_trim(words, a, cut.start)]
    if cut.goes_on and cut.end + 1 < b and place.direct(place.forms(cut.end + 1, b)):
        spans.append(_trim(words, cut.end + 1, _end_of_thought(words, cut.end + 1, b)))
    run, past = _run(place, s + 1, words.forms[a].lower())
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
        verb = k - 1 if words.forms[k].lower().endswith(("self", "selves")) else k
        start = np.phrase_before(words, verb, a)
        subject = Span(start, verb) if start is not None else _absolute_subject(words, a, verb)
        if subject is None:
            continue
        if not all(np.is_adverb(f) or f.lower() in {"and", "but", "so", "for"} for f in words.forms[a : subject.start]):
            continue
        cue = Cue(span=words.chars((subject.start, k + 1)), subject=words.chars(subject), manner=words.tokens[verb])
        return k + 2, Found(cue, verb, kinds_of(words.forms[verb]))
    return None


def _absolute_subject(words: Words, a: int, k: int) -> Span | None:
    """The subject that a phrase between commas parts from its verb: "Fen, frozen, thought"."""
    if words.forms[k - 1] != ",":
        return None
    end = np.phrase_after(words, a, k)
    return Span(a, end) if end is not None and words.forms[end] == "," else None


def _thinks(words: Words, k: int) -> bool:
    low = words.forms[k].lower()
    if low in {"himself", "herself", "themselves", "myself"} and k > 0:
        return words.forms[k - 1].lower() in TOLD
    return low in {"thought", "thinks"} or (low in THINKS and words.forms[k + 1] == ":")


def _after_cue(place: _Paragraph, s: int, at: int, found: Found) -> tuple[Utterance | None, int]:
    words = place.words
    b = words.sentences[s].end
    end = _end_of_thought(words, at, b)
    if not place.direct(place.forms(at, end)):
        return None, s + 1
    span = _trim(words, at, end)
    if words.forms[at - 1] == ":" and end == b:
        run, past = _run(place, s + 1, "", patient=True)
        if run is not None:
            return _make([Span(span.start, run.end)], found), past
    return _make([span], found), s + 1


def _end_of_thought(words: Words, at: int, b: int) -> int:
    """Where the narration takes the sentence back: ", and she kicked off the lid"."""
    for k in range(at + 1, b - 2):
        turns = words.forms[k] == "," and words.forms[k + 1].lower() in {"and", "but", "then"}
        if turns and words.forms[k + 2].lower() in {"he", "she", "they"} and has_past(forms_of(words, k + 3, b)[:3]):
            return k
    return b


def _run(place: _Paragraph, s: int, opening: str, *, patient: bool = False) -> tuple[Span | None, int]:
    """The sentences from `s` on that go on in direct form, as one span, and the sentence behind them."""
    words = place.words
    first = s
    while s <= place.last:
        a, b = words.sentences[s]
        taken = not place.cover.free(words.chars((a, b)))
        if taken or cue_inside(words, a, b, "thought") is not None or is_narration(words, a, b):
            break
        forms = place.forms(a, b)
        sure = (has_present(forms) and not place.present) or (not place.first_person and FIRST_OR_SECOND & set(forms))
        echo = bool(opening) and forms[:1] == [opening]
        bare = not has_past(forms) and len(forms) <= 6 and not place.present
        if not (sure or echo or bare or (patient and not {"he", "she", "they"} & set(forms))):
            break
        s += 1
    if s == first:
        return None, s
    return words.chars((words.sentences[first].start, words.sentences[s - 1].end)), s


# ---------------------------------------------------------------- without a cue


def _author_says_i(words: Words, ground: Ground, cover: Cover, telling: Telling) -> bool:
    """Whether a story told in the third person has an author who says "I" in asides, so that "I" marks no thought."""
    asides = 0
    for number, block in enumerate(ground.blocks):
        if telling.first_person[number]:
            continue
        for i in words.within(block.span):
            if words.forms[i] == "I" and not cover.has(words.tokens[i].start):
                a, b = words.sentences[words.sentence_of(i)]
                after = {f.lower() for f in words.forms[i + 1 : min(b, i + 5)]}
                asides += bool(after & AUTHORIAL) or b - a > 2 * LONGEST_BARE
                if asides > ASIDES:
                    return True
    return False


def _is_bare(words: Words, a: int, b: int) -> bool:
    """Whether a sentence of third-person narration is somebody's own words: it says "I" or "me"."""
    forms = forms_of(words, a, b)
    if not 2 <= len(forms) <= LONGEST_BARE or not any(says_i(words, i) for i in range(a, b)):
        return False
    return not any(f == "i" and AUTHORIAL & set(forms[k + 1 : k + 4]) for k, f in enumerate(forms))


def _trim(words: Words, a: int, b: int) -> Span:
    while b - 1 > a and words.forms[b - 1] in {",", ":", "—", "–", "--", ";"}:
        b -= 1
    return words.chars((a, max(b, a + 1)))


def _make(spans: list[Span], found: Found) -> Utterance:
    return Utterance(spans=tuple(spans), mode="thought", cue=found.cue, unmarked=True, confidence=0.85)
