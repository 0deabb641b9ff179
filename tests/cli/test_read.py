"""`fabula read`: what it writes, where, and what it leaves alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from conftest import TEXT, Run

from fabula import api, page
from fabula.errors import OutputError, SourceError
from fabula.story import json_form
from fabula.story.records import Story


@pytest.fixture
def tale(tmp_path: Path) -> Path:
    """A source."""
    path = tmp_path / "tale.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def names(folder: Path) -> list[str]:
    """The names of the files in a folder."""
    return sorted(one.name for one in folder.iterdir() if one.is_file())


def test_a_story_file_and_a_page_stand_beside_the_source(run: Run, tale: Path) -> None:
    done = run("read", tale)
    assert (done.status, done.data) == (0, b"")
    assert names(tale.parent) == ["tale.fabula.json", "tale.html", "tale.txt"]
    assert tale.read_text(encoding="utf-8") == TEXT
    story = Story.load(tale.parent / "tale.fabula.json")
    assert story.text == TEXT
    jsonschema.validate(json.loads((tale.parent / "tale.fabula.json").read_bytes()), json_form.schema())


def test_the_summary_names_cast_and_scenes_and_the_files(run: Run, tale: Path) -> None:
    talk = run("read", tale, "--title", "The Stairs", "--author", "A. Author").talk
    assert talk.startswith("The Stairs by A. Author: 17 words, ")
    assert "Cast (lines): " in talk and "Ilse" in talk
    assert "Scenes: " in talk
    assert f"Wrote {tale.parent / 'tale.fabula.json'} and {tale.parent / 'tale.html'}" in talk
    assert "\x1b" not in talk  # no progress bar without a terminal


def test_the_summary_of_a_text_without_a_title_goes_by_its_file(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "the-mill.txt"
    source.write_text("Ilse ground the corn. “It is late,” said Ilse. Ansel went home, for he was tired.\n")
    assert "the-mill: " in run("read", source).talk


def test_into_a_folder_that_is_made(run: Run, tale: Path, tmp_path: Path) -> None:
    assert run("read", tale, "-o", tmp_path / "out" / "deep").status == 0
    assert names(tmp_path / "out" / "deep") == ["tale.fabula.json", "tale.html"]
    assert names(tale.parent) == ["tale.txt"]


def test_without_the_page(run: Run, tale: Path) -> None:
    run("read", tale, "--no-page")
    assert names(tale.parent) == ["tale.fabula.json", "tale.txt"]


def test_json_goes_to_stdout_and_no_file_is_written(run: Run, tale: Path) -> None:
    done = run("read", tale, "--json")
    assert done.status == 0
    assert json_form.decode(done.data).text == TEXT
    assert done.talk == ""
    assert names(tale.parent) == ["tale.txt"]


def test_standard_input(run: Run) -> None:
    done = run("read", "-", "--json", stdin=TEXT.encode())
    story = json_form.decode(done.data)
    assert story.text == TEXT
    assert story.source.name is None
    run("read", "-", stdin=TEXT.encode())
    assert names(Path()) == ["story.fabula.json", "story.html"]


def test_an_encoding_a_break_and_mending_on_request(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "old.txt"
    source.write_bytes("“Run,” said Zoë.\n\n=0=0=\n\nFen hid.\n".encode("utf-16-le"))
    story = json_form.decode(run("read", source, "--json", "--encoding", "utf-16-le", "--break", "=0=0=").data)
    assert "said Zoë" in story.text
    assert [story.text[a:b] for a, b in story.layout.breaks] == ["=0=0="]
    plain = "Ilse’s boat wasn’t at the quay, and Fen’s café was shut. It’s late, she thought.\n" * 4
    garbled = plain.encode().decode("cp1252").encode()
    assert json_form.decode(run("read", "-", "--json", "--mend", stdin=garbled).data).text == plain
    assert json_form.decode(run("read", "-", "--json", stdin=garbled).data).text == garbled.decode()


def test_title_and_author_given(run: Run, tale: Path) -> None:
    story = json_form.decode(run("read", tale, "--json", "--title", "T", "--author", "A").data)
    assert (story.title, story.author) == ("T", "A")


def test_reading_again_overwrites_what_was_written_before(run: Run, tale: Path) -> None:
    run("read", tale)
    first = (tale.parent / "tale.fabula.json").read_bytes()
    (tale.parent / "tale.fabula.json").write_bytes(b"broken")
    run("read", tale)
    assert (tale.parent / "tale.fabula.json").read_bytes() == first
    assert names(tale.parent) == ["tale.fabula.json", "tale.html", "tale.txt"]


def test_an_html_source_is_never_overwritten_by_its_page(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "tale.html"
    source.write_text("<html><body><p>“Run,” said Ilse.</p><p>Fen hid.</p></body></html>", encoding="utf-8")
    before = source.read_bytes()
    assert run("read", source).status == 0
    assert source.read_bytes() == before
    assert names(tmp_path) == ["tale.fabula.html", "tale.fabula.json", "tale.html"]


def test_several_stories(run: Run, tale: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.md"
    other.write_text("# Other\n\n“Hide,” said Fen.\n", encoding="utf-8")
    assert run("read", tale, other, "--no-page").status == 0
    assert names(tmp_path) == ["other.fabula.json", "other.md", "tale.fabula.json", "tale.txt"]


def test_one_of_several_that_cannot_be_read_does_not_stop_the_others(run: Run, tale: Path, tmp_path: Path) -> None:
    done = run("read", tmp_path / "gone.txt", tale, "--no-page")
    assert done.status == 3
    assert "gone.txt" in done.talk
    assert (tmp_path / "tale.fabula.json").exists()


@pytest.mark.parametrize(
    "args",
    [
        ["tale.txt", "sub/tale.txt", "-o", "out"],
        ["tale.txt", "tale.md"],
        ["tale.txt", "tale.txt"],
        ["tale.txt", "other.txt", "--json"],
        ["tale.txt", "other.txt", "--title", "T"],
        ["tale.txt", "--json", "-o", "out"],
    ],
)
def test_calls_that_contradict_themselves_are_refused_before_any_work(run: Run, args: list[str]) -> None:
    done = run("read", *args)
    assert (done.status, done.data) == (2, b"")
    assert list(Path().iterdir()) == []


def test_a_missing_source_is_status_3(run: Run, tmp_path: Path) -> None:
    done = run("read", tmp_path / "gone.txt")
    assert (done.status, done.data) == (3, b"")
    assert "gone.txt" in done.talk
    assert names(tmp_path) == []


def test_a_file_in_the_way_of_the_folder_is_status_6(run: Run, tale: Path) -> None:
    done = run("read", tale, "-o", tale / "sub")
    assert done.status == 6
    assert "Choose a folder with -o" in done.talk


def test_a_folder_in_the_way_of_the_story_file_is_status_6(run: Run, tale: Path) -> None:
    (tale.parent / "tale.fabula.json").mkdir()
    assert run("read", tale).status == 6
    assert names(tale.parent) == ["tale.txt"]


def test_where_the_page_fails_the_story_file_stays(run: Run, tale: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(story: Story) -> str:
        raise OutputError("the page cannot be drawn")

    monkeypatch.setattr(page, "render", fail)
    assert run("read", tale).status == 6
    assert names(tale.parent) == ["tale.fabula.json", "tale.txt"]


def test_a_failed_reading_leaves_an_earlier_one_whole(run: Run, tale: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("read", tale)
    before = (tale.parent / "tale.fabula.json").read_bytes()

    def fail(*args: Any, **options: Any) -> Story:
        raise SourceError("no")

    monkeypatch.setattr(api, "read_manuscript", fail)
    assert run("read", tale).status == 3
    assert (tale.parent / "tale.fabula.json").read_bytes() == before


def test_warnings_of_the_reader_are_told(run: Run, tale: Path, story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        api, "read_manuscript", lambda *args, **options: replace(story, warnings=("only English is read well",))
    )
    assert "fabula: warning: only English is read well" in run("read", tale).talk
    assert "fabula: warning: only English is read well" in run("read", tale, "--json").talk


def test_escape_sequences_in_a_title_do_not_reach_the_terminal(run: Run, tale: Path) -> None:
    talk = run("read", tale, "--title", "\x1b[2J\x1b]0;owned\x07Title").talk
    assert "\x1b" not in talk and "\x07" not in talk
    assert "Title" in talk


class TestCast:
    """`--cast`: a cast known beforehand."""

    @pytest.fixture
    def cast(self, tmp_path: Path) -> Path:
        path = tmp_path / "cast.toml"
        path.write_text(
            '[[character]]\nid = "ilse"\nname = "Ilse"\npronouns = "she"\n[[character]]\nid = "zed"\nname = "Zed"\n',
            encoding="utf-8",
        )
        return path

    def test_it_reaches_the_reader_with_its_ids(self, run: Run, tale: Path, cast: Path) -> None:
        done = run("read", tale, "--json", "--cast", cast)
        ids = {one.id for one in json_form.decode(done.data).characters}
        assert {"ilse", "zed"} <= ids

    def test_a_name_that_never_occurs_is_told(self, run: Run, tale: Path, cast: Path) -> None:
        talk = run("read", tale, "--json", "--cast", cast).talk
        assert "no name of Zed (zed) stands in the text" in talk
        assert "Ilse" not in talk

    def test_a_name_that_two_claim_is_told(self, run: Run, tale: Path, cast: Path) -> None:
        cast.write_text('[[character]]\nid = "a"\nname = "Ilse"\n[[character]]\nid = "b"\nname = "ilse"\n')
        assert "'Ilse' is a name of a and of b" in run("read", tale, "--json", "--cast", cast).talk

    @pytest.mark.parametrize(
        "data", [b"", b"name: Ilse", b"[[character]]\nid='a'\nname='A'\n[[character]]\nid='a'\nname='B'", b"\xff"]
    )
    def test_a_cast_that_cannot_be_used_is_status_7_before_any_work(
        self, run: Run, tale: Path, cast: Path, data: bytes, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def never(*args: Any, **options: Any) -> Story:
            raise AssertionError("work was done")

        monkeypatch.setattr(api, "read_manuscript", never)
        cast.write_bytes(data)
        done = run("read", tale, "--cast", cast, "-o", tale.parent / "out")
        assert done.status == 7
        assert "cast.toml" in done.talk
        assert not (tale.parent / "out").exists()

    def test_a_cast_file_that_is_not_there_is_status_7(self, run: Run, tale: Path) -> None:
        assert run("read", tale, "--cast", "gone.toml").status == 7
