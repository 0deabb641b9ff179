"""Quotation marks in running text: where they stand and what speaks for opening, closing or neither.

A mark is judged by its neighbours, not by its shape alone: straight marks have no direction, some books turn theirs
round, and a single mark may be an apostrophe. The shape counts as evidence like the rest.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from fabula.reading.quotations.verbs import word_set

DOUBLE, SINGLE, GUILLEMET, ANGLE, CORNER, WHITE_CORNER = "D", "S", "G", "g", "C", "c"

_FAMILY = (
    dict.fromkeys('"“”„‟″〝〞', DOUBLE)
    | dict.fromkeys("'‘’‛‚`", SINGLE)
    | {"«": GUILLEMET, "»": GUILLEMET, "‹": ANGLE, "›": ANGLE}
    | {"「": CORNER, "」": CORNER, "『": WHITE_CORNER, "』": WHITE_CORNER}
)
_LEANING = dict.fromkeys("“„‘‛‚`«‹「『〝", 1.0) | dict.fromkeys("”’»›」』〞", -1.0)

_MARK = re.compile(r"(?:``|''(?!\w))|[\"“”„‟″〝〞«»‹›「」『』]|(?<!\w)['‘’‛‚`]|['‘’‛‚`](?!\w)|(?<=[A-Za-z])‘(?=\w)")
_JOINERS = "\u2060\u200b\ufeff"
_THIN = "\u2009\u200a\u202f"
_SKIPPED = frozenset("\"“”„‟″'‘’‛‚`«»‹›「」『』_*") | frozenset(_JOINERS + _THIN)
_DASHES = frozenset("—–―‒-⸺")
_ENDERS = frozenset(".,!?;:…)]")
_WORD_AFTER = re.compile(r"[^\W_]+")
_WORD_BEFORE = re.compile(r"[^\W_]+$")
_DROPPED = frozenset("an o ol th wi ha t i fo d ye yo gi lea mus mo po jes las".split())


class Mark(NamedTuple):
    """A quotation mark or apostrophe at `start`, with a score (higher is likelier) for each thing it may be."""

    start: int
    end: int
    family: str
    opening: float
    closing: float
    neither: float


@lru_cache(maxsize=1)
def _elisions() -> frozenset[str]:
    return word_set("elisions")


def marks_in(text: str, start: int, end: int) -> list[Mark]:
    """The marks of one paragraph in order; apostrophes inside words are none."""
    return [_mark(text, m.start(), m.end(), start, end) for m in _MARK.finditer(text, start, end)]


def family_of(text: str, at: int) -> str | None:
    """The family of the mark at an offset, None when there is no mark."""
    return _FAMILY.get(text[at]) if at < len(text) else None


def _mark(text: str, at: int, after: int, start: int, end: int) -> Mark:
    family = DOUBLE if after - at == 2 else _FAMILY[text[at]]
    left, right = _neighbours(text, at, after, start, end)
    opening, closing = _opens(left, right), _closes(left, right)
    lean = _LEANING.get(text[at], 0.0)
    weight = 4.0 if family in (CORNER, WHITE_CORNER) else 2.5
    opening, closing = opening + weight * lean, closing - weight * lean
    if family == SINGLE:
        neither = _apostrophe(text, at, left, right, end)
        closing -= 0.5 if left == "w" else 0.0
    else:
        neither = -1.0 if text[at - 1 : at].isdigit() and text[at] in '"”″' else -4.0
    return Mark(at, after, family, opening, closing, neither)


_REACH = 16  # how many marks in a row are looked past: a paragraph of nothing but marks stays linear


def _neighbours(text: str, at: int, after: int, start: int, end: int) -> tuple[str, str]:
    """What stands left and right past other marks: `^` an edge, `_` a blank, `w` a word, `p` an ender, `d` a dash."""
    i, first = at - 1, max(start, at - _REACH)
    while i >= first and text[i] in _SKIPPED:
        i -= 1
    j, last = after, min(end, after + _REACH)
    while j < last and text[j] in _SKIPPED:
        j += 1
    left = "^" if i < start else _kind(text[i])
    right = "^" if j >= end else _kind(text[j])
    return left, right


def _kind(char: str) -> str:
    if char.isspace():
        return "_"
    if char in _DASHES:
        return "d"
    if char in _ENDERS:
        return "p"
    return "(" if char in "([{" else "w"


_OPENS = {
    ("^", "w"): 3.0, ("_", "w"): 3.0, ("(", "w"): 3.0, ("d", "w"): 1.5, ("p", "w"): 0.0, ("w", "w"): -1.0,
    ("^", "p"): 2.0, ("_", "p"): 1.5, ("^", "d"): 2.0, ("_", "d"): 1.5, ("^", "_"): 1.0, ("_", "_"): -0.5,
    ("d", "_"): -2.0, ("_", "("): 2.0, ("^", "("): 2.0, ("d", "p"): -1.0,
}  # fmt: skip
_CLOSES = {
    ("p", "_"): 3.0, ("p", "^"): 3.0, ("p", "p"): 3.0, ("p", "d"): 2.5, ("p", "w"): 0.5, ("p", "("): 2.0,
    ("w", "_"): 2.0, ("w", "^"): 2.5, ("w", "p"): 2.5, ("w", "d"): 2.0, ("w", "w"): -2.0,
    ("d", "_"): 3.0, ("d", "^"): 3.0, ("d", "p"): 2.5, ("d", "d"): 1.0, ("d", "w"): 0.0,
    ("_", "_"): 0.5, ("_", "^"): 2.5, ("_", "p"): 1.0, ("_", "w"): -2.5, ("_", "d"): 0.0,
}  # fmt: skip


def _opens(left: str, right: str) -> float:
    return _OPENS.get((left, right), -2.5)


def _closes(left: str, right: str) -> float:
    return -6.0 if left == "^" else _CLOSES.get((left, right), -2.0)


def _apostrophe(text: str, at: int, left: str, right: str, end: int) -> float:
    """How likely a single mark is an apostrophe: an elision before a word, a dropped letter or a plural's after one."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if after[:1].isalnum() and at + 1 < end:
        match = _WORD_AFTER.match(text, at + 1, end)
        word = match.group().lower() if match else ""
        if after.isdigit() or word in _elisions():
            return -1.0 if text[at] in "‘`" else 1.5
        return -4.0 if text[at] in "‘`" else 1.5 if text[at] == "’" else -1.5
    if before.isalpha():
        match = _WORD_BEFORE.search(text, max(0, at - 12), at)
        word = match.group().lower() if match else ""
        if word in _DROPPED or (word.endswith("in") and len(word) > 3):
            return 1.5
        return 0.0 if before in "sSzxZ" else -2.5
    return -4.0
