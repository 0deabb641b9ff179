"""From bytes to text: which encoding a file is in, and where each character stood in the file.

The ladder: a byte-order mark, strict UTF-8, UTF-16 without a mark (every other byte is zero), then Windows-1252 or Mac
Roman, told apart by the bytes that each uses for quotation marks, dashes and ellipses. General detectors misread
short Windows-1252 texts whose only foreign bytes are curly quotation marks, so none is used.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from dataclasses import dataclass

from fabula.errors import SourceError

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"{\\rtf", "an RTF file"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"BOOKMOBI", "a Kindle file"),
)
# Curly marks, dashes and the ellipsis in each code page: what a novel uses beyond ASCII.
CP1252_MARKS = frozenset(b"\x85\x91\x92\x93\x94\x96\x97")
MAC_MARKS = frozenset(b"\xc9\xd0\xd1\xd2\xd3\xd4\xd5")
CP1252_INSIDE = frozenset(b"\x85\x92\x96\x97")
MAC_INSIDE = frozenset(b"\xc9\xd0\xd1\xd5")
CP1252_LETTERS = frozenset(range(0xC0, 0x100)) - {0xD7, 0xF7}
MAC_LETTERS = frozenset(
    b"\x80\x81\x82\x83\x84\x85\x86\x87\x88\x89\x8a\x8b\x8c\x8d\x8e\x8f\x90\x91\x92\x93\x94\x95\x96\x97"
)
CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
BINARY_SHARE = 0.01  # control bytes in a text: a stray one is a defect, one in a hundred is another kind of file

_MOJIBAKE = re.compile('â€[œ\u009d™˜¦”“"]|â€\u009c|Ã[©¨¡³±¶¼¤§ª«]|Â[ «»£©]')
_LINE_END = re.compile("\r\n?")


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with `\\n` line ends, its encoding, and what maps it back to bytes.

    `shift` are the offsets of the text after which the file holds one code point more (`\\r\\n` became `\\n`).
    """

    text: str
    encoding: str
    raw: str
    skipped: int
    shift: tuple[int, ...]
    warnings: tuple[str, ...] = ()

    def raw_offset(self, offset: int) -> int:
        """The code point of the decoded file that an offset of the text stands for."""
        return offset + bisect_left(self.shift, offset)

    def byte_offsets(self, offsets: list[int]) -> list[int]:
        """The byte of the file at which each of these rising offsets of the text stands."""
        out: list[int] = []
        at, byte = 0, self.skipped
        for offset in offsets:
            raw = self.raw_offset(offset)
            byte += self._width(at, raw)
            at = raw
            out.append(byte)
        return out

    def _width(self, start: int, end: int) -> int:
        if self.encoding in ("cp1252", "mac_roman"):
            return end - start
        return len(self.raw[start:end].encode(self.encoding, "surrogatepass"))


def decode(data: bytes, *, encoding: str | None = None, where: str | None = None, mend: bool = False) -> Decoded:
    """The text of a file, with its encoding and any doubts.

    `encoding` overrules the ladder. `mend` repairs mojibake (UTF-8 once read as Windows-1252); without it the text is
    left as it is and a warning says so. Raises SourceError for an empty or binary file or a wrong `encoding`.
    """
    if not data.strip():
        raise SourceError("the file is empty", where=where, hint="give a file with text in it")
    raw, name, skipped = _by_name(data, encoding, where) if encoding else _by_ladder(data, where)
    if not raw.strip("\ufeff \t\r\n\f\v\0"):
        raise SourceError("the file holds no words", where=where, hint="give a file with text in it")
    warnings = []
    if name in ("cp1252", "mac_roman") and not encoding:
        warnings.append(f"The file is not UTF-8; it was read as {name}. Name its encoding if letters look wrong.")
    if _MOJIBAKE.search(raw):
        raw, said = _mojibake(raw, mend)
        warnings.append(said)
    if "\0" in raw:
        warnings.append("The text holds NUL characters; parts of it may be damaged.")
    text, shift = _line_ends(raw)
    return Decoded(text, name, raw, skipped, shift, tuple(warnings))


def undecoded(text: str) -> Decoded:
    """The same for text that was never bytes: offsets are those of its UTF-8 form."""
    body = text.removeprefix("\ufeff")
    out, shift = _line_ends(body)
    warnings: tuple[str, ...] = ()
    if _MOJIBAKE.search(body):
        warnings = (_mojibake(body, False)[1],)
    return Decoded(out, "utf-8", body, 3 * (len(text) - len(body)), shift, warnings)


