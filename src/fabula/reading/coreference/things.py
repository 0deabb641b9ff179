"""Places, vessels and bodies of people that a pronoun or a noun takes up again, by the encoder's word."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from dataclasses import replace

from fabula.reading.antecedents import REACH
from fabula.reading.draft import Draft


def find_things(draft: Draft) -> Draft:
    """The draft with an entity for phrases that are no person and have none yet.

    A phrase joins the entity whose mentions just before it the encoder takes for its antecedents, else it is a new
    one. Names, and places that are called by the same noun, have their entities before.
    """
    scores = draft.antecedents
    if scores is None:
        return draft
    out = list(draft.entities)
    taken = {e for e in out if e}
    fresh = (f"e{n}" for n in range(1, len(taken) + len(out) + 1) if f"e{n}" not in taken)
    recent: deque[int] = deque(maxlen=REACH)
    for i, phrase in enumerate(draft.phrases):
        if phrase.type == "PER":
            continue
        if out[i] is None:
            sums: dict[str, float] = defaultdict(float)
            for j in recent:
                score = scores.score(phrase.span, [draft.phrases[j].span])
                if score is not None:
                    sums[out[j] or ""] += math.exp(score)
            best = max(sums, key=lambda e: sums[e], default=None)
            out[i] = best if best and sums[best] > 1 else next(fresh)
        recent.append(i)
    return replace(draft, entities=tuple(out))
