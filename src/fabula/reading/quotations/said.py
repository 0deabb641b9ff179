"""Whether somebody says the words in marks, or the marks hold up a title, a nickname, a word as a word."""

from __future__ import annotations

import re

from fabula.spans import Span

_END = re.compile(r"[.!?,;:…—–-]\W*$")
_WORD = re.compile(r"[^\W\d_]+")
_NAMING = frozenset(
    "called named entitled titled termed dubbed styled nicknamed christened labelled labeled marked headed word words "
    "term name title phrase the a an so-called his her their my your its our this that of those these as for in by "
    "with on to from at such any no some".split()
)
_LAST_WORD = re.compile(r"([^\W\d_][\w’'-]*)\W*$")


NEAR = 80  # characters before a mark that tell what stands in front of it


def is_said(text: str, span: Span, paragraph: Span, *, follows: bool = False) -> bool:
    """Whether the words between the marks of `span` stand as words spoken, going by shape and place in the paragraph.

    A cue beside them settles the matter before this is asked. `follows`: other words are spoken before them in the
    paragraph, so that these may go on with them.
    """
    inside = text[span.start : span.end].strip("\"“”„‟'‘’‚«»‹›「」『』 \u2060\u200a\u202f")
    words = _WORD.findall(inside)
    if not words:
        return bool(re.search(r"[?!…—-]|\.\.", inside))
    before = text[max(paragraph.start, span.start - NEAR) : span.start].rstrip()
    if span.start - paragraph.start < NEAR and not before.strip(" \"“‘'—–-_*\u2060"):
        return True
    if before[-1:] in '.!?:;…—–-”"’)' or before.endswith((",", ",_")):
        if (
            not follows
            and inside[:1].islower()
            and len(words) <= 3
            and inside[-1:] not in "!?…—"
            and before[-1:] == ","
        ):
            return False
        return _END.search(inside) is not None or words[0][:1].isupper() or len(words) > 6 or before[-1:] in ":;,"
    ended = inside[-1:] in ".!?…—–-"
    match = _LAST_WORD.search(before)
    last = match.group(1).lower() if match else ""
    if last in _NAMING:
        return len(words) > 3 and inside[:1].isupper() and ended and not _is_title(words)
    if len(words) <= 4 and not ended:
        return False
    return inside[:1].isupper() and (ended or len(words) > 5) and not _is_title(words)


def is_sentence(text: str, span: Span) -> bool:
    """Whether the words between the marks start and end as a sentence does."""
    inside = text[span.start : span.end].strip("\"“”„‟'‘’‚«»‹›「」『』 \u2060\u200a\u202f")
    return inside[:1].isupper() and inside[-1:] in ".!?…—–-"


def _is_title(words: list[str]) -> bool:
    """Whether the long words all have capitals, as in the title of a book or a song."""
    long = [w for w in words if len(w) > 3]
    return len(long) > 1 and all(w[:1].isupper() for w in long)


def breaks_off(text: str, span: Span) -> bool:
    """Whether the words end in a dash (or in the blanks that a lost dash leaves before the closing mark)."""
    inside = text[span.start : span.end].rstrip("\"“”'‘’»«›‹」』_*\u2060\u200a\u202f")
    spaced = text[span.start + 1 : span.start + 2].isspace()  # marks set off by blanks, as in French
    if inside[-1:] == " " and span.end - span.start > len(inside) and not spaced:
        return inside.rstrip()[-1:].isalpha() or inside.rstrip()[-1:] in "-—–"
    return inside.rstrip()[-1:] in {"-", "—", "–", "―", "⸺"}


_ASIDE = re.compile(
    r"\s*\((?!(?:includ|mean|be|accord|consider|hav|suppos|allow|beg|noth|someth|everyth|anyth|dur)ing)"
    r"(?:(?:[a-z]+ly,? )?[a-z]+ing\b|with an? |in an? [a-z]+ (?:voice|tone|whisper)|aside\b|to [A-Z])[^()]{0,90}\)\s*"
)


def without_asides(text: str, span: Span) -> list[Span]:
    """The span, parted where a stage direction stands in it: "Tom! (turning to her sister) Not you." """
    out: list[Span] = []
    start = span.start
    for match in _ASIDE.finditer(text, span.start + 1, span.end - 1):
        if match.start() > start + 1:
            out.append(Span(start, match.start()))
            start = match.end()
    return [*out, Span(start, span.end)]
