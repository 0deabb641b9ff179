"""The stage that gives every phrase its entity."""

from __future__ import annotations

from dataclasses import replace

from fabula.reading.coreference.engine import Engine
from fabula.reading.coreference.memory import Memory
from fabula.reading.coreference.referents import order_of
from fabula.reading.coreference.settling import settle
from fabula.reading.draft import Draft, Phrase
from fabula.story.records import Group


def resolve(draft: Draft) -> Draft:
    """The draft with `entities` filled; a second run, with turns, also resolves I and you inside quotations.

    Characters known by a description alone are told by the phrase that first brings them in: the first phrase that an
    earlier run (or `find_cast`) gave to them.
    """
    engine = Engine(draft, introductions(draft))
    return replace(draft, entities=tuple(engine.run()), groups=groups(draft, engine.memory))


def groups(draft: Draft, memory: Memory) -> tuple[Group, ...]:
    """Who belongs to those that are meant together ("Fen and Marl", "they"), as far as all of them are characters."""
    order = {c.id: n for n, c in enumerate(draft.characters)}
    used = {memory.root(e).id for e in memory.out if e is not None}
    out: dict[str, Group] = {}
    for who, id in memory.pairs.items():
        members = {memory.root(one).id for one in who if one in memory.referents}
        one = memory.root(id).id
        if (
            one in used
            and one not in order
            and len(members) > 1
            and members <= order.keys()
            and len(members) == len(who)
        ):
            out.setdefault(one, Group(id=one, members=tuple(sorted(members, key=order.__getitem__))))
    return tuple(out.values())


def settle_people(draft: Draft) -> Draft:
    """The draft with the entities of persons weighed with the encoder's scores of all the mentions around."""
    if draft.antecedents is None:
        return draft
    rules = {i: e for i, (e, p) in enumerate(zip(draft.entities, draft.phrases, strict=True)) if p.type == "PER"}
    known = {c.id for c in draft.characters}
    order = {i: told for i in rules if (told := order_of(draft.words, draft.phrases[i]))}
    settled = settle(draft.antecedents, draft.phrases, rules, known, {e for e in draft.entities if e}, order)
    return replace(draft, entities=tuple(settled.get(i, e) for i, e in enumerate(draft.entities)))


def introductions(draft: Draft) -> dict[int, str]:
    """The phrases that first bring somebody in, by index: as an earlier run has it.

    For characters without a proper name the first phrase of all; for others the first of narration with each noun
    that is used of them ("the butler").
    """
    named = {c.id: bool(c.aliases) for c in draft.characters}
    out: dict[int, str] = {}
    seen: set[tuple[str, str]] = set()
    for i, entity in enumerate(draft.entities):
        phrase = draft.phrases[i]
        if entity not in named or phrase.form == "PRON" or (named[entity] and not _describes(phrase)):
            continue
        key = (entity, phrase.head.of(draft.words.text).lower())
        if key not in seen:
            seen.add(key)
            out[i] = entity
    return out


def _describes(phrase: Phrase) -> bool:
    return phrase.form == "NOM" and phrase.utterance is None
