"""Who tells the story: whether an "I" does, and under which name the others address that I."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.reading.cast.evidence import story_spans
from fabula.reading.cast.joining import Person
from fabula.reading.draft import Draft
from fabula.reading.vocatives import is_vocative

SHARE = 0.004  # first-person pronouns a word of narration
_ASIDE = 12  # fewer than this many in a long text are asides of an author


def first_person(draft: Draft) -> bool:
    """Whether the narration says "I" as one who is there, not now and then as an author does."""
    story = story_spans(draft)
    count = words = 0
    for a, b in story:
        words += len(draft.words.within((a, b)))
    for phrase in draft.phrases:
        if phrase.form == "PRON" and phrase.utterance is None and phrase.person == 1 and not phrase.plural:
            count += any(a <= phrase.start < b for a, b in story)
    quoted = sum(len(draft.words.within(s)) for u in draft.utterances if u.parent is None for s in u.spans)
    return count >= 3 and count / max(1, words - quoted) >= SHARE


def narrator_among(draft: Draft, people: Sequence[Person]) -> Person | None:
    """The person who is the narrator: called by name in speech, hardly ever named in the narration."""
    best: tuple[float, Person] | None = None
    for person in people:
        narrated = sum(u.narrated for u in person.uses)
        called = sum(_calls_narrator(draft, i) for u in person.uses for i in u.at)
        named = 6.0 * any(_own_name(draft, i) for u in person.uses for i in u.at)
        points = called + named - 3.0 * narrated
        if points > 0 and (best is None or points > best[0]):
            best = (points, person)
    return None if best is None else best[1]


def _calls_narrator(draft: Draft, index: int) -> float:
    """Whether the name is called out where the narrator stands by: "I" or "me" in the narration around it."""
    phrase = draft.phrases[index]
    if phrase.utterance is None:
        return 0.0
    weight = 1.0 if is_vocative(draft, phrase) else 0.2
    for j in range(max(0, index - 25), min(len(draft.phrases), index + 25)):
        near = draft.phrases[j]
        if near.utterance is None and near.person == 1 and abs(near.start - phrase.start) < 400:
            return weight
    return 0.0


def _own_name(draft: Draft, index: int) -> bool:
    phrase = draft.phrases[index]
    if phrase.utterance is not None:
        return False
    before = draft.words.text[max(0, phrase.start - 30) : phrase.start]
    return re.search(r"\b(?:[Mm]y name (?:is|was)|I am|I['’]m|call me|called me|[Mm]yself,)\s+$", before) is not None
