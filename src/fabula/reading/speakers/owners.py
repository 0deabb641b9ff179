"""Whose thought it is, who wrote a letter, and who said what is quoted inside a quotation."""

from __future__ import annotations

from bisect import bisect_left

from fabula.reading.draft import Draft, Phrase, Turn, Utterance
from fabula.reading.speakers.survey import Field

CUED = 0.85
SIGNED = 0.95
NEAR = 0.6
ANYBODY = frozenset(
    tuple(words.split())
    for words in ("one", "another", "some", "several", "others", "voices", "many voices", "several voices")
)


def give_rest(draft: Draft, book: Field, turns: list[Turn]) -> list[Turn]:
    """The turns with the owners of thoughts, of signed letters and of nested quotations filled in.

    Those that the text gives to anybody ("said one") are taken from whoever was thought to say them.
    """
    out = list(turns)
    for i, utterance in enumerate(draft.utterances):
        if utterance.parent is not None:
            out[i] = _nested(draft, book, i, out)
        elif utterance.mode == "thought":
            out[i] = _thinker(draft, book, i)
        elif i in book.signed:
            out[i] = Turn(speaker=book.signed[i], confidence=SIGNED)
        elif _by_anybody(draft, utterance):
            out[i] = Turn()
    return out


def _by_anybody(draft: Draft, utterance: Utterance) -> bool:
    """Whether the clause of saying tells no more of its speaker than "said one", "cried several voices"."""
    cue = utterance.cue
    if cue is None or cue.subject is None:
        return False
    return tuple(form.lower() for form in draft.words.forms_in(cue.subject)) in ANYBODY


def _thinker(draft: Draft, book: Field, i: int) -> Turn:
    """Who thinks it: the subject of its cue, the narrator, or the one whom the narration follows just before."""
    utterance = draft.utterances[i]
    cued = book.cue_entity[i]
    if cued is not None:
        return Turn(speaker=cued, confidence=CUED)
    near = _followed(draft, book, utterance)
    if near is None:
        near = draft.narrator
    return Turn() if near is None else Turn(speaker=near, confidence=NEAR)


def _followed(draft: Draft, book: Field, utterance: Utterance) -> str | None:
    """The nearest subject of the narration: before it in its paragraph, else just behind, else further up."""
    words = draft.words
    paragraph = words.chars(words.paragraphs[words.paragraph_of(words.at(utterance.start))])
    at = bisect_left(book.narration_starts, utterance.start)
    inner = _pronouns_inside(draft, utterance)

    def pick(indices: list[int]) -> str | None:
        for n in indices:
            who = draft.entities[n]
            if n in book.subjects and who is not None and book.cast.get(who) not in inner:
                return who
        return None

    here = [n for n in reversed(book.narration[max(0, at - 40) : at]) if draft.phrases[n].start >= paragraph.start]
    behind = [n for n in book.narration[at : at + 10] if draft.phrases[n].start < paragraph.end]
    above = list(reversed(book.narration[max(0, at - 25) : at]))
    return pick(here) or pick(behind) or pick(above)


def _pronouns_inside(draft: Draft, utterance: Utterance) -> set[str]:
    """ "he" or "she" when only that one occurs inside: a thinker rarely thinks of themself in the third person."""
    found: set[str] = {
        p.gender for p in _phrases_in(draft, utterance) if p.form == "PRON" and p.person == 3 and p.gender is not None
    }
    return found & {"he", "she"} if len(found & {"he", "she"}) == 1 else set()


def _phrases_in(draft: Draft, utterance: Utterance) -> list[Phrase]:
    lo = bisect_left(draft.phrases, utterance.start, key=lambda p: p.start)
    out: list[Phrase] = []
    for phrase in draft.phrases[lo:]:
        if phrase.start >= utterance.end:
            break
        out.append(phrase)
    return out


def _nested(draft: Draft, book: Field, i: int, turns: list[Turn]) -> Turn:
    """Who first said words quoted inside a quotation: the subject of their cue, "I" being the outer speaker.

    "He" is never the outer speaker: where it was taken for them, before it was known who speaks, nobody is known.
    """
    utterance = draft.utterances[i]
    outer = turns[utterance.parent] if utterance.parent is not None else Turn()
    phrase = book.cue_phrase[i]
    if phrase is not None and phrase.person == 1 and not phrase.plural:
        return Turn(speaker=outer.speaker, confidence=outer.confidence)
    cued = book.cue_entity[i]
    if cued is None or (phrase is not None and phrase.form == "PRON" and cued == outer.speaker):
        return Turn()
    return Turn(speaker=cued, confidence=CUED)
