"""Pieces whose closing mark was forgotten: “Come in, she said. “Sit down.”"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.reading.quotations.pieces import Piece
from fabula.reading.quotations.unmarked import cue_inside
from fabula.spans import Span, strip
from fabula.text.words import Words


def mend(words: Words, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those without a closing mark cut off before the clause of saying inside them.

    A piece that the next paragraph takes up is whole. Inner pieces keep their index, so none is dropped.
    """
    taken_up = {p.paragraph - 1 for p in pieces if p.continues and p.depth == 0}
    return [
        p if p.closed or p.depth or (p.paragraph in taken_up and _last(pieces, i)) else _cut(words, p)
        for i, p in enumerate(pieces)
    ]


def _last(pieces: Sequence[Piece], i: int) -> bool:
    """Whether no other outermost piece of the paragraph stands behind piece `i`."""
    for piece in pieces[i + 1 :]:
        if piece.paragraph != pieces[i].paragraph:
            return True
        if piece.depth == 0:
            return False
    return True


def _cut(words: Words, piece: Piece) -> Piece:
    inside = words.within(piece.span)
    cut = cue_inside(words, inside.start, inside.stop, "speech") if len(inside) > 1 else None
    if cut is None:
        return replace(piece, span=strip(words.text, piece.span))
    return replace(piece, span=Span(piece.span.start, words.tokens[cut.start - 1].end))
