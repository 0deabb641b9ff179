"""Names that are only called out ("Kettle, look!") joined to the one who is spoken to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.reading.cast.evidence import gender_of
from fabula.reading.cast.joining import Apart, Person, standing
from fabula.reading.cast.lookup import phrase_at
from fabula.reading.draft import Draft
from fabula.reading.vocatives import is_vocative

MOST = 60  # uses of a name that only speech uses; one called more often has a life of its own
CALLS = 0.5  # of the uses of such a name are calls
SHARE = 0.6  # of the calls that go to one and the same person
BACK = 2  # utterances before or after in which the one spoken to has the word


def join_called(draft: Draft, people: Sequence[Person], apart: Apart, entities: Sequence[int | None]) -> list[Person]:
    """The people, those whom only their callers name joined to those who answer to it.

    A name called out is taken to be that of whoever speaks right before or after, as far as clauses of saying tell;
    nobody calls himself. `entities` has for each phrase the index of the person it stands for, after a first reading.
    """
    speakers = _speakers(draft, entities)
    gone: set[int] = set()
    for n, person in enumerate(people):
        if person.count > MOST or any(u.narrated or u.name.family for u in person.uses):
            continue
        votes, own = _answers(draft, person, speakers)
        votes.pop(n, None)
        for caller in own:
            votes.pop(caller, None)
        if not votes or sum(u.called for u in person.uses) < CALLS * person.count:
            continue
        home, most = votes.most_common(1)[0]
        if home not in gone and most >= SHARE * sum(votes.values()) and _fits(people[home], person, most, apart):
            people[home].uses.extend(person.uses)
            gone.add(n)
    return [p for n, p in enumerate(people) if n not in gone]


def _fits(home: Person, person: Person, votes: int, apart: Apart) -> bool:
    """Whether the one can be the other: gender, address, the kind of name that is still wanting."""
    a, b = gender_of(home.uses)[0], gender_of(person.uses)[0]
    if (a and b and a != b) or not any(u.narrated for u in home.uses):
        return False
    if any(apart[frozenset({u.first, v.first})] for u in home.uses for v in person.uses):
        return False
    if {"mrs", "miss"} <= {s for u in (*home.uses, *person.uses) if (s := standing(u))}:
        return False
    if person.surnames and home.surnames:
        return False
    # a woman whom the narration calls by one word is called by her given name
    own = home.given or (a == "she" and any(u.narrated and u.name.bare and len(u.name.words) == 1 for u in home.uses))
    return votes >= 2 or (not own and bool(person.given)) or (not home.surnames and bool(person.surnames))


def _speakers(draft: Draft, entities: Sequence[int | None]) -> list[int | None]:
    """For each utterance the index of the person who is the subject of its clause of saying, or None."""
    out: list[int | None] = []
    for utterance in draft.utterances:
        subject = utterance.cue.subject if utterance.cue is not None else None
        index = phrase_at(draft, subject) if subject is not None else None
        out.append(None if index is None else entities[index])
    return out


def _answers(draft: Draft, person: Person, speakers: Sequence[int | None]) -> tuple[Counter[int], set[int]]:
    """Who speaks around the calls of a name, and who uses the name."""
    votes: Counter[int] = Counter()
    own: set[int] = set()
    for i in (i for use in person.uses for i in use.at):
        phrase = draft.phrases[i]
        if phrase.utterance is None:
            continue
        caller = speakers[phrase.utterance]
        if caller is not None:
            own.add(caller)
        if not is_vocative(draft, phrase):
            continue
        for step in (-1, 1, -2, 2):
            at = phrase.utterance + step
            if abs(step) <= BACK and 0 <= at < len(speakers) and speakers[at] is not None and speakers[at] != caller:
                votes[speakers[at]] += 1  # type: ignore[index]
                break
    return votes, own
