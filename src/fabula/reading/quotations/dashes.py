"""Speech that a dash opens at the start of a paragraph: "— Late again, said Mora." """

from __future__ import annotations

import re
from collections.abc import Sequence

from fabula.reading.draft import Utterance
from fabula.reading.quotations.clauses import Found
from fabula.reading.quotations.ground import Ground
from fabula.reading.quotations.marks import family_of
from fabula.reading.quotations.said import breaks_off
from fabula.reading.quotations.unmarked import spoken_around
from fabula.spans import Span
from fabula.text.words import Words

_DASH = re.compile(r"(?:[—–―]|--|- )\s?(?=[\w\"'“‘«¿¡…_*(.])")
FEWEST, SHARE = 2, 0.15


def dash_paragraphs(text: str, ground: Ground) -> frozenset[int]:
    """Indices of the paragraphs whose opening dash marks speech; none where the book speaks in marks."""
    found = [i for i, b in enumerate(ground.blocks) if _DASH.match(text, b.start, b.end)]
    marked = sum(family_of(text, b.start) is not None for b in ground.blocks)
    if len(found) < FEWEST or len(found) < SHARE * marked:
        return frozenset()
    return frozenset(found)


def dash_utterance(words: Words, paragraph: Span, introduction: Found | None) -> Utterance | None:
    """The utterance of one paragraph, the dash inside its first span; None when nothing but the dash is there."""
    inside = words.within(paragraph)
    first = inside.start
    while first < inside.stop and not words.forms[first][:1].isalnum():
        first += 1
    spans, found = spoken_around(words, first, inside.stop)
    if not spans:
        return None
    spans[0] = Span(paragraph.start, spans[0].end)
    cue = found or introduction
    return Utterance(
        spans=tuple(spans),
        cue=cue.cue if cue else None,
        cut_off=_cut_off(words.text, spans),
        confidence=0.9,
    )


def _cut_off(text: str, spans: Sequence[Span]) -> bool:
    last = spans[-1]
    return breaks_off(text, last) or (text[last.end : last.end + 2].strip() in {"—", "–", "--"})