def _by_name(data: bytes, encoding: str, where: str | None) -> tuple[str, str, int]:
    try:
        name = codecs.lookup(encoding).name
        for mark, marked in MARKS:
            if data.startswith(mark) and marked.startswith(name.removesuffix("-sig")):
                return data[len(mark) :].decode(marked), marked, len(mark)
        return data.decode(name), name, 0
    except LookupError:
        raise SourceError(f"no encoding is called {encoding!r}", where=where, hint="try utf-8 or cp1252") from None
    except UnicodeError as error:
        raise SourceError(f"the file is not {encoding}: {error}", where=where, hint="leave the encoding out") from None


def _by_ladder(data: bytes, where: str | None) -> tuple[str, str, int]:
    for mark, name in MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(name), name, len(mark)
            except UnicodeError as error:
                raise SourceError(f"the file is damaged: {error}", where=where, hint="save it again as UTF-8") from None
    for magic, kind in MAGIC:
        if data.startswith(magic) or (magic == b"BOOKMOBI" and data[60:68] == magic):
            hint = "save the story as plain text, Markdown, HTML, EPUB or DOCX"
            raise SourceError(f"this is {kind}, not a text", where=where, hint=hint)
    try:
        return _text_of(data.decode("utf-8"), data, where), "utf-8", 0
    except UnicodeDecodeError:
        pass
    for name, zero in (("utf-16-le", data[1:2000:2]), ("utf-16-be", data[0:2000:2])):
        if len(data) % 2 == 0 and zero.count(0) > 0.6 * len(zero):
            try:
                return data.decode(name), name, 0
            except UnicodeError:
                continue
    name = _code_page(data)
    return _text_of(_single_bytes(data, name), data, where), name, 0


def _text_of(text: str, data: bytes, where: str | None) -> str:
    """The text itself, unless the share of control bytes says that it is none."""
    controls = len(data) - len(data.translate(None, CONTROLS))
    if controls > BINARY_SHARE * len(data):
        if data[1:2000:2].count(0) > 0.6 * len(data[1:2000:2]) and len(data) % 2 == 0:
            raise UnicodeDecodeError("utf-8", data[:1], 0, 1, "UTF-16 without a byte-order mark")
        hint = "give plain text, Markdown, HTML, EPUB or DOCX"
        raise SourceError("this is a binary file, not a text", where=where, hint=hint)
    return text


def _single_bytes(data: bytes, name: str) -> str:
    if name == "mac_roman":
        return data.decode("mac_roman")
    # Five bytes have no character in Windows-1252; browsers read them as control characters, one each.
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        table = [bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(256)]
        return data.decode("latin-1").translate(dict(enumerate(table)))


def _code_page(data: bytes) -> str:
    """`cp1252` or `mac_roman`: in which of the two the bytes beyond ASCII make sense where they stand.

    A mark (quotation, dash, ellipsis) counts for its page at the edge of a word, and inside one where it may stand
    there: apostrophe, dash, ellipsis. A letter counts inside a word, unless it is a capital after a small letter.
    """
    win = mac = 0
    for match in re.finditer(rb"(?s)(.?)([\x80-\xff])(?=(.?))", data[:4_000_000]):
        before, byte, after = match.group(1), match.group(2)[0], match.group(3)
        inside = before.isalpha() and after.isalpha()
        win += byte in (CP1252_INSIDE if inside else CP1252_MARKS)
        mac += byte in (MAC_INSIDE if inside else MAC_MARKS)
        if inside:
            win += byte in CP1252_LETTERS and not (before.islower() and byte <= 0xDE)
            mac += byte in MAC_LETTERS and not (before.islower() and byte <= 0x86)
    return "mac_roman" if mac > win else "cp1252"


def _mojibake(raw: str, mend: bool) -> tuple[str, str]:
    count = sum(1 for _ in _MOJIBAKE.finditer(raw))
    if not mend:
        return raw, f"The text looks garbled in {count} places (UTF-8 read as Windows-1252). Ask for it to be mended."
    return _MENDABLE.sub(_mended, raw), f"Garbled characters were mended in {count} places."


_MENDABLE = re.compile("[ÂÃâ][\u0080-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]{1,2}")


def _mended(match: re.Match[str]) -> str:
    found = match.group()
    for length in (len(found), 2):
        head = found[:length]
        try:
            data = b"".join(c.encode("cp1252") if not 0x80 <= ord(c) < 0xA0 else bytes([ord(c)]) for c in head)
            return data.decode("utf-8") + found[length:]
        except UnicodeError:
            continue
    return found


def _line_ends(raw: str) -> tuple[str, tuple[int, ...]]:
    if "\r" not in raw:
        return raw, ()
    shift = []
    for seen, match in enumerate(m for m in _LINE_END.finditer(raw) if len(m.group()) == 2):
        shift.append(match.start() - seen)
    return _LINE_END.sub("\n", raw), tuple(shift)
