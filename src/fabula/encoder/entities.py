"""Entities from antecedent scores alone, over a text of any length.

The stages of reading know more (who speaks, which names are one person's); this is what the model says by itself, and
what its figures are measured with.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence

import numpy as np

from fabula.encoder.signals import Signals

NEAREST = 60
"""Candidates for an antecedent: the mentions nearest before."""

REMEMBERED = 4
"""And as many of the latest mentions that share a content word, however far away they are."""


def entities(signals: Signals, forms: Sequence[str]) -> list[int]:
    """The number of the entity of each mention, from 0 in the order of first mentions; `forms` are all tokens.

    Left to right; a mention joins the entity whose mentions among its candidates have the greatest sum of exponentiated
    scores, if that is more than 1, the weight of "none of them" (the likelihood that the scores were trained for).
    Every mention has a bounded number of candidates, so that the time is linear in the length of the text.
    """
    out: list[int] = []
    known: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
    count = 0
    nearest: deque[int] = deque(maxlen=NEAREST)
    for i, mention in enumerate(signals.mentions):
        if mention.part:
            out.append(count)
            count += 1
            continue
        words = [] if mention.form == "PRON" else _content(forms[mention.start : mention.end])
        candidates = sorted({*nearest, *(j for word in words for j in known[word])})
        found = _best(out, candidates, signals.antecedent_scores(i, candidates)) if candidates else None
        if found is None:
            found = count
            count += 1
        out.append(found)
        nearest.append(i)
        for word in words:
            known[word].append(i)
    return out


def _best(
    entity_of: Sequence[int], candidates: Iterable[int], scores: np.ndarray[tuple[int, ...], np.dtype[np.float32]]
) -> int | None:
    weights: dict[int, float] = defaultdict(float)
    for j, weight in zip(candidates, np.exp(np.minimum(scores, 30)).tolist(), strict=True):
        weights[entity_of[j]] += weight
    best = max(weights, key=lambda e: weights[e])
    return best if weights[best] > 1 else None


def _content(words: Sequence[str]) -> list[str]:
    """Capitalised words, and the last word: what a later mention of the same is likely to share."""
    some = {w.lower() for k, w in enumerate(words) if w[:1].isupper() and (k or len(words) == 1 or len(w) > 3)}
    return sorted(some | {words[-1].lower()})
