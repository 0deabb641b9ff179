"""`fabula page`."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run

from fabula.story import json_form
from fabula.story.records import Story


def test_the_page_stands_beside_the_story_file(run: Run, story_file: Path) -> None:
    done = run("page", story_file)
    page = story_file.parent / "stairs.html"
    assert (done.status, done.data) == (0, b"")
    assert done.talk == f"Wrote {page}\n"
    assert page.read_text(encoding="utf-8").startswith("<!")


def test_an_earlier_page_of_ours_is_overwritten(run: Run, story_file: Path) -> None:
    run("page", story_file)
    run("page", story_file)
    assert sorted(one.name for one in story_file.parent.iterdir() if one.is_file()) == [
        "stairs.fabula.json",
        "stairs.html",
    ]


def test_a_page_that_is_not_ours_is_left_alone(run: Run, story_file: Path) -> None:
    other = story_file.parent / "stairs.html"
    other.write_text("<p>my own page</p>")
    run("page", story_file)
    assert other.read_text() == "<p>my own page</p>"
    assert (story_file.parent / "stairs.fabula.html").exists()


def test_a_file_or_a_folder_to_write_to(run: Run, story_file: Path, tmp_path: Path) -> None:
    run("page", story_file, "-o", tmp_path / "mine.htm")
    assert (tmp_path / "mine.htm").exists()
    (tmp_path / "folder").mkdir()
    run("page", story_file, "-o", tmp_path / "folder")
    assert (tmp_path / "folder" / "stairs.html").exists()


def test_standard_input_to_standard_output(run: Run, story: Story) -> None:
    done = run("page", "-", "-o", "-", stdin=json_form.encode(story))
    assert (done.status, done.talk) == (0, "")
    assert done.data.startswith(b"<!")
    assert list(Path().iterdir()) == []


def test_standard_input_gives_story_html_here(run: Run, story: Story) -> None:
    run("page", "-", stdin=json_form.encode(story))
    assert [one.name for one in Path().iterdir()] == ["story.html"]


def test_a_folder_that_is_not_there_is_status_6(run: Run, story_file: Path, tmp_path: Path) -> None:
    done = run("page", story_file, "-o", tmp_path / "no" / "page.html")
    assert done.status == 6
    assert "Traceback" not in done.talk


@pytest.mark.parametrize("data", [b"", b"[]"])
def test_what_is_no_story_file_is_status_5(run: Run, data: bytes) -> None:
    assert run("page", "-", stdin=data).status == 5
    assert list(Path().iterdir()) == []
