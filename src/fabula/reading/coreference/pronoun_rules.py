"""Whom a pronoun stands for."""

from __future__ import annotations

from fabula.reading.coreference.context import Standing
from fabula.reading.coreference.memory import Memory
from fabula.reading.coreference.ranking import Candidate, score
from fabula.reading.coreference.referents import Referent
from fabula.reading.draft import Phrase

REACH = 32  # sentences a pronoun reaches back: a long talk is made of many short ones
TOLD = 2.0  # how much likelier one is the owner of a relative of whom the text has told
COMPANY = 6  # sentences in which those are whom "they" gathers


def resolve_pronoun(memory: Memory, i: int, phrase: Phrase) -> Referent | None:
    """The referent of a pronoun; None where it cannot be told, as of "you" said by nobody known."""
    if phrase.person == 1:
        return _first_person(memory, phrase)
    if phrase.person == 2:
        return second_person(memory, phrase)
    at = memory.standings[i]
    if at.role == "reflexive" and (found := _subject_of(memory, at, phrase)) is not None:
        return found
    if phrase.start in memory.cue_speakers:
        return memory.known(memory.cue_speakers[phrase.start])
    own = memory.out[memory.own_names[phrase.start]] if phrase.start in memory.own_names else None
    if own is not None and memory.root(own).agrees(phrase.gender, phrase.plural):
        return memory.root(own)
    candidates = pronoun_candidates(memory, i, phrase)
    if candidates:
        return max(candidates, key=lambda c: score(c, at, phrase.utterance) + _kin_known(memory, i, c)).referent
    return _company_so_far(memory, at) if phrase.plural else None


def _kin_known(memory: Memory, i: int, candidate: Candidate) -> float:
    """What speaks for the one whose relative the text has told of, where a possessive stands before that relative."""
    owned = memory.owns.get(i)
    if owned is None:
        return 0.0
    told = memory.relative(candidate.referent.id, memory.owned_as(owned), memory.draft.phrases[owned].gender)
    return TOLD if told is not None and told.id != candidate.referent.id else 0.0


def pronoun_candidates(memory: Memory, i: int, phrase: Phrase) -> list[Candidate]:
    """Those whom a third-person pronoun can stand for."""
    return memory.candidates(i, phrase, REACH, _barred(memory, i, phrase))


def second_person(memory: Memory, phrase: Phrase) -> Referent | None:
    """The one (or the group) spoken to."""
    to = memory.hearers(phrase)
    if len(to) == 1:
        return memory.known(to[0])
    return memory.pair(frozenset(to)) if to else None


def _first_person(memory: Memory, phrase: Phrase) -> Referent | None:
    who = memory.speaker(phrase)
    if who is None:
        return None
    if not phrase.plural or memory.known(who).plural:
        return memory.known(who)
    return memory.pair(frozenset({who, *memory.hearers(phrase), "we"}))


def _subject_of(memory: Memory, at: Standing, phrase: Phrase) -> Referent | None:
    """The subject of the sentence so far, for a reflexive."""
    for sighting in reversed(memory.recent):
        if sighting.standing.sentence != at.sentence:
            return None
        referent = memory.root(sighting.referent)
        if sighting.standing.role == "subject" and referent.agrees(phrase.gender, phrase.plural):
            return referent
    return None


def _barred(memory: Memory, i: int, phrase: Phrase) -> frozenset[str]:
    """Who it cannot be: the subject of the same clause for an object, speaker and hearer inside their speech."""
    at = memory.standings[i]
    out: set[str] = set()
    if phrase.utterance is None:
        if memory.draft.narrator is not None:
            out.add(memory.draft.narrator)
    else:
        out.update(memory.hearers(phrase))
        if (speaker := memory.speaker(phrase)) is not None:
            out.add(speaker)
    if at.role == "object" and memory.recent:
        latest = next((s for s in reversed(memory.recent) if s.standing.role == "subject"), None)
        if latest is not None and latest.standing.sentence == at.sentence:
            between = memory.words.forms[latest.standing.last + 1 : at.first]
            if len(between) <= 6 and not {",", ";", "—", "--", "that", "who", "and"} & set(between):
                out.add(memory.root(latest.referent).id)
    return frozenset(out)


def _company_so_far(memory: Memory, at: Standing) -> Referent | None:
    """The two last mentioned, as a group, where no group was."""
    people: list[str] = []
    for sighting in reversed(memory.recent):
        if at.sentence - sighting.standing.sentence > COMPANY:
            break
        referent = memory.root(sighting.referent)
        if not referent.plural and referent.id not in people:
            people.append(referent.id)
        if len(people) == 2:
            return memory.pair(frozenset(people))
    return None
