"""HTML and Markdown: text, parts, emphasis, origins."""

from __future__ import annotations

from fabula.source import Manuscript, from_bytes, from_text


def page(body: str, head: str = "") -> Manuscript:
    return from_text(
        f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>", media_type="text/html"
    )


def blocks(manuscript: Manuscript) -> list[tuple[str, str]]:
    return [(b.kind, manuscript.text[b.start : b.end]) for b in manuscript.blocks]


def parts(manuscript: Manuscript) -> list[tuple[str, str | None]]:
    return [(p.kind, p.title) for p in manuscript.parts]


def test_what_a_reader_sees() -> None:
    found = page(
        "<p>Ola&nbsp;&amp; <i>Nils</i>\n  rowed<br>on.<p>It <em>rained <b>hard</b></em>.</p><script>alert('x')</script>"
        "<style>p{}</style><hr><blockquote><p>Dear Ola,</p></blockquote><div>Bare <span "
        "style='font-style: italic'>text</span></div>"
    )
    assert blocks(found) == [
        ("paragraph", "Ola\xa0& Nils rowed\non."),
        ("paragraph", "It rained hard."),
        ("break", "* * *"),
        ("quote", "Dear Ola,"),
        ("paragraph", "Bare text"),
    ]
    assert [s.of(found.text) for s in found.emphasis] == ["Nils", "rained hard", "text"]
    assert found.language == "en"


def test_origins_are_the_bytes_of_the_elements() -> None:
    data = "<html><body>\r\n<p>Zoë’s <i>hat</i></p>\r\n<p>fell.</p></body></html>".encode()
    sources = [data[b.origin.start : b.origin.end].decode() for b in from_bytes(data).blocks if b.origin]
    assert sources == ["<p>Zoë’s <i>hat</i></p>", "<p>fell.</p>"]


def test_ornaments_are_breaks_and_pictures_are_not() -> None:
    found = page("<p>a</p><p class='scenebreak'><img src='x.png'></p><p>b</p><p><img src='map.png'></p><p>c</p>")
    assert [kind for kind, _ in blocks(found)] == ["paragraph", "break", "paragraph", "paragraph"]
    orn = "<p><img src='o.png'></p>"
    assert [k for k, _ in blocks(page(f"<p>a</p>{orn}<p>b</p>{orn}<p>c</p>{orn}<p>d</p>"))].count("break") == 3


def test_an_archive_download() -> None:
    def note(words: str) -> str:
        return f"<blockquote class='userstuff'><p>{words}</p></blockquote>"

    found = page(
        "<div id='preface'><p class='message'>Posted on the Archive</p><div class='meta'><dl "
        "class='tags'><dt>Rating</dt></dl>"
        "<h1>Late</h1><div class='byline'>by <a rel='author'>ola</a></div>"
        f"<p>Summary</p>{note('A ferry.')}<p>Notes</p>{note('Hi.')}</div></div>"
        "<div id=\"chapters\" class='userstuff'><div class='meta group'><h2 "
        f"class='heading'>Chapter 1: Quay</h2><p>Chapter Notes</p>{note('Short.')}</div>"
        "<div class='userstuff'><p>It was late.</p></div><div class='meta group'><h2 "
        "class='heading'>Chapter 2: Boat</h2></div>"
        "<div class='userstuff'><p>It came.</p></div></div><div id='afterword'><div class='meta'><div "
        f"id='endnotes'><p>End Notes</p>{note('Bye.')}</div></div>"
        "<p class='message'>Please comment</p></div>",
        "<title>Late - ola - Boats</title>",
    )
    assert parts(found) == [
        ("front", None),
        ("description", "Summary"),
        ("note", "Notes"),
        ("note", "Chapter 1: Quay"),
        ("chapter", "Chapter 1: Quay"),
        ("chapter", "Chapter 2: Boat"),
        ("note", "End Notes"),
        ("back", None),
    ]
    assert (found.title, found.author) == ("Late", "ola")


def test_an_archive_work_of_one_chapter() -> None:
    found = page(
        "<div id='preface'><h1>Late</h1></div><div id=\"chapters\"><p>It was late.</p></div><div "
        "id='afterword'><p>x</p></div>"
    )
    assert [kind for kind, _ in parts(found)] == ["front", "chapter", "back"]


def test_chapters_in_articles_with_notes() -> None:
    chapter = (
        "<article class='chapter'><header><h1>{0}</h1></header><p>It was late.</p><aside "
        "class='authors-note'><p>Hi</p></aside></article>"
    )
    found = page(
        f"<h1>Late</h1><h2>by ola</h2>{chapter.format('Quay')}{chapter.format('Boat')}<footer><p>Made by "
        "a site</p></footer>"
    )
    assert parts(found) == [
        ("front", "Late"),
        ("chapter", "Quay"),
        ("note", None),
        ("chapter", "Boat"),
        ("note", None),
        ("back", None),
    ]


def test_hidden_sentences_are_notes_with_a_warning() -> None:
    found = page(
        "<div class='chapter-content'><p>It was late.</p><p class='cq'>Copied from elsewhere.</p><p>It came.</p></div>",
        "<style>.cq{display:none;speak:never}</style>",
    )
    assert [kind for kind, _ in parts(found)] == ["chapter", "note", "chapter"]
    assert any("hidden" in w for w in found.warnings)


def test_any_page_with_headings() -> None:
    found = page("<nav>Home</nav><h1>Late</h1><p>by Ola</p><h2>One</h2><p>It was late.</p><h2>Two</h2><p>It came.</p>")
    assert parts(found) == [("front", "Late"), ("chapter", "One"), ("chapter", "Two")]


def test_the_declared_encoding_is_used() -> None:
    data = "<html><head><meta charset='iso-8859-1'></head><body><p>“Zoë”</p></body></html>".encode("cp1252")
    assert from_bytes(data).text == "“Zoë”"


MARKDOWN = """\
---
title: "Late"
author: Ola
---
# Late

## Chapter One

The *ferry* was
__late__ again, and \\*nobody\\* said so.
<!-- check this -->

> Dear Ola,
> wait.

***

It came. [See](map.png) ![x](y.png)&amp; it went.\\
Quite.

Chapter Two
-----------

Nothing.
"""


def test_markdown() -> None:
    found = from_text(MARKDOWN, media_type="text/markdown")
    assert blocks(found) == [
        ("heading", "Late"),
        ("heading", "Chapter One"),
        ("paragraph", "The ferry was late again, and *nobody* said so."),
        ("quote", "Dear Ola, wait."),
        ("break", "***"),
        ("paragraph", "It came. See & it went.\nQuite."),
        ("heading", "Chapter Two"),
        ("paragraph", "Nothing."),
    ]
    assert [s.of(found.text) for s in found.emphasis] == ["ferry", "late"]
    assert parts(found) == [("front", "Late"), ("chapter", "Chapter One"), ("chapter", "Chapter Two")]
    assert (found.title, found.author) == ("Late", "Ola")
    origin = found.blocks[3].origin
    assert origin is not None and MARKDOWN[origin.start : origin.end] == "> Dear Ola,\n> wait."
