"""Lines that say what follows: "Summary:", "A/N:", "by somebody", `Rating: T`, "THE END"."""

from __future__ import annotations

import re
from typing import NamedTuple

from fabula.source.headings import is_title

_APOSTROPHE = "['’‘`]?"
_NOTE = (
    rf"a/n|an(?=\s*:)|author{_APOSTROPHE}s?{_APOSTROPHE}\s+(?:end\s*)?notes?(?:\s+at the (?:start|end))?|author notes?|"
    r"(?:end|ending|beginning|opening|closing|chapter|chapter end|story|final|pre|post)[ -]?"
    r"(?:chapter[ -])?(?:notes?|a/n)|"
    r"notes?(?:\s+(?:at|for|from|by)\s+[^.:\n]{1,40})?|disclaimer|(?:content|trigger)\s+(?:warnings?|notes?)|"
    r"(?:cw|tw)(?=\s*:)|warnings?|p\.?s\.? from the author|from the author"
)
_DESCRIPTION = r"(?:story |short |long |full |book )?(?:description|summary|synopsis|blurb)|about this story"
_OPEN = r"[\W_]*"
_NOTE_LINE = re.compile(
    rf"{_OPEN}(?P<label>{_NOTE})(?P<mark>\s*[*_]*\s*[:—–-]+[*_]*\s*|\s*[*_\])=~.-]*$)(?P<rest>.*)", re.I | re.S
)
_DESCRIPTION_LINE = re.compile(
    rf"{_OPEN}(?P<label>{_DESCRIPTION})(?P<mark>\s*[*_]*\s*[:—–-]+[*_]*\s*|\s*[*_\])=~.-]*$)(?P<rest>.*)", re.I | re.S
)
_BYLINE = re.compile(
    r"[>/*_\s(\[]*(?:(?:written|retold|translated|edited|posted|told|composed|"
    r"a\s+\w+|an?\s+[\w' -]{1,30}|story|original story|"
    r"fanfic|fanfiction|fic)\s+)?(?:by|author\s*:)[:\s]+(?P<name>[^\W_][^\n]{0,80}?)[*_)\]\s]*",
    re.I,
)
_LABELS = (
    "title author authors status genre genres rating rated tags tag additional tags freeform fandom fandoms category "
    "categories series published updated packaged completed words word count chapters characters character pairing "
    "pairings relationship relationships archive warning archive warnings language story url url author url site "
    "publisher source date collections stats kudos hits bookmarks comments reviews favs favorites follows id story id "
    "posted last updated translator translators original title beta betas universe timeline prompt spoilers read time "
    "length type format content size dedication ship ships main pairing extratags generated downloaded release date "
    "ebook producer created section author id illustrator editor credits character set encoding most recently updated"
)
_TWO_WORDS = (
    "additional tags|word count|archive warnings?|story url|author url|story id|last updated|original title|read time|"
    "main pairing|downloaded from|release date|author id|character set encoding|most recently updated|main characters?|"
    "side pairings?|series title|story title|original language|date published|date posted"
)
_LABEL = re.compile(
    rf"[>*_\s]*(?P<label>{_TWO_WORDS}|{'|'.join(sorted(set(_LABELS.split()), key=len, reverse=True))})[*_]*\s*:[*_]*"
    r"(?P<value>[^\n]*)",
    re.I,
)
_ANY_LABEL = re.compile(r"[A-Z][\w/ ’'-]{1,24}:\s+\S[^\n]*")
THE_END = re.compile(
    r"[\W_]*(?:the end|fin|finis|end|the\s+very\s+end|end of (?:the |this )?"
    r"(?:story|book|file|tale|part \w+|chapter \w+|volume \w+)|"
    r"end file|(?:the )?end\??|to be continued|tbc|ende)[\W_]*",
    re.I,
)
CONTENTS = re.compile(r"[\W_]*(?:table of )?(?:contents|chapters)[\W_]*|[\W_]*index of chapters[\W_]*", re.I)
GUTENBERG_START = re.compile(
    r"\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG|\*END\*?\s*THE SMALL PRINT|\*END THE SMALL PRINT", re.I
)
GUTENBERG_END = re.compile(
    r"\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG|End of (?:the |this )?Project Gutenberg|"
    r"\*\*\*START:? FULL LICENSE",
    re.I,
)
GUTENBERG_NOTE = re.compile(
    r"(?:E-?text |This (?:e-?text|ebook) was )?(?:produced|prepared|transcribed|scanned) (?:by|from)\b"
    r"|Transcriber[’']s note|HTML version by|The Project Gutenberg E|This eBook is for the use",
    re.I,
)
_META = re.compile(
    r"\b(?:(fan)?fics?|fanfiction|one-?shot|two-?shot|drabble|beta|beta'?d|unbeta'?d|reviews?|"
    r"comments?|kudos|feedback|concrit|"
    r"posted|posting|re-?post(?:ed)?|updates?|updating|sequel|prequel|au|oc|ocs|pov|canon|headcanon|prompts?|readers?|"
    r"reading|chapters?|stor(?:y|ies)|this one|punctuation|spelling|grammar|typos?|mistakes|english|enjoy|disclaimer|"
    r"characters|write|writing|wrote|written|journal|thanks|thank you|please|hope you|rated|subscribe|patreon|discord|"
    r"follow|favou?rite|(?:not|n[’']t) own|own(?:s|ed)? nothing|all rights|hiatus|tumblr|ao3|wattpad|"
    r"fimfiction|royal road)\b",
    re.I,
)


