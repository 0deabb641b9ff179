"""Whom the words of a span stand for."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache

from fabula.reading.draft import Draft, Phrase


def entity_at(draft: Draft, span: tuple[int, int]) -> str | None:
    """The entity of the phrase that best matches a span ("old Mr. Bennet", "she"); None when none overlaps it.

    The phrase whose head lies in the span and that shares most with it wins; phrases outside it count when they
    cover it.
    """
    index = phrase_at(draft, span)
    return None if index is None or not draft.entities else draft.entities[index]


def phrase_at(draft: Draft, span: tuple[int, int]) -> int | None:
    """Index of the phrase that best matches a span, or None."""
    starts, longest = _starts(draft.phrases)
    best: tuple[float, int] | None = None
    for i in range(bisect_left(starts, span[0] - longest), bisect_left(starts, span[1])):
        phrase = draft.phrases[i]
        shared = min(phrase.end, span[1]) - max(phrase.start, span[0])
        if shared <= 0 or not (span[0] <= phrase.head.start < span[1]):
            continue
        union = max(phrase.end, span[1]) - min(phrase.start, span[0])
        if best is None or shared / union > best[0]:
            best = (shared / union, i)
    return None if best is None else best[1]


@lru_cache(maxsize=4)
def _starts(phrases: tuple[Phrase, ...]) -> tuple[list[int], int]:
    return [p.start for p in phrases], min(300, max((p.end - p.start for p in phrases), default=0))
