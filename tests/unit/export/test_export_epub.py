"""EPUB: epubcheck finds no error, and the author's words are the text of the book."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from fabula.export import make
from fabula.story import Story

JAR = Path("/usr/share/java/epubcheck.jar")  # where Debian's package puts it
H = {"h": "http://www.w3.org/1999/xhtml"}


def checked(data: bytes, folder: Path) -> list[str]:
    """What epubcheck has to say of errors and warnings."""
    java = shutil.which("java")
    if java is None or not JAR.exists():
        pytest.skip("epubcheck is not installed")
    (folder / "book.epub").write_bytes(data)
    command = [java, "-jar", str(JAR), "book.epub", "--json", "report.json", "-q"]
    subprocess.run(command, cwd=folder, check=False, capture_output=True, timeout=600)
    report = json.loads((folder / "report.json").read_text())
    return [f"{m['severity']} {m['ID']} {m['message']}" for m in report["messages"]]


def page(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return etree.fromstring(book.read(f"EPUB/{name}"))


def test_epubcheck_finds_nothing(story: Story, hostile: Story, tmp_path: Path) -> None:
    assert checked(make(story, "epub").data, tmp_path) == []
    assert checked(make(hostile, "epub").data, tmp_path) == []
    assert checked(make(Story(text=""), "epub").data, tmp_path) == []


def test_epubcheck_would_find_something(story: Story, tmp_path: Path) -> None:
    broken = make(story, "epub").data.replace(b"EPUB/nav.xhtml", b"EPUB/nix.xhtml")
    assert any(m.startswith(("ERROR", "FATAL")) for m in checked(broken, tmp_path))


def test_each_line_is_marked_by_its_speaker_where_it_begins(story: Story) -> None:
    first = page(make(story, "epub").data, "text0001.xhtml")
    marked = [(e.get("data-speaker"), "".join(e.itertext())) for e in first.iterfind(".//h:span", H)]
    assert marked == [
        ("Ilse", "“Hurry,”"),
        (None, "“or we shall *miss* it & drown < here.”"),
        ("Old Tam", "“You said: ‘Never hurry.’ I heard you.”"),
        ("Ilse", "‘Never hurry.’"),
        ("Ilse", "“I did."),
        (None, "“And I meant it,”"),
    ]
    spans = first.findall(".//h:span", H)
    assert spans[0].get("title") == "Ilse to Old Tam"
    assert "unsure" in spans[4].get("class")
    assert [e.text for e in first.iterfind(".//h:em", H)] == ["*miss*"]


def test_the_text_of_the_book_is_the_authors(story: Story) -> None:
    data = make(story, "epub").data
    pages = [page(data, f"text000{i}.xhtml").find("h:body", H) for i in (1, 2)]
    paragraphs = ["".join(p.itertext()) for body in pages for p in body]
    assert paragraphs == [line for line in story.text.split("\n") if line]


def test_the_cast_page_lists_names_and_lines(story: Story) -> None:
    rows = page(make(story, "epub").data, "cast.xhtml").findall(".//h:tr", H)
    cells = [["".join(c.itertext()) for c in row] for row in rows]
    assert cells[:3] == [
        ["Name", "Also called", "Pronouns", "Lines"],
        ["Ilse", "Ilse Maar", "she", "3"],
        ["Old Tam", "Tam", "he", "1"],
    ]


def test_the_mimetype_comes_first_and_bare(story: Story) -> None:
    assert make(story, "epub").data[30:58] == b"mimetypeapplication/epub+zip"
