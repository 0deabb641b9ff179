"""Encodings: the ladder, mojibake, what is no text."""

from __future__ import annotations

import codecs

import pytest

from fabula.errors import SourceError
from fabula.source import from_bytes

TEXT = "“It’s late,” said Ola—and it was. Zoë’s café shut… ‘Now?’\n"


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "cp1252", "mac_roman"])
def test_the_ladder(name: str) -> None:
    assert from_bytes(TEXT.encode(name)).text == TEXT


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE])
def test_big_endian_marks(mark: bytes) -> None:
    name = "utf-16-be" if len(mark) == 2 else "utf-32-be"
    assert from_bytes(mark + TEXT.encode(name)).text == TEXT


@pytest.mark.parametrize("text", ["Ola’s boat.", "“No.”", "Wait… what?", "No—never."])
def test_short_texts_with_a_single_mark(text: str) -> None:
    assert from_bytes(text.encode("cp1252")).text == text
    assert from_bytes(text.encode("mac_roman")).text == text


def test_an_undefined_byte_of_cp1252_does_not_stop_the_reading() -> None:
    assert from_bytes("“No,” said Ola.".encode("cp1252") + b" \x81").text.startswith("“No,” said Ola.")


def test_a_code_page_is_reported() -> None:
    assert any("cp1252" in w for w in from_bytes(TEXT.encode("cp1252")).warnings)


def test_mojibake_is_reported_and_mended_only_on_request() -> None:
    garbled = "“Go,” said Zoë. It’s…".encode().decode("cp1252", "replace").replace("\ufffd", "\u009d").encode()
    plain = from_bytes(garbled)
    assert plain.text == garbled.decode()
    assert any("garbled" in w for w in plain.warnings)
    mended = from_bytes(garbled, mend=True)
    assert mended.text == "“Go,” said Zoë. It’s…"
    assert any("mended" in w for w in mended.warnings)


def test_an_encoding_may_be_named() -> None:
    assert from_bytes(TEXT.encode("cp1252"), encoding="cp1252").text == TEXT
    with pytest.raises(SourceError, match="is not utf-8"):
        from_bytes(TEXT.encode("cp1252"), encoding="utf-8")
    with pytest.raises(SourceError, match="no encoding"):
        from_bytes(b"words", encoding="klingon")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n",
        b"%PDF-1.4 words",
        b"\x89PNG\r\n\x1a\n",
        b"{\\rtf1 words}",
        bytes(range(256)) * 4,
        b"\0" * 100,
        b"\x1f\x8bxx",
    ],
)
def test_what_is_no_text_is_refused_with_a_hint(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        from_bytes(data)
    assert caught.value.hint


def test_a_stray_nul_is_warned_of() -> None:
    manuscript = from_bytes(b"It rained all day and half the night. " * 10 + b"\0 It stopped.")
    assert any("NUL" in w for w in manuscript.warnings)
