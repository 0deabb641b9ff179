"""Break marks: the lines that stand between scenes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from fabula.errors import SourceError

ORNAMENTS = "*#~=+•·∙◦●○◆◇❖✦✧★☆✩✪✫✬✭✮✯♦♢♥♡♠♣❦❧☙⁂⁎⁑※§¤∞†‡❀✿✽✼❁❃✥✤✣⚜■□▪▫▲△▼▽◊|^%@&<>/\\_—–―-☾☽☼☀⸻"
DASHES = "_—–―-="  # one hyphen or underscore alone is a slip of the pen, a row of them a rule
LONGEST = 120  # a line longer than this is no mark

_ROW = re.compile(rf"[{re.escape(ORNAMENTS)}:.\s\u2060\u200b]+")
_LETTERS = re.compile(rf"[{re.escape(ORNAMENTS)}:.\s]*(?:[oO0xX°][{re.escape(ORNAMENTS)}:.\s]*)+")
_WORDS = re.compile(
    r"[\W_]*(?:(?:scene|line|page|section)[ -]?break|time[ -]?skip|scene change)[\W_]*"
    r"|[\W_]+(?:break|skip|hr)[\W_]+|<hr ?/?>",
    re.IGNORECASE,
)

IsBreak = Callable[[str], bool]


def break_test(marks: Iterable[str] | None = None) -> IsBreak:
    """A test of a line: is it a mark between scenes?

    `marks` are further lines, as written, that count as one beside those that everybody uses (`* * *`, `---`, `~`,
    `#`, `oOo`, `xXx`, ornaments). A line of dots or an ellipsis alone is never one unless it is listed.
    Raises SourceError for an empty mark.
    """
    listed = {" ".join(mark.split()) for mark in marks or ()}
    if "" in listed:
        raise SourceError("a break mark cannot be blank", hint="extra blank lines are seen without being listed")

    def test(line: str) -> bool:
        return is_break(line) or (bool(listed) and len(line) <= LONGEST and " ".join(line.split()) in listed)

    return test


def is_break(line: str) -> bool:
    """Whether a line, blanks at its ends aside, is one of the marks that everybody uses."""
    line = line.strip()
    if not line or len(line) > LONGEST:
        return False
    if _ROW.fullmatch(line):
        return _is_row(line)
    if _LETTERS.fullmatch(line):
        return _is_letter_row(line)
    return _WORDS.fullmatch(line) is not None and '"' not in line


def _is_row(line: str) -> bool:
    """Ornaments, not dots alone; a dash only as an em dash or in a row."""
    solid = [c for c in line if not c.isspace() and c not in ".:\u2060\u200b"]
    if not solid:
        return False
    if all(c in "&@%/\\<>^|" for c in solid):
        return len(solid) > 2 or line == "&"
    return len(solid) > 1 or solid[0] not in "_-–="


def _is_letter_row(line: str) -> bool:
    """`oOo`, `xXx`, `x x x`, `-x-`, `~o~`: few letters, both cases or an ornament; `XXX` may be a number."""
    letters = [c for c in line if c in "oO0xX°"]
    solid = "".join(line.split())
    if len(letters) == len(solid):
        if line.lower() in ("xoxo", "xoxox"):  # kisses under a letter
            return False
        return line == "x" or (len(letters) >= 3 and not (line.isupper() and " " not in line and "0" not in line))
    return len(letters) <= 40 and "." not in solid
