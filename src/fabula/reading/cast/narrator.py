"""Who tells the story: whether an "I" does, and under which name the others address that I."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.reading.cast.evidence import NameUse, story_spans
from fabula.reading.cast.joining import Person
from fabula.reading.cast.nobody import in_heading
from fabula.reading.draft import Draft
from fabula.reading.lexicon import titles
from fabula.reading.vocatives import is_vocative

NAMED = 0.1  # of the uses of the narrator's name that may stand in the narration ("Fen, I told myself")
CALLED = 0.75  # the least sum of calls, each weighed by how near an "I" of the narration stands
CLOSING = 40  # characters of a line above a signature ("Your loving niece")
SIGNED = 2.0  # what a signature is worth
SHARE = 0.008  # first-person pronouns a word of narration


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
    return count >= 4 and count / max(1, words - quoted) >= SHARE


def narrator_among(draft: Draft, people: Sequence[Person]) -> Person | None:
    """The person who is the narrator: called by name in speech to "me", hardly ever named in the narration.

    Whoever signs a letter that the narration is names himself.
    """
    best: tuple[float, Person] | None = None
    for person in people:
        signed = sum(_signature(draft, i) for u in person.uses for i in u.at)
        narrated = sum(u.narrated for u in person.uses) - signed
        if narrated > max(1, NAMED * person.count) or all(_mere_courtesy(u) for u in person.uses):
            continue
        called = sum(_calls_narrator(draft, i) * _weight(u) for u in person.uses for i in u.at)
        named = 6.0 * any(_own_name(draft, i) for u in person.uses for i in u.at)
        named += SIGNED * signed
        points = called + named - 0.4 * narrated
        if called + named >= CALLED and points > 0 and (best is None or points > best[0]):
            best = (points, person)
    return None if best is None else best[1]


def _mere_courtesy(use: NameUse) -> bool:
    """Whether anybody of that standing can be called so: "Mademoiselle"."""
    title = titles().get(use.name.last)
    return len(use.name.words) == 1 and title is not None and title.sort == "courtesy"


def _weight(use: NameUse) -> float:
    """Friends call the narrator by a given name; an uncle or cousin is more often talked of."""
    if any(t in titles() and titles()[t].sort == "kin" for t in use.name.titles):
        return 0.5
    return 1.5 if use.name.bare else 1.0


def _calls_narrator(draft: Draft, index: int) -> float:
    """Whether the name is called out by somebody else where the narrator stands by ("I", "me" in the narration)."""
    phrase = draft.phrases[index]
    if phrase.utterance is None or not is_vocative(draft, phrase):
        return 0.0
    cue = draft.utterances[phrase.utterance].cue
    if cue is not None and cue.subject is not None and cue.subject.of(draft.words.text).lower() == "i":
        return -1.0
    near = 0.0
    for j in range(max(0, index - 25), min(len(draft.phrases), index + 25)):
        other = draft.phrases[j]
        if other.utterance is None and other.person == 1 and not other.plural:
            near = max(near, 1.0 - abs(other.start - phrase.start) / 800)
    return near


def _signature(draft: Draft, index: int) -> bool:
    """Whether the name ends a paragraph of the narration on a line of its own, below no more than a few words."""
    phrase, text = draft.phrases[index], draft.words.text
    if phrase.utterance is not None or in_heading(draft, index):
        return False
    start = text.rfind("\n", 0, phrase.start) + 1
    end = text.find("\n", phrase.end)
    rest = text[start : phrase.start] + text[phrase.end : end if end >= 0 else len(text)]
    above = text[:start].rstrip("\n").rpartition("\n")[2]
    alone = text[:start].endswith("\n\n") or len(above) < CLOSING
    return not rest.strip(" *_.—–-") and text[phrase.end : phrase.end + 1] != "." and alone


def _own_name(draft: Draft, index: int) -> bool:
    phrase = draft.phrases[index]
    if phrase.utterance is not None:
        return False
    before = draft.words.text[max(0, phrase.start - 30) : phrase.start]
    return re.search(r"\b(?:[Mm]y name (?:is|was)|I am|I['’]m|call me|called me|[Mm]yself,)\s+$", before) is not None
