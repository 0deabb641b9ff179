"""Bad input end to end: a story or a clear error with its status, in bounded time, and no half-written file."""

from __future__ import annotations

import io
import json
import time
import zipfile
from pathlib import Path

import jsonschema
import pytest
from conftest import Run

import fabula
from fabula.story import json_form
from fabula.story.records import Story

SENTENCE = "The rain went on and the river rose and nobody on the hill could sleep. "


def archive(**files: bytes) -> bytes:
    """A zip of these files (`/` written as `__`)."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in files.items():
            file.writestr(name.replace("__", "/"), data)
    return buffer.getvalue()


REFUSED = {
    "empty.txt": (b"", 3),
    "blank.txt": (b" \n\n\t\n", 3),
    "mark only.txt": (b"\xef\xbb\xbf", 3),
    "binary.txt": (bytes(range(256)) * 40, 3),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, 3),
    "empty.html": (b"<html><body></body></html>", 3),
    "empty.epub": (b"", 3),
    "not a book.epub": (b"PK\x03\x04 nothing more", 3),
    "no package.epub": (archive(mimetype=b"application/epub+zip"), 3),
    "no document.docx": (archive(**{"[Content_Types].xml": b"<Types/>"}), 3),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_story_is_refused_with_one_message(run: Run, tmp_path: Path, name: str) -> None:
    data, status = REFUSED[name]
    source = tmp_path / name
    source.write_bytes(data)
    done = run("read", source)
    assert (done.status, done.data) == (status, b"")
    assert done.talk.startswith("fabula: error: ")
    assert name in done.talk
    assert "Traceback" not in done.talk
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [name]
    assert source.read_bytes() == data


def test_a_folder_is_no_story(run: Run, tmp_path: Path) -> None:
    assert run("read", tmp_path).status == 3


def test_empty_standard_input_is_refused(run: Run) -> None:
    done = run("read", "-", "--json")
    assert (done.status, done.data) == (3, b"")
    assert "standard input" in done.talk


def read(run: Run, text: str | bytes) -> tuple[Story, str]:
    """The story and the talk of reading a text from standard input; its story file obeys the schema."""
    start = time.process_time()  # of the clock, a busy machine may take any number
    done = run("read", "-", "--json", stdin=text.encode() if isinstance(text, str) else text)
    assert done.status == 0, done.talk
    assert time.process_time() - start < 60
    jsonschema.validate(json.loads(done.data), json_form.schema())
    story = json_form.decode(done.data)
    for quotation in story.quotations:
        for span in quotation.spans:
            assert 0 <= span.start < span.end <= len(story.text)
    return story, done.talk


def test_text_without_dialogue(run: Run) -> None:
    story, _ = read(run, (SENTENCE * 5 + "\n\n") * 10)
    assert [one for one in story.quotations if one.mode == "speech"] == []
    assert len(story.paragraphs) == 10


def test_text_in_another_language_is_read_with_a_warning(run: Run) -> None:
    story, talk = read(
        run,
        "„Wo warst du?“, fragte Lene. Der alte Mann sah aus dem Fenster und sagte lange nichts mehr.\n\n"
        "„Auf dem See“, antwortete er dann. „Es war noch nicht ganz dunkel, und ich wollte das Boot holen.“\n\n" * 6,
    )
    assert any("English" in warning for warning in story.warnings)
    assert "fabula: warning: " in talk


def test_text_without_capital_letters(run: Run) -> None:
    story, _ = read(
        run, "“run,” said ilse. “or hide.”\n\nfen hid under the stairs.\n\n“where are you?” she asked.\n" * 4
    )
    assert len([one for one in story.quotations if one.mode == "speech"]) >= 8


@pytest.mark.parametrize("sentence", [SENTENCE, "“Run,” said Ilse. ", "x", "“", "said Fen ", "‘’Tis Tom’s,’ "])
def test_one_paragraph_of_a_great_many_characters(run: Run, sentence: str) -> None:
    text = sentence * (40_000 // len(sentence))
    story, _ = read(run, "Ilse came in.\n\n" + text)
    assert story.text.rstrip().endswith(text[-50:].rstrip())


def test_more_than_any_story_is_refused(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fabula.source.opening.MAX_TEXT", 1000)
    source = tmp_path / "shelf.txt"
    source.write_text(SENTENCE * 20, encoding="utf-8")
    done = run("read", source)
    assert done.status == 3
    assert "split it into volumes" in done.talk
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["shelf.txt"]


def test_many_empty_lines(run: Run) -> None:
    assert read(run, "Ilse" + "\n" * 200_000 + "ran.")[0].text.startswith("Ilse")


def test_mixed_encodings_do_not_stop_it(run: Run) -> None:
    story, _ = read(run, "“Run,” said Zoë.\n\n".encode() + "“Hide,” said Fen at the café.\n\n".encode("cp1252"))
    assert "said Fen" in story.text


def test_right_to_left_text(run: Run) -> None:
    story, talk = read(run, "«שלום», אמרה רות. הזקן הביט בחלון ולא ענה דבר.\n\n«איפה היית?» שאלה שוב.\n\n" * 8)
    assert "שלום" in story.text
    assert "\u202e" not in talk


def test_control_characters(run: Run) -> None:
    _, talk = read(run, "\x1b]0;Title\x07\n\n“Run,” said \x1b[31mIlse.\n\n\x0cFen hid.\n\n" + SENTENCE * 40)
    assert "\x1b" not in talk and "\x07" not in talk


@pytest.mark.parametrize("text", ["“Run,” said Il\ud800se.\n\nFen hid.", "\udfff\ud800 “Go,” said Fen."])
def test_lone_surrogates_can_be_read_and_written(text: str, tmp_path: Path) -> None:
    story = fabula.read(text, text=True)
    story.save(tmp_path / "a.fabula.json")
    assert Story.load(tmp_path / "a.fabula.json") == story


@pytest.mark.parametrize("text", ["", " \n", "\ufeff", "\u2028"])
def test_text_without_a_word_is_a_source_error(text: str) -> None:
    with pytest.raises(fabula.FabulaError):
        fabula.read(text, text=True)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        ".",
        "“",
        "”",
        "“”",
        "Ilse",
        "“Ilse”",
        "* * *",
        "—",
        "I",
        "“I”",
        "Chapter 1",
        "said",
        "“A,” said.",
        "'",
    ],
)
def test_a_text_of_a_word_or_a_mark(text: str) -> None:
    assert fabula.read(text, text=True).text.strip() == text.strip()


def test_scripts_in_html_never_reach_the_page(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "tale.htm"
    source.write_text(
        "<html><head><title>T</title><script>alert('head')</script></head><body>"
        "<p onclick=\"alert('click')\">“Run,” said Ilse. &lt;script&gt;alert('text')&lt;/script&gt;</p>"
        "<script>alert('body')</script><p>Fen hid.</p></body></html>",
        encoding="utf-8",
    )
    assert run("read", source).status == 0
    page = (tmp_path / "tale.html").read_text(encoding="utf-8")
    for bad in ("alert('head')", "alert('body')", "alert('click')", "<script>alert"):
        assert bad not in page
    assert "Fen hid." in page
