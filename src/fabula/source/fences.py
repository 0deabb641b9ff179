"""Headers between rules of dashes, as FimFiction's plain text has them, with `>` or `//` before each line."""

from __future__ import annotations

import re

from fabula.source import labels
from fabula.source.outline import Outline

_RULE = re.compile(r">\s*-{5,}|//\s*-{5,}\s*//")
_LEAD = re.compile(r"(?:>|//)\s*")


def find(outline: Outline) -> None:
    """Marks the story's header as front matter and every other fenced header as the opening of a chapter."""
    i, last = 0, len(outline.pieces)
    while i < last:
        end = i
        while end < last and _is_fenced(outline, end):
            end += 1
        if end > i:
            _header(outline, i, end)
        i = max(end, i + 1)


def _is_fenced(outline: Outline, i: int) -> bool:
    return outline.size(i) <= 300 and _LEAD.match(outline.words(i)) is not None


def _header(outline: Outline, start: int, end: int) -> None:
    """One run of fenced lines: each header in it ends with a rule that has words before it."""
    rules = [i for i in range(start, end) if _RULE.fullmatch(outline.words(i))]
    if not rules:
        return
    first = start
    for rule in [*rules, end - 1]:
        lines = [_bare(outline, i) for i in range(first, rule + 1) if not _RULE.fullmatch(outline.words(i))]
        if lines:
            _take(outline, first, rule + 1, lines)
            first = rule + 1
    if first < end:
        outline.roles[first:end] = (
            [outline.roles[first - 1]] * (end - first) if first > start else [None] * (end - first)
        )
        for i in range(first, end):
            outline.headings[i] = True


def _bare(outline: Outline, i: int) -> str:
    return " ".join(_LEAD.sub("", outline.words(i), count=1).split())


def _take(outline: Outline, start: int, end: int, lines: list[str]) -> None:
    name = next((found for line in lines if (found := labels.byline(line))), None)
    for i in range(start, end):
        outline.headings[i] = True
    if name is not None:
        outline.title, outline.author = outline.title or lines[0], outline.author or name
        outline.give(start, end, "front", lines[0])
    else:
        outline.begins[start] = True
        outline.labels[start] = re.sub(r"^chapter:\s*", "", lines[0], flags=re.IGNORECASE)
