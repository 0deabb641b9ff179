"""Audiobook scripts, voice tags, the casting sheet and SSML."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from lxml import etree

from fabula.errors import RequestError
from fabula.export import Folder, Wishes, casting, make
from fabula.story import Character, Quotation, Story

SSML = {"s": "http://www.w3.org/2001/10/synthesis"}


def script(story: Story, **voices: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in make(story, "script", Wishes(voices=voices)).data.decode().splitlines()]


def test_the_script_gives_each_line_to_its_speaker(story: Story) -> None:
    assert [(r["speaker"], r["text"]) for r in script(story)] == [
        ("NARRATOR", "One: The Ferry"),
        ("Ilse", "“Hurry,”"),
        ("NARRATOR", "said Ilse,"),
        ("Ilse", "“or we shall *miss* it & drown < here.”"),
        ("NARRATOR", "Old Tam laughed."),
        ("Old Tam", "“You said: ‘Never hurry.’ I heard you.”"),
        ("Ilse", "“I did."),
        ("Ilse", "“And I meant it,”"),
        ("NARRATOR", "she said."),
        ("NARRATOR", "* * *"),
        ("NARRATOR", "Two: The Far Bank"),
        ("Ilse", "Tam is lying"),
        ("NARRATOR", ", Ilse thought. Behind the willow Bo listened."),
        ("NARRATOR", "The sign read NO LANDING. 🜂 She was afraid."),
    ]


def test_a_line_of_nobody_is_unknown_and_namesakes_are_told_apart(story: Story) -> None:
    people = (Character(id="a", name="Bo"), Character(id="b", name="bo"), Character(id="n", name="Narrator"))
    text = "“x” “y” “z” “u”"
    said = tuple(
        Quotation(id=f"q{i}", spans=((4 * i, 4 * i + 3),), speaker=who) for i, who in enumerate(("a", "b", "n", None))
    )
    rows = script(Story(text=text, characters=people, quotations=said))
    assert [r["speaker"] for r in rows] == ["Bo (a)", "bo (b)", "Narrator (n)", "UNKNOWN"]


def test_the_tags_stand_around_the_words(story: Story) -> None:
    made = make(story, "voices", Wishes(voices={"c2": "/v/old] man.wav"})).data.decode()
    assert made.startswith("One: The Ferry\n\n[voice:Ilse]“Hurry,”[/voice] said Ilse, [voice:Ilse]“or we")
    assert "[voice:/v/old man.wav]“You said: ‘Never hurry.’ I heard you.”[/voice]" in made
    assert "\n\n[pause]\n\n" in made


def test_a_tag_in_the_text_is_said(story: Story) -> None:
    product = make(Story(text="He wrote [voice:x] there."), "voices")
    assert product.notes == ("1 places of the text itself look like a tag and will be taken for one",)


def sheet(story: Story) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(make(story, "casting").data.decode(), newline="")))


def test_the_sheet_counts_lines_words_and_minutes(story: Story) -> None:
    rows = sheet(story)
    assert [(r["id"], r["character"], r["lines"], r["words"]) for r in rows] == [
        ("", "NARRATOR", "7", "29"),
        ("c1", "Ilse", "5", "17"),
        ("c2", "Old Tam", "1", "7"),
    ]
    assert (rows[1]["also_called"], rows[1]["pronouns"], rows[1]["minutes"]) == ("Ilse Maar", "she", "0.1")


def filled(story: Story, **voices: str) -> bytes:
    rows = sheet(story)
    out = io.StringIO()
    writer = csv.DictWriter(out, casting.HEAD)
    writer.writeheader()
    writer.writerows({**r, "voice": voices.get(r["id"] or "narrator", "")} for r in rows)
    return out.getvalue().encode()


def test_a_filled_sheet_gives_its_voices_to_script_and_ssml(story: Story) -> None:
    voices = casting.read(filled(story, c1="alto", narrator="bass"), story)
    assert voices == {"c1": "alto", "": "bass"}
    assert [r["voice"] for r in script(story, **voices)][:3] == ["bass", "alto", "bass"]
    product = make(story, "ssml", Wishes(voices=voices))
    assert isinstance(product, Folder)
    chapter = etree.fromstring(product.files["01 One The Ferry.ssml"])
    assert [v.get("name") for v in chapter.iterfind("s:p/s:voice", SSML)][:4] == ["bass", "alto", "bass", "alto"]


def test_a_sheet_from_a_spreadsheet_is_read(story: Story) -> None:
    data = "\ufeff" + filled(story, c2="tenor").decode().replace(",", ";")
    assert casting.read(data.encode(), story) == {"c2": "tenor"}


def test_a_sheet_of_hostile_names_comes_back(hostile: Story) -> None:
    assert casting.read(filled(hostile, c1="x", c2="y"), hostile) == {"c1": "x", "c2": "y"}


def test_a_sheet_that_does_not_fit_is_refused(story: Story) -> None:
    other = replace(story, characters=(replace(story.characters[0], name="Anna"), *story.characters[1:]))
    with pytest.raises(RequestError, match="no 'Ilse' with the id 'c1'"):
        casting.read(filled(story, c1="alto"), other)
    with pytest.raises(RequestError, match="columns"):
        casting.read(b"a,b\n1,2\n", story)
    with pytest.raises(RequestError, match="columns"):
        casting.read(b"", story)
    with pytest.raises(RequestError, match="not a CSV file"):
        casting.read(b"\xff\xfe\x00", story)
    with pytest.raises(RequestError, match="two voices"):
        casting.read(b"id,character,voice\nc1,Ilse,a\nc1,Ilse,b\n", story)


def test_ssml_is_a_file_a_chapter_with_pauses_at_breaks(story: Story, hostile: Story) -> None:
    product = make(story, "ssml")
    assert isinstance(product, Folder)
    assert list(product.files) == ["01 One The Ferry.ssml", "02 Two The Far Bank.ssml"]
    first = etree.fromstring(product.files["01 One The Ferry.ssml"])
    assert first.tag == "{http://www.w3.org/2001/10/synthesis}speak"
    assert (first.get("version"), first.get("{http://www.w3.org/XML/1998/namespace}lang")) == ("1.1", "en")
    assert [e.get("time") for e in first.iterfind("s:break", SSML)] == ["1500ms"]
    assert {v.get("name") for v in first.iterfind("s:p/s:voice", SSML)} == {"NARRATOR", "Ilse", "Old-Tam"}
    other = make(hostile, "ssml")
    assert isinstance(other, Folder)
    assert list(other.files) == ["01 etc passwd.ssml", "02 line break heading --- tag x.ssml"]
    assert all(etree.fromstring(data) is not None for data in other.files.values())
