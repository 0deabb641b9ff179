"""Audiobook script: a JSON object a line with `speaker` and `text`, the narrator's text between the lines.

`speaker`, `text` and `instruct` are the keys that Alexandria reads (https://github.com/Finrandojin/alexandria-audiobook);
it wants them in one array, which `jq -s .` makes. The others say where a line comes from.
"""

from __future__ import annotations

import json

from fabula.export.product import File, Wishes
from fabula.export.setting import sections
from fabula.export.spoken import Cast, lines
from fabula.story.records import Story


def make(story: Story, wishes: Wishes) -> File:
    """The script; the texts of its lines, one after the other, are the text of the book but for white space."""
    found = sections(story)
    cast = Cast(story, wishes)
    out = []
    for line in lines(story, found):
        q = line.quotation
        row = {
            "speaker": cast.name(line),
            "text": story.text[line.start : line.end],
            "instruct": (q.manner or "") if q else "",
            "voice": cast.voice(line),
            "character": q.speaker if q else None,
            "quotation": q.id if q else None,
            "mode": q.mode if q else "narration",
            "confidence": q.confidence if q else None,
            "kind": line.kind,
            "part": found[line.section].kind,
            "chapter": found[line.section].title,
            "paragraph": line.paragraph,
            "start": line.start,
            "end": line.end,
        }
        out.append(json.dumps(row, ensure_ascii=False))
    return File("".join(f"{row}\n" for row in out).encode("utf-8", "surrogatepass"))
