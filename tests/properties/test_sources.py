"""Whatever comes from outside becomes a manuscript whose spans hold, or a SourceError."""

from __future__ import annotations

import contextlib
import io
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fabula.errors import SourceError
from fabula.source import Manuscript, from_bytes, from_text

COMMON = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LINES = st.sampled_from(
    [
        "",
        "",
        "  ",
        "The Heron",
        "by somebody_else",
        "Title: The Heron",
        "Rating: G",
        "Description",
        "Summary: A boat goes missing.",
        "A/N: sorry for the wait, enjoy the chapter!",
        "Notes:",
        "CHAPTER I",
        "Chapter 2: The Weir",
        "IV",
        "PART TWO",
        "CONTENTS",
        "1. The Weir",
        "* * *",
        "---",
        "~*~",
        "oOo",
        "...",
        "“Run,” said Ilse. “Run _now_!”",
        "The river had been over the road since noon and nobody could say when it would go back",
        "to where it belonged, least of all the ferryman, who had lost his hat.",
        "\t**Nobody** came.",
        "> Leaving",
        "> ----------",
        "//------//",
        "[Illustration]",
        "THE END",
        "*** START OF THE PROJECT GUTENBERG EBOOK HERONS ***",
        "*** END OF THE PROJECT GUTENBERG EBOOK HERONS ***",
        "\u202bשלום עולם\u202c",
        "\ud800 lone",
        "nul\0nul",
    ]
)
TAGS = st.sampled_from(
    (
        "<p> </p> <div> </div> <h1> </h1> <h2> </h2> <i> </i> <em> <b> </b> <br> <br/> <hr> <blockquote> </blockquote> "
        "<script> </script> <style> </style> <p <a href='x> <img src=a> <span hidden> </span> <article class=chapter> "
        "</article> <!-- --> <![CDATA[ ]]> <!DOCTYPE <?xml &amp; &lt; &#0; &#x110000; &nbsp; &bogus; <li> <table><td> "
        "</table> <title> </title> <"
    ).split()
)
PIECES = st.one_of(TAGS, LINES.filter(lambda line: "\ud800" not in line), st.text(max_size=12))


def holds(manuscript: Manuscript) -> None:
    """Asserts what every manuscript promises about its spans."""
    text = manuscript.text
    assert manuscript.blocks
    end = 0
    for block in manuscript.blocks:
        assert end <= block.start < block.end <= len(text)
        words = text[block.start : block.end]
        assert words == words.strip() != ""
        end = block.end
    end = 0
    for part in manuscript.parts:
        assert end <= part.start < part.end <= len(text)
        end = part.end
    parts = iter(manuscript.parts)
    part = next(parts)
    for block in manuscript.blocks:
        while block.start >= part.end:
            part = next(parts)
        assert part.start <= block.start and block.end <= part.end
    assert len({part.id for part in manuscript.parts}) == len(manuscript.parts)
    for span in manuscript.emphasis:
        assert 0 <= span.start < span.end <= len(text)


@COMMON
@given(st.lists(LINES, min_size=1, max_size=40), st.sampled_from(["\n", "\r\n", "\r", "\n\n"]))
def test_any_text(lines: list[str], newline: str) -> None:
    source = newline.join(lines)
    try:
        manuscript = from_text(source)
    except SourceError:
        assert not source.strip("\0 \t\r\n")
        return
    holds(manuscript)
    source = source.replace("\ud800", "\ufffd")
    assert manuscript.text == source.replace("\r\n", "\n").replace("\r", "\n")


@COMMON
@given(
    st.lists(LINES.filter(lambda line: "\ud800" not in line), min_size=1, max_size=30),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]),
)
def test_origins_are_the_bytes_of_the_words(lines: list[str], newline: str, encoding: str) -> None:
    data = newline.join(lines).encode(encoding)
    try:
        manuscript = from_bytes(data)
    except SourceError:
        return
    holds(manuscript)
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(encoding, encoding)
    for block in manuscript.blocks:
        assert block.origin is not None
        words = data[block.origin.start : block.origin.end].decode(plain)
        assert words.replace("\r\n", "\n").replace("\r", "\n") == manuscript.text[block.start : block.end]


@COMMON
@given(st.binary(max_size=400), st.sampled_from([None, "text/plain", "text/markdown", "text/html"]))
def test_any_bytes(data: bytes, media_type: str | None) -> None:
    try:
        holds(from_bytes(data, media_type=media_type))
    except SourceError as error:
        assert error.hint


@COMMON
@given(st.lists(PIECES, max_size=60))
def test_any_markup(pieces: list[str]) -> None:
    for media_type in ("text/html", "text/markdown"):
        try:
            holds(from_text("".join(pieces), media_type=media_type))
        except SourceError as error:
            assert error.hint


NAMES = st.sampled_from(
    [
        "META-INF/container.xml",
        "content.opf",
        "a.xhtml",
        "toc.ncx",
        "word/document.xml",
        "word/styles.xml",
        "[Content_Types].xml",
    ]
)
CONTENTS = st.one_of(
    st.binary(max_size=60),
    st.just(b'<container><rootfile full-path="content.opf"/></container>'),
    st.just(
        b'<package><dc:title>T</dc:title><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        b'</manifest><spine><itemref idref="a"/></spine></package>'
    ),
    st.just(b"<html><body><h1>One</h1><p>Words.</p></body></html>"),
    st.just(b"<w:document><w:body><w:p><w:r><w:i/><w:t>Words.</w:t></w:r></w:p></w:body></w:document>"),
)


@COMMON
@given(st.dictionaries(NAMES, CONTENTS, max_size=6), st.integers(0, 40))
def test_any_archive(files: dict[str, bytes], cut: int) -> None:
    data = packed(files)
    for source in (data, data[: len(data) - cut]):
        try:
            holds(from_bytes(source))
        except SourceError as error:
            assert error.hint


def packed(files: dict[str, bytes]) -> bytes:
    """A zip archive of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "word and more words. " * 50_000,
        "a" * 1_000_000,
        "*" * 300_000,
        "_a " * 100_000,
        "\n" * 1_000_000 + "a",
        '"' * 1_000_000,
        "Title:" * 100_000,
        "Chapter 1\n" * 8_000,
        "I\n\n" * 8_000,
        "Notes:\n\n" * 8_000,
        "Contents\n" + "short line\n\n" * 8_000,
        "(" * 500_000,
        "<a '" * 100_000,
        '<p "' * 100_000,
        "<!--" * 100_000,
        "<style>" * 50_000,
        "<div>" * 50_000 + "x",
        "[a](" * 100_000,
        "![" * 100_000,
    ],
    ids=lambda text: text[:8].strip() or "blank",
)
@pytest.mark.parametrize("media_type", ["text/plain", "text/markdown", "text/html"])
def test_long_and_odd_texts_take_bounded_time(text: str, media_type: str) -> None:
    began = time.process_time()
    with contextlib.suppress(SourceError):
        holds(from_text(text, media_type=media_type))
    assert time.process_time() - began < 10
