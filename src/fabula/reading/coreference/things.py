"""Places, vessels and bodies of people that a pronoun or a noun takes up again, by the encoder's word."""

from __future__ import annotations

from dataclasses import replace

from fabula.reading.coreference.settling import settle
from fabula.reading.draft import Draft


def find_things(draft: Draft) -> Draft:
    """The draft with an entity for every phrase that is no person.

    A pronoun or a noun joins the entity whose mentions before it the encoder takes for its antecedents; else it is what
    it was, if nothing before it was that, or a new one: two rooms may both be "the room". Names keep their places, and
    so does what a person has decided.
    """
    if draft.antecedents is None:
        return draft
    own = draft.entities
    rules = {i: own[i] for i, phrase in enumerate(draft.phrases) if phrase.type != "PER"}
    taken = {e for e in own if e}
    settled = settle(draft.antecedents, draft.phrases, rules, (), taken)
    kept = {i for i, e in rules.items() if e and draft.phrases[i].form == "PROP"} | set(draft.constraints.mentions)
    return replace(draft, entities=tuple(e if i in kept else settled.get(i, e) for i, e in enumerate(own)))
