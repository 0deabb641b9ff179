"""The words that say when: expressions of time, and those that carry the story on."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from fabula.reading.staging_words import word_list
from fabula.spans import Span

# In these, a word in capitals stands for a list of the lexicon or a pattern below; a blank for any white space.
JUMPS = (
    r"(?:(?:about|almost|nearly|some|barely|within) )?COUNT(?: \w+)? UNITS "
    r"(?:later|afterwards?|after that|had passed|passed|went by|further on|thereafter)",
    r"(?:(?:on|early|late|by|at|in) )?(?:the )?(?:very )?(?:next|following|second|third) "
    r"(?:PARTS|UNITS|DAYS)(?: PARTS)?",
    r"(?:after|before|within) (?:about )?COUNT(?: more)? UNITS(?! (?:of|ago))",
    r"(?:that|this) (?:same |very )?(?:PARTS|DAYS)(?: PARTS)?",
    r"one (?:\w+ )?(?:DAYS|SEASONS|DAYTIMES|day)(?: PARTS)?",
    r"(?:in|by|at|on|towards?|before|after|since|until|till) (?:early |late |the |that |about )?"
    r"(?:early |late |same |very )?(?:PARTS|DAYS)(?: of the \w+)?(?: PARTS)?",
    r"(?:on|in|during) the (?:early |late |same |next |following |last |first )?"
    r"(?:PARTS|DAYS|weeks?|days|months?|SEASONS)(?: of the \w+)?(?: that followed)?",
    r"(?:the )?PARTS (?:had )?(?:came|fell|broke|found|fallen|come|passed|wore)",
    r"(?:(?:promptly |just )?at|by|towards?|about) (?:nearly |about |almost )?CLOCK",
    r"(?:meanwhile|presently|by and by|later on|some time (?:later|after)|soon after(?:wards)?|later that \w+)",
)
PLAIN = (
    r"\w+ o[’']clock",
    r"(?:at|in|by|late|early) (?:the )?PARTS",
    r"tonight",
    r"COUNT UNITS ago",
    r"(?:last|next) (?:UNITS|PARTS|DAYS)",
    r"(?:all|every|each) (?:PARTS|day|week)",
    r"(?:the|an|a) (?:\w+ )?DAYTIMES",
    r"once",
)
COUNT = (
    r"(?:(?:half an|a few|a couple of|some|several|many|another|an?|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|a dozen|a hundred|\d+)"
    r"(?: or so| or two| and a half| quarters of an| quarter of an)?)"
)
CLOCK = (
    r"(?:(?:half[- ]past |(?:a )?quarter (?:past|to) |\w+ minutes (?:past|after|to) |twenty (?:past|to) )?"
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d\d?(?::\d\d)?)"
    r"(?:[- ](?:fifteen|thirty|forty(?:-five)?))?"
    r"(?: o[’']clock|(?![-\w]| (?:\w+s|of|end|time|side|point|corner|men|more|or|hundred|thousand|another)\b)))"
)


class TimeWords(NamedTuple):
    """An expression of time: its span and whether it moves the story on ("the next morning", "an hour later")."""

    span: Span
    jumps: bool


@cache
def _pattern() -> re.Pattern[str]:
    names = {"COUNT": COUNT, "CLOCK": CLOCK}
    for key in ("units", "parts", "daytimes", "days", "seasons"):
        longest_first = sorted(word_list("times", key, "settings.toml"), key=len, reverse=True)
        names[key.upper()] = f"(?:{'|'.join(longest_first)})"

    def any_of(patterns: tuple[str, ...]) -> str:
        whole = "|".join(patterns)
        whole = re.sub("|".join(sorted(names, key=len, reverse=True)), lambda m: names[m.group()], whole)
        return whole.replace(" ", r"\s+")

    return re.compile(rf"\b(?:(?P<jump>{any_of(JUMPS)})|(?P<plain>{any_of(PLAIN)}))\b(?!-\w)", re.IGNORECASE)


def time_words(text: str, start: int, end: int) -> list[TimeWords]:
    """The expressions of time in `text[start:end]`, in order."""
    return [TimeWords(Span(m.start(), m.end()), m.lastgroup == "jump") for m in _pattern().finditer(text, start, end)]
