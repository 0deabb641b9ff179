"""Whom the words of a span stand for."""

from __future__ import annotations

from bisect import bisect_left

from fabula.reading.draft import Draft

LONGEST = 300  # code points that a phrase may start before the span


def entity_at(draft: Draft, span: tuple[int, int]) -> str | None:
    """The entity of the phrase that best matches a span ("old Mr. Bennet", "she"); None when none overlaps it.

    The phrase whose head lies in the span and that shares most with it wins; phrases outside it count when they
    cover it.
    """
    index = phrase_at(draft, span)
    return None if index is None or not draft.entities else draft.entities[index]


def phrase_at(draft: Draft, span: tuple[int, int]) -> int | None:
    """Index of the phrase that best matches a span, or None."""
    best: tuple[float, int] | None = None
    first = bisect_left(draft.phrases, span[0] - LONGEST, key=lambda p: p.start)
    for i in range(first, bisect_left(draft.phrases, span[1], key=lambda p: p.start)):
        phrase = draft.phrases[i]
        shared = min(phrase.end, span[1]) - max(phrase.start, span[0])
        if shared <= 0 or not (span[0] <= phrase.head.start < span[1]):
            continue
        union = max(phrase.end, span[1]) - min(phrase.start, span[0])
        if best is None or shared / union > best[0]:
            best = (shared / union, i)
    return None if best is None else best[1]
