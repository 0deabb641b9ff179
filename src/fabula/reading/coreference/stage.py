"""The stage that gives every phrase its entity."""

from __future__ import annotations

from dataclasses import replace

from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft


def resolve(draft: Draft) -> Draft:
    """The draft with `entities` filled; a second run, with turns, also resolves I and you inside quotations.

    Characters known by a description alone are told by the phrase that first brings them in: the first phrase that an
    earlier run (or `find_cast`) gave to them.
    """
    engine = Engine(draft, introductions(draft))
    return replace(draft, entities=tuple(engine.run()))


def introductions(draft: Draft) -> dict[int, str]:
    """For each character without a proper name, the index of the phrase that was first given to them."""
    unnamed = {c.id for c in draft.characters if not c.aliases}
    out: dict[int, str] = {}
    seen: set[str] = set()
    for i, entity in enumerate(draft.entities):
        if entity in unnamed and entity not in seen and draft.phrases[i].form != "PRON":
            seen.add(entity)
            out[i] = entity
    return out
