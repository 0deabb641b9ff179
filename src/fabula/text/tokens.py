"""Tokens: words, clitics and marks, each with its span.

Clitics stand alone as in the Penn Treebank and Universal Dependencies (`do|n't`, `Alice|'s`, `I|'ll`), because the
possessive and the negation are words to whoever reads the sentence.
"""

from __future__ import annotations

import re

from fabula.spans import Span

APOSTROPHE = "['’ʼ]"

_PATTERN = re.compile(
    rf"""
    (?P<title>(?:[Mm]r|[Mm]rs|[Mm]s|[Dd]r|[Ss]t|Messrs|Mme|Mlle|Prof|Rev|Hon|Sr|Jr|Capt|Col|Gen|Lt|Sgt|Maj|Mt|Esq)\.)
  | (?P<initials>(?-i:(?:[A-Z]\.){{2,}}|\b[A-HJ-Z]\.(?=\s+[A-Z])))
  | (?P<number>\d+(?:[.,:]\d+)*)
  | (?P<dots>\.{{2,}}|…|(?:\.\s){{2,}}\.)
  | (?P<dash>-{{2,}}|[—–―]+)
  | (?P<not>[^\W\d_]+?(?=n{APOSTROPHE}t\b))
  | (?P<nt>n{APOSTROPHE}t\b)
  | (?P<clitic>(?<=\w){APOSTROPHE}(?:s|S|ll|LL|re|RE|ve|VE|d|D|m|M)\b)
  | (?P<word>(?:{APOSTROPHE}(?=(?:tis|twas|em|cause|til|twill|twere)\b))?[^\W\d_]+
        (?:[-\u2010\u2011][^\W\d_]+|{APOSTROPHE}(?!(?:s|ll|re|ve|d|m|t)\b)(?=[^\W\d_])[^\W\d_]+)*)
  | (?P<mark>[^\w\s]|_|\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def tokenize(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the tokens of `text[start:end]`, in order; white space and joiners belong to none."""
    out: list[Span] = []
    for match in _PATTERN.finditer(text, start, len(text) if end is None else end):
        if match.group() in "\u2060\u200b\ufeff":
            continue
        out.append(Span(match.start(), match.end()))
    return out
