"""Headings of plain text: "CHAPTER IV", "Chapter 1: The Mill", "IV", "PART TWO", titles in capitals."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST = 160
_UNITS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_NUMBERS = {word: i for i, word in enumerate([*_UNITS.split(), "eighteen", "nineteen"], 1)}
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_ORDINALS = {
    word: i
    for i, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORD_NUMBER = "|".join(sorted([*_NUMBERS, *_TENS, *_ORDINALS, "last", "the last"], key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,4}}|[IVXLCivxlc]{{1,8}}|(?:the\s+)?(?:{_WORD_NUMBER})(?:[\s-](?:{_WORD_NUMBER}))?)"
_UNIT = (
    r"chapter|chap\.?|book|part|volume|vol\.?|act|canto|letter|adventure|episode|stave|section|installment|day|story"
)

_NUMBERED = re.compile(rf"(?P<unit>{_UNIT})\s+(?P<number>{_NUMBER})(?![\w'’])(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_INVERTED = re.compile(rf"(?:the\s+)?(?P<number>{_WORD_NUMBER})\s+(?P<unit>{_UNIT})\b(?P<rest>.*)", re.IGNORECASE)
_NAMED = re.compile(
    r"(?P<name>prologue|epilogue|interlude|intermission|prelude|coda|conclusion|finale|initial chapter|"
    r"the last chapter|final chapter|chapter the last|chapter last)(?![\w'’])(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_BARE = re.compile(r"(?P<number>[IVXLC]{1,8}|\d{1,3})(?P<rest>(?:[.:)]|\s*[—–-])?(?:\s+\S.*)?)")
_LOOSE = frozenset({"letter", "day", "story", "section", "act", "adventure", "episode"})
_LEAD = re.compile(r"\s*(?:[.:;)\]]|[—–-]+|\.\s*[—–-]+)\s*")
FRONT_NAMES = re.compile(
    r"(?:(?:the\s+)?author[’']?s\s+|translator[’']?s\s+|editor[’']?s\s+|publisher[’']?s\s+)?"
    r"(?:note by|author[’']s note|dedicatory|letter of dedication|preface|foreword|introduction|"
    r"introductory|dedication|acknowledge?ments?|advertisement|"
    r"note to the reader|to the reader|dramatis person[aæ]e?|cast of characters|copyright|"
    r"(?:table of )?contents|list of illustrations|illustrations|"
    r"about this (?:book|edition)|translator[’']?s note|editor[’']?s note)\b.*",
    re.IGNORECASE,
)
BACK_NAMES = re.compile(
    r"(?:afterword|appendix(?:\s+\w+)?|about the author|colophon|endnotes|footnotes|glossary|"
    r"transcriber[’']?s notes?|acknowledge?ments?|also by .*|licen[cs]e|bibliography|index)[.:]?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says: its unit ("chapter", "part", "" for a bare number), its number, the words after it."""

    unit: str
    number: int | None
    rest: str
    roman: bool = False

    @property
    def notation(self) -> str:
        """How chapters of its kind are counted: "unit" ("Chapter 1"), "roman", "arabic", "" for a title alone."""
        if self.unit:
            return "unit"
        return "" if self.number is None else "roman" if self.roman else "arabic"

    @property
    def over_chapters(self) -> bool:
        """Whether it holds chapters: a book, a part, a volume."""
        return self.unit in ("book", "part", "volume", "vol", "day")


def heading(line: str) -> Heading | None:
    """What a line says as a heading by its own words; None for anything that may be prose."""
    line = _bare(line)
    if not line or len(line) > LONGEST:
        return None
    match = _NUMBERED.fullmatch(line) or _INVERTED.fullmatch(line)
    if match:
        rest = _rest(match.group("rest"))
        number = number_of(match.group("number"))
        if rest is None or number is None:
            return None
        if rest and match.group("unit").lower() in _LOOSE and not is_title(rest):
            return None  # "Day one. We left the harbour."
        return Heading(match.group("unit").lower().rstrip("."), number, rest)
    if match := _NAMED.fullmatch(line):
        rest = _rest(match.group("rest"))
        return None if rest is None else Heading(match.group("name").lower(), None, rest)
    return None


def bare_number(line: str) -> Heading | None:
    """What a line that starts with a lone number says ("IV", "4.", "II. PENELOPE"): a heading if its place says so."""
    line = _bare(line)
    match = _BARE.fullmatch(line) if 0 < len(line) <= 100 else None
    if match is None:
        return None
    number = number_of(match.group("number"))
    if number is None or number == 0:
        return None
    rest = match.group("rest")
    lead = _LEAD.match(rest)
    words = rest[lead.end() :].strip() if lead else rest.strip()
    if words and (not is_title(words) or (lead is None and (not words.isupper() or match.group("number") == "I"))):
        return None
    return Heading("", number, words, roman=not match.group("number").isdigit())


def _bare(line: str) -> str:
    """The line without white space, emphasis marks or Markdown's `#` around it."""
    return " ".join(line.split()).strip("*_#=[]~—–- ").strip() if len(line) <= 2 * LONGEST else ""


def _rest(rest: str) -> str | None:
    """The title after a heading's number; None when what follows is prose ("Part one of his life was over.")."""
    if not rest.strip(" .:*_"):
        return ""
    lead = _LEAD.match(rest)
    words = rest[lead.end() :].strip() if lead else rest.strip()
    if not words:
        return ""
    if lead:
        if words[0].islower() and lead.group().strip() not in (":", "-", "—", "–", "--"):
            return None
        return words if len(words) <= 120 else None
    return words if is_title(words) and words[0] not in ",;" else None


def is_title(words: str) -> bool:
    """Whether short words look like a title: in capitals, or every word of weight with a capital."""
    if not words or len(words) > 100 or words[-1] in ",;:":
        return False
    if words.isupper():
        return words.count(".") <= 2 or words.endswith(".")
    weighty = [w for w in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", words) if len(w) > 3]
    first = next((c for c in words if c.isalnum()), "")
    if not first or first.islower():
        return False
    return sum(w[0].isupper() for w in weighty) >= 0.75 * len(weighty) and words[-1] not in '”"’»'


def number_of(word: str) -> int | None:
    """The value of a number in figures, Roman numerals or words up to ninety-nine; None for anything else."""
    word = " ".join(word.lower().replace("-", " ").split()).removeprefix("the ")
    if word.isdigit():
        return int(word)
    if word == "last":
        return 0
    parts = word.split()
    if all(p in _NUMBERS or p in _TENS or p in _ORDINALS for p in parts):
        return sum(_NUMBERS.get(p) or _TENS.get(p) or _ORDINALS[p] for p in parts)
    return roman(word.upper())


def roman(word: str) -> int | None:
    """The value of a well-formed Roman numeral up to 399; None for other letters ("MIX", "IIII")."""
    if not re.fullmatch(r"C{0,3}(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})", word) or not word:
        return None
    values = [_ROMAN[c] for c in word]
    return sum(-v if any(w > v for w in values[i + 1 : i + 2]) else v for i, v in enumerate(values))
