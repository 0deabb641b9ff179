"""The tokens and sentences of a story, made where its file has none."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fabula.export.setting import paragraphs
from fabula.spans import Span
from fabula.story.records import Story
from fabula.text.sentences import sentence_starts
from fabula.text.tokens import tokenize


def tokens(story: Story) -> list[Span]:
    """Spans of the tokens in order: those of the story's file, else those of its paragraphs."""
    if story.tokens and story.tokens.start:
        return [Span(a, b) for a, b in zip(story.tokens.start, story.tokens.end, strict=True)]
    return [token for p in paragraphs(story) for token in tokenize(story.text, p.start, p.end)]


def sentences(story: Story, found: Sequence[Span]) -> list[Span]:
    """Spans of the sentences in order: those of the story's file, else those that `found`, its tokens, make."""
    if story.sentences:
        return sorted(Span(*s) for s in story.sentences)
    out: list[Span] = []
    for paragraph in paragraphs(story):
        first, last = (bisect_left(found, (o, 0)) for o in (paragraph.start, paragraph.end))
        inside = found[first:last]
        starts = sentence_starts(story.text, inside)
        for at, stop in zip(starts, [*starts[1:], len(inside)], strict=True):
            out.append(Span(inside[at].start, inside[stop - 1].end))
    return out