_SIGNED = re.compile(r"(?P<title>\S.{0,78}?)\s*(?:[-–—,|]\s*)?\bby[ :]+(?P<name>\S+(?: [A-Z]\S*){0,3})", re.DOTALL)
_RATING = re.compile(
    r"(?:rated|rating)[: ]+(?:[gktmrexp]\+?|pg(?:-?13)?|nc-?17|teens?|mature|general|everyone|explicit)\b[^.]{0,40}\.?|"
    r"(?:complete[d]?|one-?shot|two-?shot|drabble|wip|work in progress|unfinished)[.!]?|\d[\d,.]*k? words\.?",
    re.IGNORECASE,
)


class Label(NamedTuple):
    """A label at the start of a line and the words after it."""

    name: str
    rest: str


def note(text: str) -> Label | None:
    """The label of an author's note, alone on its line or with a colon or dash after it."""
    return _label(_NOTE_LINE, text)


def description(text: str) -> Label | None:
    """The label of a blurb, alone on its line or with a colon or dash after it."""
    return _label(_DESCRIPTION_LINE, text)


def byline(text: str) -> str | None:
    """Who a line says the story is by."""
    if len(text) > 120:
        return None
    match = _BYLINE.fullmatch(text.strip())
    if match is None or text.rstrip(" *_)]")[-1:] in "!?;:," or text.count(" ") > 10:
        return None
    return match.group("name").strip()


def signed_title(line: str) -> Label | None:
    """A title and who it is by on one line: "Ten Steps by somebody"."""
    match = _SIGNED.fullmatch(line.strip()) if len(line) <= 100 else None
    if match is None or not is_title(match.group("title")) or match.group("title").count(" ") > 8:
        return None
    return Label(match.group("title").strip('"“”*_ '), match.group("name"))


def is_rating(line: str) -> bool:
    """Whether a line under a by-line rates or sizes up the story: "Rated T", "One-shot", "Words: 300"."""
    return len(line) <= 60 and _RATING.fullmatch(line.strip()) is not None


def header(text: str) -> Label | None:
    """A line of a story's header, `Label: value`, where the label is one that archives use."""
    match = _LABEL.fullmatch(text.strip()) if len(text) <= 3000 else None
    return Label(match.group("label").lower(), match.group("value").strip(" *_")) if match else None


def any_header(text: str) -> bool:
    """Whether a line has the form of a header line with any label; believed only beside a known one."""
    return len(text) <= 200 and _ANY_LABEL.fullmatch(text.strip()) is not None


def meta_words(text: str) -> int:
    """How many different words of the talk between an author and readers a paragraph has."""
    return len({m.group().lower() for m in _META.finditer(text[:3000])})


def _label(pattern: re.Pattern[str], text: str) -> Label | None:
    head = text[:160]
    match = pattern.match(head.split("\n", 1)[0]) if "\n" in head else pattern.match(head)
    if match is None:
        return None
    name = match.group("label")
    rest = text[match.start("rest") :].strip(" *_")
    if rest and name[0].islower() and name.lower() not in ("a/n", "an"):
        return None
    return Label(" ".join(name.split()), rest)
