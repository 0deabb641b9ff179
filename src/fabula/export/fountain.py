"""A Fountain screenplay (https://fountain.io/syntax): scene headings, dialogue under its speaker, the rest as action.

Everything is forced (`.`, `@`, `!`), so that no word of the author is taken for something else by its looks.
"""

from __future__ import annotations

from itertools import groupby

from fabula.export.product import File, Wishes
from fabula.export.spoken import Cast, Line, lines
from fabula.story.records import Scene, Story

JOINER = "\u2060"  # between two brackets that would open a note; has no width


def make(story: Story, wishes: Wishes) -> File:
    """The screenplay: every word of the text, quotation marks too; a scene's heading stands before a paragraph."""
    places = {p.id: p.name for p in story.places}
    cast = Cast(story)
    waiting = sorted(story.scenes, key=lambda s: (s.start, s.end))[::-1]
    number = 0
    out = [f"Title: {_label(story.title or story.source.name or 'Untitled')}"]
    if story.author:
        out.append(f"Author: {_label(story.author)}")
    out.append("")
    begun: set[str] = set()
    for _, group in groupby(lines(story), key=lambda line: line.paragraph):
        members = list(group)
        while members[0].kind == "paragraph" and waiting and waiting[-1].start < members[-1].end:
            number += 1
            out += [_heading(waiting.pop(), number, places), ""]
        out += _paragraph(story, cast, members, begun)
    count = story.text.count("[[")
    said = (f"{count} double brackets got a word joiner between them, else they would open a note",) if count else ()
    return File("\n".join(out).encode("utf-8", "surrogatepass"), said)


def _label(text: str) -> str:
    """One of our own labels: one line, nothing in it that is markup."""
    return " ".join("".join(" " if c in "[]*_#^\\/" else c for c in text).split()).lstrip(".@!=~>") or "?"


def _heading(scene: Scene, number: int, places: dict[str, str]) -> str:
    parts = [places.get(scene.place or "", ""), scene.time or "", {"now": ""}.get(scene.when, scene.when)]
    return "." + (_label(" - ".join(p for p in parts if p) or f"Scene {number}")) + f" #{number}#"


def _paragraph(story: Story, cast: Cast, members: list[Line], begun: set[str]) -> list[str]:
    out: list[str] = []
    for line in members:
        rows = _escaped(story.text[line.start : line.end]).split("\n")
        if line.kind == "heading":
            out += ["# " + " ".join(row.strip() for row in rows), ""]
        elif line.kind == "break":
            out += ["> " + " ".join(row.strip() for row in rows) + " <", ""]
        elif line.quotation is None:
            out += [f"!{row}" for row in rows] + [""]
        else:
            q = line.quotation
            how = {"speech": "", "thought": " (V.O.)", "writing": " (V.O.)"}[q.mode]
            more = " (CONT'D)" if q.id in begun and not how else ""
            begun.add(q.id)
            out += [f"@{_label(cast.name(line))}{how}{more}", *(row if row.strip() else "  " for row in rows), ""]
    return out


def _escaped(text: str) -> str:
    out = text.replace("*", "\\*").replace("_", "\\_")
    while "[[" in out:
        out = out.replace("[[", f"[{JOINER}[")
    return out
