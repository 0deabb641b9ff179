"""Places, vessels and bodies of people that a pronoun or a noun takes up again, by the encoder's word."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fabula.reading.antecedents import REACH, Antecedents
from fabula.reading.draft import Draft
from fabula.spans import Span


def find_things(draft: Draft) -> Draft:
    """The draft with an entity for every phrase that is no person.

    A pronoun or a noun joins the entity whose mentions just before it the encoder takes for its antecedents; else it
    is what it was, if nothing before it was that, or a new one: two rooms may both be "the room". Names keep their
    places, and so does what a person has decided.
    """
    scores = draft.antecedents
    if scores is None:
        return draft
    out = list(draft.entities)
    taken = {e for e in out if e}
    fresh = (f"e{n}" for n in range(1, len(taken) + len(out) + 1) if f"e{n}" not in taken)
    seen: set[str] = set()
    recent: deque[int] = deque(maxlen=REACH)
    for i, phrase in enumerate(draft.phrases):
        if phrase.type == "PER":
            continue
        own = out[i]
        if own is None or (phrase.form != "PROP" and i not in draft.constraints.mentions):
            spans = {j: draft.phrases[j].span for j in recent}
            own = _heard(scores, phrase.span, spans, out) or (own if own not in seen else None) or next(fresh)
        out[i] = own
        seen.add(own)
        recent.append(i)
    return replace(draft, entities=tuple(out))


def _heard(scores: Antecedents, span: Span, before: Mapping[int, Span], entities: Sequence[str | None]) -> str | None:
    """The entity that the encoder takes a phrase for, None where "none of them" is likelier."""
    sums: dict[str, float] = defaultdict(float)
    for j, earlier in before.items():
        score = scores.score(span, [earlier])
        if score is not None:
            sums[entities[j] or ""] += math.exp(score)
    best = max(sums, key=lambda e: sums[e], default=None)
    return best if best and sums[best] > 1 else None
