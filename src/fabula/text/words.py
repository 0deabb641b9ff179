"""Words of a manuscript: tokens, and which of them make sentences and paragraphs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from fabula.source.manuscript import Block, Manuscript
from fabula.spans import Span
from fabula.text.sentences import sentence_starts
from fabula.text.tokens import tokenize


@dataclass(frozen=True, slots=True)
class Words:
    """Tokens of a text with its sentences and paragraphs.

    `tokens` are spans of code points. `sentences` and `paragraphs` are spans of token indices; both tile the tokens.
    A paragraph is one block of the manuscript; `blocks[i]` is the block of paragraph `i`. Blocks without a token are
    left out.
    """

    text: str
    tokens: tuple[Span, ...]
    forms: tuple[str, ...]
    sentences: tuple[Span, ...]
    paragraphs: tuple[Span, ...]
    blocks: tuple[Block, ...]
    # the edges alone: looked up a million times in a novel, and many times faster so
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _ends: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _sentence_ends: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _paragraph_ends: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name, edges in (
            ("_starts", (t.start for t in self.tokens)),
            ("_ends", (t.end for t in self.tokens)),
            ("_sentence_ends", (s.end for s in self.sentences)),
            ("_paragraph_ends", (p.end for p in self.paragraphs)),
        ):
            object.__setattr__(self, name, tuple(edges))

    def at(self, offset: int) -> int:
        """Index of the first token that ends after `offset` (the number of tokens when there is none)."""
        return bisect_right(self._ends, offset)

    def within(self, span: tuple[int, int]) -> range:
        """Indices of the tokens that start inside a span of code points."""
        return range(bisect_left(self._starts, span[0]), bisect_left(self._starts, span[1]))

    def forms_in(self, span: tuple[int, int]) -> tuple[str, ...]:
        """The tokens that start inside a span of code points, as written."""
        inside = self.within(span)
        return self.forms[inside.start : inside.stop]

    def chars(self, tokens: tuple[int, int]) -> Span:
        """The span of code points of a non-empty span of token indices."""
        return Span(self.tokens[tokens[0]].start, self.tokens[tokens[1] - 1].end)

    def sentence_of(self, token: int) -> int:
        """Index of the sentence that holds a token."""
        return bisect_right(self._sentence_ends, token)

    def paragraph_of(self, token: int) -> int:
        """Index of the paragraph that holds a token."""
        return bisect_right(self._paragraph_ends, token)


def words(manuscript: Manuscript) -> Words:
    """The words of every block of the manuscript, front and back matter included."""
    tokens: list[Span] = []
    sentences: list[Span] = []
    paragraphs: list[Span] = []
    blocks: list[Block] = []
    for block in manuscript.blocks:
        found = tokenize(manuscript.text, block.start, block.end)
        if not found:
            continue
        first = len(tokens)
        tokens.extend(found)
        starts = [first + i for i in sentence_starts(manuscript.text, found)]
        sentences.extend(Span(a, b) for a, b in zip(starts, [*starts[1:], len(tokens)], strict=True))
        paragraphs.append(Span(first, len(tokens)))
        blocks.append(block)
    text = manuscript.text
    return Words(
        text,
        tuple(tokens),
        tuple(text[a:b] for a, b in tokens),
        tuple(sentences),
        tuple(paragraphs),
        tuple(blocks),
    )
