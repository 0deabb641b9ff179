"""From a path, bytes or a string to a manuscript: which format it is, and the reader for it."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from pathlib import Path

from fabula.errors import SourceError
from fabula.source.archive import Archive
from fabula.source.decoding import Decoded, decode, undecoded
from fabula.source.docx import read_docx
from fabula.source.epub import read_epub
from fabula.source.html import decode_page, read_html
from fabula.source.manuscript import Manuscript
from fabula.source.markdown import read_markdown
from fabula.source.marks import IsBreak, break_test
from fabula.source.plain import read_plain
from fabula.story.records import Source

_SURROGATE = re.compile("[\ud800-\udfff]")
MAX_BYTES = 256 * 1024 * 1024
MAX_TEXT = 20_000_000  # characters, three and a half million words: memory grows by a gigabyte for a million
PLAIN = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
EPUB = "application/epub+zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MEDIA_TYPES = {
    ".txt": PLAIN,
    ".text": PLAIN,
    ".md": MARKDOWN,
    ".markdown": MARKDOWN,
    ".mkd": MARKDOWN,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".epub": EPUB,
    ".docx": DOCX,
}
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)


def open_source(
    path: str | os.PathLike[str],
    *,
    encoding: str | None = None,
    breaks: Iterable[str] | None = None,
    mend: bool = False,
) -> Manuscript:
    """The manuscript of a file: plain text, Markdown, HTML, EPUB or DOCX, told by its content and its name.

    `encoding` names the encoding of a text file where the reader's own ladder is wrong. `breaks` are lines that count
    as breaks between scenes besides the usual ones. `mend` repairs garbled characters (mojibake).
    Raises SourceError for a file that is missing, empty, binary, damaged or longer than any story, UnsafeSourceError
    for one made to harm.
    """
    file = Path(path)
    try:
        if file.stat().st_size > MAX_BYTES:
            raise SourceError("the file is larger than any book", where=str(file), hint="split it into volumes")
        data = file.read_bytes()
    except IsADirectoryError:
        raise SourceError("this is a folder", where=str(file), hint="give one file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise SourceError(f"cannot be read: {reason}", where=str(file), hint="check the path") from None
    media_type = MEDIA_TYPES.get(file.suffix.lower())
    return from_bytes(data, name=file.name, media_type=media_type, encoding=encoding, breaks=breaks, mend=mend)


def from_bytes(
    data: bytes,
    *,
    name: str | None = None,
    media_type: str | None = None,
    encoding: str | None = None,
    breaks: Iterable[str] | None = None,
    mend: bool = False,
) -> Manuscript:
    """The manuscript of a file's content, as from standard input. Options and errors are those of `open_source`."""
    kind = media_type_of(data, name=name, said=media_type)
    source = Source(name=name, media_type=kind, sha256=hashlib.sha256(data).hexdigest())
    is_break = break_test(breaks)
    if kind == EPUB:
        return _bounded(read_epub(data, source, is_break))
    if kind == DOCX:
        return _bounded(read_docx(data, source, is_break))
    reader = decode_page if kind == HTML else decode
    return _read(reader(data, encoding=encoding, where=name, mend=mend), source, is_break)


def media_type_of(data: bytes, *, name: str | None = None, said: str | None = None) -> str:
    """The media type of a file by its content, then by what is said of it, then by its name.

    Raises SourceError for an archive that is neither EPUB nor DOCX.
    """
    if data.startswith(b"PK\x03\x04"):
        return _archive_type(data, name)
    if said in (EPUB, DOCX):
        what = "EPUB" if said == EPUB else "Word"
        raise SourceError(f"this is no {what} file: it is no archive", where=name, hint="check the file's ending")
    if said in (MARKDOWN, HTML):
        return said
    if _HTML_START.match(data.removeprefix(b"\xef\xbb\xbf")[:4000]):
        return HTML
    return PLAIN


def _archive_type(data: bytes, name: str | None) -> str:
    names = Archive(data, name).names
    packaged = "META-INF/container.xml" in names or any(n.lower().endswith(".opf") for n in names)
    if packaged and "word/document.xml" not in names:
        return EPUB
    if "[Content_Types].xml" in names or "word/document.xml" in names:
        return DOCX
    hint = "unpack it and give one story, as text, Markdown, HTML, EPUB or DOCX"
    raise SourceError("this archive is neither an EPUB nor a Word document", where=name, hint=hint)


def from_text(
    text: str,
    *,
    name: str | None = None,
    media_type: str | None = None,
    breaks: Iterable[str] | None = None,
) -> Manuscript:
    """The manuscript of text already decoded: plain unless `media_type` is `text/markdown` or `text/html`.

    Origins are byte offsets of the text's UTF-8 form; half a surrogate pair, which has none, becomes U+FFFD.
    Raises SourceError for text without a word.
    """
    text = _SURROGATE.sub("\ufffd", text)
    if not text.strip("\ufeff\0 \t\r\n\f\v"):
        raise SourceError("the text is empty", where=name, hint="give a text with words in it")
    digest = hashlib.sha256(text.encode()).hexdigest()
    source = Source(name=name, media_type=media_type or PLAIN, sha256=digest)
    return _read(undecoded(text), source, break_test(breaks))


def _read(decoded: Decoded, source: Source, is_break: IsBreak) -> Manuscript:
    if source.media_type == HTML:
        return _bounded(read_html(decoded, source, is_break))
    if source.media_type == MARKDOWN:
        return _bounded(read_markdown(decoded, source, is_break))
    return _bounded(read_plain(decoded, source, is_break))


def _bounded(manuscript: Manuscript) -> Manuscript:
    """The manuscript, unless it is longer than anything that can be read in the memory of a usual machine."""
    if len(manuscript.text) > MAX_TEXT:
        raise SourceError(
            f"{len(manuscript.text):,} characters are more than can be read at once ({MAX_TEXT:,})",
            where=manuscript.source.name,
            hint="split it into volumes",
        )
    return manuscript
