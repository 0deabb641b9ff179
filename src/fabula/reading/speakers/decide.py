"""The speaker, addressees and confidence of every utterance of a draft."""

from __future__ import annotations

from dataclasses import replace

from fabula.reading.draft import Draft, Turn
from fabula.reading.speakers.addressees import addressees
from fabula.reading.speakers.confidence import confidence
from fabula.reading.speakers.evidence import evidence, survey
from fabula.reading.speakers.owners import give_rest
from fabula.reading.speakers.scorer import load
from fabula.reading.speakers.turns import follow


def find_speakers(draft: Draft) -> Draft:
    """The draft with a turn for each utterance: speaker, addressees, confidence.

    Speech and writing that stand for themselves are decided together, conversation by conversation. What is quoted
    inside a quotation, and thoughts, are given to their owners afterwards.
    """
    order = aloud(draft)
    scorer = load()
    book = survey(draft)
    found = evidence(draft, order, book)
    turns = [Turn()] * len(draft.utterances)
    for one, decision in zip(found, follow(found, scorer), strict=True):
        if decision.speaker is not None:
            turns[one.utterance] = Turn(
                speaker=decision.speaker, confidence=confidence(decision.clues, scorer.confidence)
            )
    turns = give_rest(draft, book, turns)
    return replace(draft, turns=addressees(draft, book, turns, found))


def aloud(draft: Draft) -> list[int]:
    """Indices of the utterances said (or written) in the story itself: not thought, not quoted inside another."""
    return [i for i, u in enumerate(draft.utterances) if u.mode != "thought" and u.parent is None]
