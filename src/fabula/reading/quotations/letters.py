"""Letters and messages that stand as paragraphs of their own: from "Dear Fen," to the signature."""

from __future__ import annotations

import re

from fabula.reading.draft import Utterance
from fabula.reading.quotations.ground import Cover, Ground
from fabula.spans import Span

_SALUTATION = re.compile(
    r"[_*]*(?:(?:My|Our) )?(?:(?:very |own )?(?:[Dd]ear(?:est)?|DEAR(?:EST)?|[Bb]eloved|[Dd]arling)|Honou?red|Esteemed)"
    r"(?:[ _*]+(?:[A-Z][\w.’'-]*|sirs?|madam|friends?|mother|father|sister|brother|son|daughter|uncle|aunt|miss|old|"
    r"little|and|my|own|lord|lady|boys?|girls?|child|children|love|wife|husband|sweet|one|cousin|heart|fellow|master|"
    r"colleagues?|comrades?|both|all)){0,5}[_*]*\s*(?:[,:!—–]|--|$)"
)
_PLAIN = re.compile(r"[_*]*(?:Sir|Madam|Gentlemen|To [A-Z][^.!?\n]{1,50})[,:;!—–][_*]*\s*$")
_LABELLED = re.compile(r"[A-Z][\w.’' -]{1,24}:\s")
_CLOSING = re.compile(
    r"[_*]*(?:(?:I (?:am|remain)|Ever|Believe me|With|Your|Yours|Love|Sincerely|Affectionately|Respectfully|Faithfully|"
    r"Cordially|Best|Kind|Warm|Truly|Fondly|P\.? ?S)\b)",
)
_TEXT_NOUN = re.compile(
    r"\b(?:note|letter|message|telegram|cable|postcard|card|notice|placard|poster|inscription|"
    r"headline|e-?mail|memo|report|summary|article|advertisement|postscript|diary|journal)\b",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"\b(?:read|reads|ran|runs|said|says|wrote|written|follows|thus|stated|was|contained|headed)\b"
)
LONG_LETTER = 250  # characters of a quoted piece with a salutation that is written, not said
LONGEST = 60  # paragraphs of a letter


def find_letters(text: str, ground: Ground, cover: Cover) -> list[Utterance]:
    """The letters of a story as `writing`: one span each, of paragraphs that nothing else has taken."""
    out: list[Utterance] = []
    i = 0
    blocks = ground.blocks
    while i < len(blocks):
        last = _letter_end(text, ground, i, cover)
        if last is not None:
            out.append(Utterance(spans=(Span(blocks[i].start, blocks[last].end),), mode="writing", confidence=0.8))
            i = last + 1
        else:
            i += 1
    return out


def is_letter(text: str, span: Span) -> bool:
    """Whether words in marks are a letter that is quoted: they greet somebody and go on at length."""
    start = span.start + 1
    while start < span.end and text[start] in " \u200a\u2060‘'":
        start += 1
    return len(span) > LONG_LETTER and _SALUTATION.match(text, start, span.end) is not None


def _letter_end(text: str, ground: Ground, i: int, cover: Cover) -> int | None:
    """Index of the last paragraph of the letter that starts at paragraph `i`, None when none does."""
    block = ground.blocks[i]
    if not cover.free(block.span) or not block.end > block.start:
        return None
    greeted = _SALUTATION.match(text, block.start, block.end)
    if greeted is None and not _PLAIN.match(text, block.start, block.end):
        return _set_apart(text, ground, i, cover)
    whole = greeted is not None and block.end - block.start > greeted.end() - greeted.start() + 20
    for k in range(i, min(i + LONGEST, len(ground.blocks))):
        if (k > i and k in ground.walls) or not cover.free(ground.blocks[k].span):
            return k - 1 if k > i + (0 if whole else 1) else None
        if k > i and _signs(text, ground.blocks[k].span):
            return _past_signature(text, ground, k, cover)
        if (
            whole
            and k == i
            and re.search(
                r"\b(?:Yours|Your (?:affectionate|loving|sincere)|Affectionately)\b", text[block.start : block.end]
            )
        ):
            return k
    return None


def _signs(text: str, span: Span) -> bool:
    words = text[span.start : span.end].strip("_* ")
    if _CLOSING.match(words) and len(words) < 120 and not words.endswith(("?", "!")):
        return True
    return len(words) <= 40 and words[:1].isupper() and words.rstrip(".")[-1:].isalpha() and len(words.split()) <= 4


def _past_signature(text: str, ground: Ground, k: int, cover: Cover) -> int:
    """The name behind the closing words, and a postscript, belong to the letter."""
    last = k
    for j in range(k + 1, min(k + 3, len(ground.blocks))):
        span = ground.blocks[j].span
        short = (len(span) <= 40 and text[span.end - 1].isalpha()) or len(span) <= 30
        if (
            j in ground.walls
            or not cover.free(span)
            or not (short or text.startswith(("P.S", "P. S", "PS"), span.start))
        ):
            break
        last = j
    return last


def _set_apart(text: str, ground: Ground, i: int, cover: Cover) -> int | None:
    """A text brought in by the paragraph before ("The note read:"), or a block quotation."""
    if i == 0 or i in ground.walls:
        return None
    block, before = ground.blocks[i], ground.blocks[i - 1]
    tail = text[max(before.start, before.end - 160) : before.end]
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z])", tail)[-1]
    noun = _TEXT_NOUN.search(sentence)
    if block.kind == "quote" and before.kind != "quote" and (noun or tail.endswith(":")):
        last = i
        while (
            last + 1 < len(ground.blocks) and ground.blocks[last + 1].kind == "quote" and last + 1 not in ground.walls
        ):
            last += 1
        return last
    if noun and tail.endswith(":") and _INTRODUCES.search(sentence):
        return _until_signed(text, ground, i, cover)
    if noun and _LABELLED.match(text, block.start, block.end) and text[block.start : block.end].find(":") < 25:
        return _until_signed(text, ground, i, cover)
    return None


def _until_signed(text: str, ground: Ground, i: int, cover: Cover) -> int:
    """The last paragraph of a text without salutation: its signature when one comes soon, else the first one."""
    for k in range(i + 1, min(i + 6, len(ground.blocks))):
        if k in ground.walls or not cover.free(ground.blocks[k].span):
            break
        if _signs(text, ground.blocks[k].span):
            return k
    return i
