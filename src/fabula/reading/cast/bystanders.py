"""Those who only stand by, or are only spoken of: "the waiter", "Fen's mother", "the villagers"."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.reading.cast.described import NOBODY, VAGUE
from fabula.reading.cast.evidence import story_spans
from fabula.reading.cast.naming import NUMBERS, known_as, noun_of
from fabula.reading.coreference.context import Standing, follows_copula, standings
from fabula.reading.coreference.memory import owners_of
from fabula.reading.coreference.noun_rules import GENERIC
from fabula.reading.draft import Draft
from fabula.reading.lexicon import kin, nouns
from fabula.story.records import Character

LONG = 20_000  # words of a text from which nobody is added who hardly appears
LEAST = 0.4  # how likely somebody is a character to be taken for one

# Fitted by `benchmarks/fit_bystanders.py` on the annotated passages.
WEIGHTS: dict[str, float] = {
    "bias": -1.0,
    "definite": 0.0,
    "indefinite": 0.0,
    "owned": 0.0,
    "kin": 0.0,
    "number": 0.0,
    "bare": 0.0,
    "plural": 0.0,
    "noun": 0.0,
    "generic": 0.0,
    "mentions": 0.0,
    "described": 0.0,
    "narrated": 0.0,
    "subject": 0.0,
    "predicate": 0.0,
    "shared noun": 0.0,
    "longer": 0.0,
    "sure": 0.0,
}
_DEFINITE = frozenset({"the"})
_INDEFINITE = frozenset("a an another some".split())
_NO = frozenset("no any every each such what all neither either none nobody".split())


@dataclass(frozen=True, slots=True)
class Bystander:
    """Somebody who may be a character: the id of the entity, the name he or she would have, figures as in `WEIGHTS`."""

    entity: str
    name: str
    plural: bool
    gender: str | None
    figures: Mapping[str, float]


def find_bystanders(draft: Draft) -> Draft:
    """The draft of a short text with those added to its characters who hardly appear; ids go on where they end."""
    if len(draft.words.tokens) >= LONG:
        return draft
    taken = {c.id for c in draft.characters}
    free = (f"c{n}" for n in range(len(taken) + 1, 2 * len(draft.phrases) + 2) if f"c{n}" not in taken)
    ids: dict[str, str] = {}
    new: dict[str, Character] = {}
    for one in bystanders(draft):
        chance = likely(one.figures)
        if chance < LEAST:
            continue
        if one.name not in new:
            pronouns = "they" if one.plural else one.gender
            new[one.name] = Character(
                id=next(free), name=one.name, pronouns=pronouns, group=one.plural, confidence=round(chance, 2)
            )
        ids[one.entity] = new[one.name].id
    entities = tuple(None if e is None else ids.get(e, e) for e in draft.entities)
    return replace(draft, characters=(*draft.characters, *new.values()), entities=entities)


def likely(figures: Mapping[str, float]) -> float:
    """How likely somebody is a character, 0 to 1."""
    return 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in figures.items())))


def bystanders(draft: Draft) -> list[Bystander]:
    """Everybody who is described and no character yet, by first mention."""
    known = {c.id for c in draft.characters} | {p.id for p in draft.places}
    story = story_spans(draft)
    described: dict[str, list[int]] = defaultdict(list)
    count: dict[str, int] = defaultdict(int)
    for i, (phrase, entity) in enumerate(zip(draft.phrases, draft.entities, strict=True)):
        if entity is None or entity in known or not any(a <= phrase.start < b for a, b in story):
            continue
        count[entity] += 1
        if phrase.form == "NOM" and phrase.type == "PER" and noun_of(draft, phrase) not in VAGUE | NOBODY:
            described[entity].append(i)
    owners, at = owners_of(draft), standings(draft)
    names = _names(draft)
    used = {noun_of(draft, p) for p, e in zip(draft.phrases, draft.entities, strict=True) if e in known and p.form != "PRON"}
    taken = {c.name.lower() for c in draft.characters}
    out = []
    for entity, indices in described.items():
        best = min(indices, key=lambda i: (_lead(draft, at[i]) not in _DEFINITE, i not in owners, i))
        owner = owners.get(best)
        whose = None if owner is None else names.get(draft.entities[owner] or "")
        name = known_as(draft, draft.phrases[best], whose)
        if name.lower() not in taken:
            figures = _figures(draft, at, indices, best, whose, used)
            figures["mentions"] = math.log(count[entity])
            gender = next((g for i in indices if (g := draft.phrases[i].gender) in ("he", "she")), None)
            out.append(Bystander(entity, name, draft.phrases[best].plural, gender, figures))
    return out


def _figures(
    draft: Draft, at: Sequence[Standing], indices: Sequence[int], best: int, whose: str | None, used: set[str]
) -> dict[str, float]:
    phrase = draft.phrases[best]
    lead = _lead(draft, at[best])
    noun = noun_of(draft, phrase)
    owned = best in owners_of(draft)
    return {
        "bias": 1.0,
        "definite": float(lead in _DEFINITE),
        "indefinite": float(lead in _INDEFINITE),
        "owned": float(owned),
        "kin": float(owned and noun in kin() and whose is not None),
        "number": float(lead in NUMBERS),
        "bare": float(at[best].first == draft.words.at(phrase.head.start)),
        "plural": float(phrase.plural),
        "noun": float(noun in nouns()),
        "generic": float(noun in GENERIC),
        "described": math.log(len(indices)),
        "narrated": float(any(draft.phrases[i].utterance is None for i in indices)),
        "subject": float(any(at[i].role == "subject" for i in indices)),
        "predicate": float(any(follows_copula(draft.words, at[i]) for i in indices) or lead in _NO),
        "shared noun": float(noun in used),
        "longer": float(at[best].last - at[best].first > 4),
        "sure": max(draft.phrases[i].confidence for i in indices),
    }


def _lead(draft: Draft, at: Standing) -> str:
    return draft.words.forms[at.first].lower()


def _names(draft: Draft) -> dict[str, str]:
    """The name by which each character owns somebody: the commonest, or the description."""
    return {c.id: c.aliases[0] if c.aliases else c.name for c in draft.characters}
