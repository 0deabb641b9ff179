"""From a path, bytes or a string to a manuscript: which format it is, and the reader for it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from fabula.errors import SourceError
from fabula.source.decoding import Decoded, decode, undecoded
from fabula.source.manuscript import Manuscript
from fabula.source.marks import break_test
from fabula.source.plain import read_plain
from fabula.story.records import Source

MAX_BYTES = 256 * 1024 * 1024
MEDIA_TYPES = {
    ".txt": "text/plain",
    ".text": "text/plain",
}


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
    Raises SourceError for a file that is missing, empty, binary or damaged, UnsafeSourceError for one made to harm.
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
    decoded = decode(data, encoding=encoding, where=name, mend=mend)
    source = Source(name=name, media_type=media_type or "text/plain", sha256=hashlib.sha256(data).hexdigest())
    return _read(decoded, source, breaks)


def from_text(
    text: str,
    *,
    name: str | None = None,
    media_type: str | None = None,
    breaks: Iterable[str] | None = None,
) -> Manuscript:
    """The manuscript of text already decoded: plain unless `media_type` is `text/markdown` or `text/html`.

    Origins are byte offsets of the text's UTF-8 form. Raises SourceError for text without a word.
    """
    if not text.strip("\ufeff\0 \t\r\n\f\v"):
        raise SourceError("the text is empty", where=name, hint="give a text with words in it")
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    source = Source(name=name, media_type=media_type or "text/plain", sha256=digest)
    return _read(undecoded(text), source, breaks)


def _read(decoded: Decoded, source: Source, breaks: Iterable[str] | None) -> Manuscript:
    return read_plain(decoded, source, break_test(breaks))
