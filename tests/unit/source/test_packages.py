"""EPUB and DOCX: the spine, styles, and what hostile archives get."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import pytest

from fabula.errors import SourceError, UnsafeSourceError
from fabula.source import Manuscript, from_bytes, open_source

CONTAINER = '<container><rootfiles><rootfile full-path="epub/content.opf"/></rootfiles></container>'


def packed(files: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def opf(pages: list[str], extra: str = "") -> str:
    items = "".join(f'<item id="i{i}" href="{p}" media-type="application/xhtml+xml"/>' for i, p in enumerate(pages))
    spine = "".join(f'<itemref idref="i{i}"/>' for i in range(len(pages)))
    meta = "<dc:title>Late</dc:title><dc:creator>O. Lar</dc:creator><dc:language>en-GB</dc:language>"
    return f"<package><metadata>{meta}</metadata><manifest>{items}{extra}</manifest><spine>{spine}</spine></package>"


def book(pages: dict[str, str], extra: str = "", **more: str) -> bytes:
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "epub/content.opf": opf(list(pages), extra),
    }
    return packed({**files, **{f"epub/{name}": page for name, page in pages.items()}, **more})


def xhtml(body: str, kind: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="x"><head><title>t</title></head><body '
        f'epub:type="{kind}">{body}</body></html>'
    )


def parts(manuscript: Manuscript) -> list[tuple[str, str | None]]:
    return [(p.kind, p.title) for p in manuscript.parts]


def test_a_book_with_types() -> None:
    found = from_bytes(
        book(
            {
                "titlepage.xhtml": xhtml('<section epub:type="titlepage"><h1>Late</h1></section>', "frontmatter"),
                "part-1.xhtml": xhtml('<section epub:type="part"><h2>Part I</h2></section>', "bodymatter"),
                "one.xhtml": xhtml(
                    '<section epub:type="chapter"><hgroup><h2>I</h2><p epub:type="title">The Quay</p></hgroup>'
                    '<p>“It’s late\u2060—very,” said <i>Ola</i>.<a epub:type="noteref">1</a></p><hr/>'
                    '<blockquote epub:type="z3998:letter"><p>Dear Ola,</p></blockquote></section>',
                    "bodymatter",
                ),
                "two.xhtml": xhtml('<section epub:type="chapter"><h2>II</h2><p>It came.</p></section>', "bodymatter"),
                "notes.xhtml": xhtml('<section epub:type="endnotes"><p>A note.</p></section>', "backmatter"),
            }
        )
    )
    assert parts(found) == [("front", None), ("chapter", "I. The Quay"), ("chapter", "II"), ("back", None)]
    kinds = [b.kind for b in found.blocks]
    assert kinds == [
        "heading",
        "heading",
        "heading",
        "heading",
        "paragraph",
        "break",
        "quote",
        "heading",
        "paragraph",
        "paragraph",
    ]
    assert "“It’s late\u2060—very,” said Ola.\n" in found.text
    assert (found.title, found.author, found.language) == ("Late", "O. Lar", "en-GB")
    origin = found.blocks[8].origin
    assert origin is not None and origin.file == "epub/two.xhtml"


def test_a_book_without_types_takes_titles_from_its_contents() -> None:
    ncx = (
        '<ncx><navMap><navPoint><navLabel><text>The Quay</text></navLabel><content src="a.html"/></navPoint>'
        "<navPoint><navLabel><text>About the Author</text></navLabel><content "
        'src="b.html#x"/></navPoint></navMap></ncx>'
    )
    extra = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    pages = {
        "cover.html": xhtml("<p>Late</p>"),
        "a.html": xhtml("<p>It was late.</p>"),
        "b.html": xhtml("<p>O. lives.</p>"),
    }
    found = from_bytes(book(pages, extra, **{"epub/toc.ncx": ncx}))
    assert parts(found) == [("front", None), ("chapter", "The Quay"), ("back", None)]


def test_origins_in_a_book_are_bytes_of_its_files() -> None:
    data = book({"a.xhtml": xhtml("<h1>Zoë</h1><p>It’s <i>late</i>.</p>")})
    origin = from_bytes(data).blocks[1].origin
    assert origin is not None and origin.file is not None
    page = zipfile.ZipFile(io.BytesIO(data)).read(origin.file)
    assert page[origin.start : origin.end].decode() == "<p>It’s <i>late</i>.</p>"


def encrypted(algorithm: str) -> str:
    return f'<encryption><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/></EncryptedData></encryption>'


def test_obfuscated_fonts_are_no_encryption() -> None:
    pages = {"a.xhtml": xhtml("<p>It was late.</p>")}
    font = encrypted("http://www.idpf.org/2008/embedding")
    assert from_bytes(book(pages, **{"META-INF/encryption.xml": font})).text == "It was late."
    with pytest.raises(SourceError, match="encrypted"):
        from_bytes(book(pages, **{"META-INF/encryption.xml": encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}))


@pytest.mark.parametrize(
    "data",
    [
        packed({"META-INF/container.xml": CONTAINER, "../evil.xhtml": "x"}),
        packed({"META-INF/container.xml": CONTAINER, "/etc/evil": "x"}),
        packed({"META-INF/container.xml": CONTAINER, "a.xhtml": b"a" * 4_000_000}),
        packed({"META-INF/container.xml": CONTAINER, **{f"f{i}": "" for i in range(20_001)}}, zipfile.ZIP_STORED),
        book({"a.xhtml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><html><body><p>&a;</p></body></html>'}),
    ],
    ids=["leaves", "absolute", "bomb", "many", "entities"],
)
def test_unsafe_archives(data: bytes) -> None:
    with pytest.raises(UnsafeSourceError) as caught:
        from_bytes(data, name="story.epub")
    assert caught.value.hint and caught.value.exit_status == 4


@pytest.mark.parametrize(
    "data",
    [
        packed({"readme.txt": "words"}),
        packed({"META-INF/container.xml": "<container/>"}),
        packed({"META-INF/container.xml": CONTAINER, "epub/content.opf": "<package/>"}),
        packed({"[Content_Types].xml": "<Types/>"}),
        packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<html/>"}),
        book({"a.xhtml": xhtml("<img src='a.png'/>")}),
        b"PK\x03\x04 nothing more",
    ],
    ids=["other", "no package", "no pages", "no document", "no body", "pictures", "cut"],
)
def test_broken_archives(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        from_bytes(data)
    assert caught.value.hint


def test_a_name_that_promises_an_archive() -> None:
    with pytest.raises(SourceError, match="no archive"):
        from_bytes(b"just words", media_type="application/epub+zip")


def written(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Late", style="Title")
    document.add_paragraph("by Ola")
    document.add_heading("Chapter One", level=1)
    paragraph = document.add_paragraph("The ferry was ")
    paragraph.add_run("ve").italic = True
    paragraph.add_run("ry").italic = True
    paragraph.add_run(" late & wet.")
    document.add_paragraph("")
    document.add_paragraph("#")
    document.add_paragraph("Dear Ola,", style="Quote")
    document.add_heading("Chapter Two", level=1)
    document.add_paragraph("It came.")
    path = tmp_path / "late.docx"
    document.save(str(path))
    return path


def test_a_word_document(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = open_source(path)
    assert [(b.kind, found.text[b.start : b.end]) for b in found.blocks] == [
        ("heading", "Late"),
        ("paragraph", "by Ola"),
        ("heading", "Chapter One"),
        ("paragraph", "The ferry was very late & wet."),
        ("break", "#"),
        ("quote", "Dear Ola,"),
        ("heading", "Chapter Two"),
        ("paragraph", "It came."),
    ]
    assert [s.of(found.text) for s in found.emphasis] == ["very"]
    assert [kind for kind, _ in parts(found)] == ["front", "chapter", "chapter"]
    assert found.blocks[4].extra_space
    origin = found.blocks[-1].origin
    assert origin is not None and origin.file == "word/document.xml"
    source = zipfile.ZipFile(path).read("word/document.xml")[origin.start : origin.end].decode()
    assert source.startswith("<w:p>") and source.endswith("</w:p>") and "It came." in source


def test_deleted_text_is_left_out() -> None:
    body = (
        "<w:p><w:r><w:t>It </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins><w:r>"
        "<w:t>came.</w:t></w:r></w:ins></w:p>"
    )
    data = packed(
        {"[Content_Types].xml": "<T/>", "word/document.xml": f"<w:document><w:body>{body}</w:body></w:document>"}
    )
    assert from_bytes(data).text == "It came."


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        open_source(tmp_path / "none.txt")
    with pytest.raises(SourceError, match="folder"):
        open_source(tmp_path)
