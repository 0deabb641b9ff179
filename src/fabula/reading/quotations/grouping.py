"""From pieces to utterances: which pieces of a paragraph are one turn, which paragraphs one speech."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.reading.quotations.clauses import Found
from fabula.reading.quotations.cues_before import cue_before
from fabula.reading.quotations.cues_behind import cue_after
from fabula.reading.quotations.noun_phrases import PRONOUNS
from fabula.reading.quotations.pieces import Piece
from fabula.reading.quotations.said import is_said, is_sentence
from fabula.reading.quotations.unmarked import fits
from fabula.spans import Span
from fabula.text.words import Words

PLAIN = frozenset("said say says cried cry answered answer replied exclaimed asked shouted called whispered".split())
SHE_TITLES = ("mrs", "miss", "ms", "lady", "madame", "aunt", "mother", "queen", "princess", "the woman", "the girl")
HE_TITLES = ("mr", "sir", "lord", "uncle", "father", "king", "prince", "captain", "the man", "the boy", "the old man")


@dataclass(slots=True)
class Turn:
    """Pieces that one speaker says in one breath, and the cue found for them."""

    pieces: list[int]
    cue: Found | None = None
    paragraph: int = 0
    continues: bool = False
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A piece of a paragraph with the cue behind it and the cue before it."""

    index: int
    after: Found | None
    before: Found | None


def turns_of(
    words: Words,
    paragraph: Span,
    pieces: Sequence[Piece],
    indices: Sequence[int],
    number: int,
    *,
    nested: bool = False,
) -> list[Turn]:
    """The turns of one paragraph, from pieces in text order (indices into `pieces`) that do not stand in each other.

    `nested`: the paragraph is itself a quotation; then more must speak for words that somebody says.
    """
    near = _cues(words, paragraph, pieces, indices)
    kept: list[Neighbourhood] = []
    for n in near:
        if _counts(words, paragraph, pieces[n.index], n, follows=bool(kept), nested=nested):
            kept.append(n)
    out: list[Turn] = []
    for n in kept:
        piece = pieces[n.index]
        if out and not piece.continues and _same_turn(words, pieces, out[-1], n, kept):
            out[-1].pieces.append(n.index)
            out[-1].cue = out[-1].cue or n.before or n.after
        else:
            out.append(Turn([n.index], _first(words.text, piece, n), number, piece.continues))
        out[-1].open_end = not piece.closed and piece.span.end >= paragraph.end
    return out


def _first(text: str, piece: Piece, n: Neighbourhood) -> Found | None:
    """The cue in front, unless it is a sentence of its own and another stands behind."""
    if n.before is None or n.after is None:
        return n.before or n.after
    return n.after if text[max(0, piece.span.start - 9) : piece.span.start].rstrip()[-1:] == "." else n.before


def _cues(words: Words, paragraph: Span, pieces: Sequence[Piece], indices: Sequence[int]) -> list[Neighbourhood]:
    out: list[Neighbourhood] = []
    previous = paragraph.start
    taken: set[int] = set()
    for k, index in enumerate(indices):
        span = pieces[index].span
        following = pieces[indices[k + 1]].span.start if k + 1 < len(indices) else paragraph.end
        before = cue_before(
            words, words.within((previous, span.start)).start, words.within((previous, span.start)).stop
        )
        gap = words.within((span.end, following))
        after = (
            cue_after(words, gap.start, gap.stop, loose=_loose(words, span, gap), asked=_asked(words.text, span))
            if len(gap)
            else None
        )
        if before is not None and before.verb in taken:
            before = None
        if after is not None:
            taken.add(after.verb)
        out.append(Neighbourhood(index, after, before))
        previous = span.end
    return out


def _loose(words: Words, span: Span, gap: range) -> bool:
    """Whether the narration behind a piece runs on from its words."""
    inside = words.text[span.start : span.end].rstrip("\"“”„'‘’»«›‹」』_* \u2060\u200a\u202f")
    first = words.forms[gap.start]
    if first[:1].islower():
        return inside[-1:] not in ".…" or not inside[-1:]
    return inside[-1:] == ","


def _asked(text: str, span: Span) -> bool:
    return text[span.start : span.end].rstrip("\"“”„'‘’»«›‹」』_* \u2060\u200a\u202f")[-1:] in "?!—–-"


def _counts(words: Words, paragraph: Span, piece: Piece, n: Neighbourhood, *, follows: bool, nested: bool) -> bool:
    """Whether the piece is a quotation at all."""
    if piece.continues or not piece.closed:
        return True
    if (n.after or n.before) and _touches(words, piece, n):
        return True
    if nested and not is_sentence(words.text, piece.span):
        return False
    return is_said(words.text, piece.span, paragraph, follows=follows)


def _touches(words: Words, piece: Piece, n: Neighbourhood) -> bool:
    """Whether a cue beside the piece takes its words as its object, and not just a title or a word in marks."""
    text = words.text
    inside = text[piece.span.start + 1 : piece.span.end - 1].strip()
    if n.after is not None and (inside[-1:] in ",!?—–-" or not inside[:1].islower()):
        return True
    if n.before is None:
        return False
    gap = text[n.before.cue.span.end : piece.span.start]
    if any(c in gap for c in ",:—–-"):
        return True
    return inside[:1].isupper() and inside[-1:] in ".!?,…—–-" and words.forms[n.before.verb].lower() in PLAIN


def _same_turn(
    words: Words, pieces: Sequence[Piece], turn: Turn, n: Neighbourhood, kept: Sequence[Neighbourhood]
) -> bool:
    last, piece = pieces[turn.pieces[-1]], pieces[n.index]
    gap = words.within((last.span.end, piece.span.start))
    if not len(gap):
        return False
    own = [f for f in (n.before, n.after) if f is not None]
    if turn.cue is None or not own:
        return True
    if "speech" in turn.cue.kinds and any(fits(words, f, "thought") and "speech" not in f.kinds for f in own):
        return False
    ended = any(words.forms[k] in {".", "!", "?"} for k in gap)
    return all(_may_be_same(words, turn.cue, f, ended=ended) for f in own)


def _may_be_same(words: Words, a: Found, b: Found, *, ended: bool) -> bool:
    """Whether the subjects of two cues may be one person; `ended`: a sentence ends between the words they bring in."""
    if a.cue.subject is None or b.cue.subject is None:
        return True
    first, second = (words.text[f.cue.subject.start : f.cue.subject.end].lower() for f in (a, b) if f.cue.subject)
    if first == second or first in second or second in first:
        return True
    if first in PRONOUNS and second in PRONOUNS:
        return False
    for x, y in ((first, second), (second, first)):
        if x in PRONOUNS:
            return (
                not ended
                and not (x == "he" and y.startswith(SHE_TITLES))
                and not (x == "she" and y.startswith(HE_TITLES))
                and x != "i"
            )
    return False
