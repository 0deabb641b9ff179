"""The casting sheet: a CSV file with a row for each voice, to fill in and to read back.

Minutes are words at 155 a minute, the 9,300 words an hour that ACX reckons with for a finished audiobook
(https://help.acx.com).
"""

from __future__ import annotations

import csv
import io
from collections import Counter

from fabula.errors import RequestError
from fabula.export.cells import unguard, written
from fabula.export.product import File, Wishes
from fabula.export.spoken import NARRATOR, UNKNOWN, Cast, is_pause, lines
from fabula.story.records import Story

WORDS_A_MINUTE = 155
HEAD = ("id", "character", "also_called", "pronouns", "kind", "lines", "words", "minutes", "voice")


def make(story: Story, wishes: Wishes) -> File:
    """The sheet: the narrator first, then the cast by how much they have to say; who says nothing is left out."""
    said: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for line in lines(story):
        if is_pause(story, line):
            continue
        who = "" if line.quotation is None else line.quotation.speaker or UNKNOWN
        said[who] += 1
        words[who] += sum(any(c.isalnum() for c in word) for word in story.text[line.start : line.end].split())
    people = {c.id: c for c in story.characters}
    cast = Cast(story)
    rows: list[list[str | int | float | None]] = []
    for who in sorted(said, key=lambda id: (id != "", -words[id])):
        one = people.get(who)
        name = NARRATOR if who == "" else cast.of(who)
        also = ", ".join(a for a in one.aliases if a != one.name) if one else ""
        about = [also, one.pronouns if one else None, one.kind if one else None]
        minutes = round(words[who] / WORDS_A_MINUTE, 1)
        rows.append([who, name, *about, said[who], words[who], minutes, wishes.voices.get(who)])
    return File(written(HEAD, rows))


def read(data: bytes, story: Story, *, where: str = "casting sheet") -> dict[str, str]:
    """The voices that a filled-in sheet gives, by character id ("" for the narrator).

    Rows without a voice are passed over. RequestError when it is no such sheet, when a row names nobody of this story
    or somebody else by the same id, or when one character has two voices.
    """
    try:
        text = data.decode("utf-8-sig")
        first = text.split("\n", 1)[0]
        sheet = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",", strict=True)
        rows = list(sheet)
    except (UnicodeDecodeError, csv.Error) as error:
        raise RequestError(f"not a CSV file in UTF-8 ({error})", where=where) from error
    if not {"id", "character", "voice"} <= set(sheet.fieldnames or ()):
        raise RequestError(
            "the columns id, character and voice are not all there",
            where=where,
            hint="Make a sheet with: fabula export --to casting STORY",
        )
    cast = Cast(story)
    known = {"": NARRATOR, UNKNOWN: UNKNOWN} | {c.id: cast.of(c.id) for c in story.characters}
    out: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        id, name, voice = (unguard(row[key] or "").strip() for key in ("id", "character", "voice"))
        if not voice:
            continue
        if id not in known or known[id].split() != name.split():
            raise RequestError(
                f"this story has no {name!r} with the id {id!r}",
                where=f"{where}, row {number}",
                hint="Is it the sheet of another story? Leave the columns id and character as they are.",
            )
        if out.get(id, voice) != voice:
            raise RequestError(f"{name!r} has two voices", where=f"{where}, row {number}")
        out[id] = " ".join(voice.split())
    return out
