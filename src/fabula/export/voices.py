"""The text with inline voice tags: `[voice:NAME]words[/voice]`, `[pause]` for a break between scenes.

The tags are those that ebook2audiobook reads in a text (https://github.com/DrewThomasson/ebook2audiobook, "SML tags");
there the name is the path of a voice file, which a casting sheet can give. The narrator's words carry no tag.
"""

from __future__ import annotations

import re
from itertools import groupby

from fabula.export.filenames import safe
from fabula.export.product import File, Wishes
from fabula.export.spoken import Cast, Line, is_pause, lines
from fabula.story.records import Story

_TAG = re.compile(r"\[/?(?:voice|pause|break)\b", re.IGNORECASE)


def make(story: Story, wishes: Wishes) -> File:
    """The tagged text, a blank line between paragraphs; the words themselves are as they were."""
    cast = Cast(story, wishes)
    out = []
    for _, group in groupby(lines(story), key=lambda line: line.paragraph):
        members = list(group)
        out.append("[pause]" if all(is_pause(story, line) for line in members) else _paragraph(story, cast, members))
    count = len(_TAG.findall(story.text))
    said = (f"{count} places of the text itself look like a tag and will be taken for one",) if count else ()
    return File(("\n\n".join(out) + "\n").encode("utf-8", "surrogatepass"), said)


def _paragraph(story: Story, cast: Cast, members: list[Line]) -> str:
    out = []
    at = members[0].start
    for line in members:
        words = story.text[line.start : line.end]
        out.append(story.text[at : line.start])
        out.append(words if line.quotation is None else f"[voice:{_voice(cast, line)}]{words}[/voice]")
        at = line.end
    return "".join(out)


def _voice(cast: Cast, line: Line) -> str:
    given = cast.voice(line)
    if given:
        return re.sub(r"[\[\]\s]+", " ", given).strip()
    return safe(cast.name(line), "voice")
