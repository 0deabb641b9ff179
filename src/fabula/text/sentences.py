"""Where sentences start, in a paragraph's tokens."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.spans import Span

ENDERS = frozenset({".", "!", "?", "…", "‽"})
CLOSERS = frozenset("\"'”’»)]}*_›」』“‘")
OPENERS = frozenset("\"'“‘«([{*_‹„「『—–")


def sentence_starts(text: str, tokens: Sequence[Span]) -> list[int]:
    """Indices of the tokens that begin a sentence; the first token always does.

    A sentence ends at `.`, `!`, `?` or an ellipsis with the closing marks that touch it, when what follows does not
    start in lower case: “Go!” she said is one sentence, and so is an ellipsis in the middle of a thought.
    """
    starts = [0] if tokens else []
    i, n = 0, len(tokens)
    while i < n:
        if not _ends(text, tokens[i]):
            i += 1
            continue
        j = i + 1
        while j < n and tokens[j].start == tokens[j - 1].end and (_ends(text, tokens[j]) or _closes(text, tokens[j])):
            j += 1
        if j < n and tokens[j].start > tokens[j - 1].end and _begins(text, tokens, j):
            starts.append(j)
        i = max(j, i + 1)
    return starts


def _ends(text: str, token: Span) -> bool:
    mark = text[token.start]
    return mark in ENDERS and text[token.end - 1] in ENDERS


def _closes(text: str, token: Span) -> bool:
    return len(token) == 1 and text[token.start] in CLOSERS


def _begins(text: str, tokens: Sequence[Span], at: int) -> bool:
    """Whether the token at `at`, past any opening marks, can start a sentence."""
    while at < len(tokens) and text[tokens[at].start] in OPENERS:
        at += 1
    return at < len(tokens) and not text[tokens[at].start].islower()
