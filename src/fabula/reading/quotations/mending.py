"""Pieces whose closing mark was forgotten: “Come in, she said. “Sit down.”"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.reading.quotations.pieces import Piece
from fabula.reading.quotations.unmarked import cue_inside
from fabula.spans import Span, strip
from fabula.text.words import Words

SHORT = 25  # tokens of a line that ends in a clause of saying; a long one is a paragraph of a speech that goes on


def mend(words: Words, pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces, those without a closing mark cut off before the clause of saying inside them.

    A piece that the next paragraph takes up is whole, but for a short line that ends in such a clause. Inner pieces
    keep their index, so none is dropped.
    """
    taken_up = {p.paragraph - 1 for p in pieces if p.continues and p.depth == 0}
    out = list(pieces)
    ended: set[int] = set()  # paragraphs after which no speech goes on
    for i, piece in enumerate(pieces):
        if piece.continues and piece.paragraph - 1 in ended:
            out[i] = piece = replace(piece, continues=False)
        if piece.closed or piece.depth:
            continue
        if not (piece.paragraph in taken_up and _last(pieces, i)):
            out[i] = _cut(words, piece)
        elif not piece.continues and _said_and_done(words, piece):
            out[i] = _cut(words, piece)
            ended.add(piece.paragraph)
    return out


def _said_and_done(words: Words, piece: Piece) -> bool:
    """Whether a short line ends in a clause of saying, and in nothing else: “Come in, she said."""
    inside = words.within(piece.span)
    cut = cue_inside(words, inside.start, inside.stop, "speech") if 1 < len(inside) <= SHORT else None
    if cut is None or cut.end != inside.stop - 1 or words.forms[cut.start - 1] not in {",", "!", "?"}:
        return False
    subject = cut.found.cue.subject
    return subject is not None and words.text[subject.start : subject.end].lower() not in {"i", "we", "you"}


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
