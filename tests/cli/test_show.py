"""`fabula show`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import TEXT, Run

from fabula.story import json_form
from fabula.story.records import Story


def test_all_three_tables_by_default(run: Run, story_file: Path) -> None:
    done = run("show", story_file)
    assert (done.status, done.talk) == (0, "")
    assert done.out.index("Cast") < done.out.index("Scenes") < done.out.index("Quotations")


def test_the_cast_with_lines_words_and_share(run: Run, story_file: Path) -> None:
    lines = run("show", story_file, "--cast").out.splitlines()
    assert [line.split() for line in lines if "Ilse" in line] == [
        ["Ilse", "she", "human", "1", "3", "75", "%", "0.90"],
    ]
    assert [line.split() for line in lines if "Mora" in line] == [["Mora", "she"]]
    assert not any("Quotations" in line for line in lines)


def test_the_scenes_with_place_people_and_who_is_unseen(run: Run, story_file: Path) -> None:
    out = run("show", story_file, "--scenes").out
    assert "the stairs" in out
    assert "Mora (unseen by Ilse, Fen)" in " ".join(out.split())


def test_the_quotations_with_speaker_hearers_and_words(run: Run, story_file: Path) -> None:
    row = next(line for line in run("show", story_file, "--quotations").out.splitlines() if "q1" in line)
    assert row.split() == ["q1", "Ilse", "Fen", "Mora", "“Run,”", "“Or", "hide.”", "0.95"]


def test_the_least_sure_line_first_with_the_words_around_it(run: Run, story_file: Path) -> None:
    out = run("show", story_file, "--doubtful").out
    assert out.index("q2  0.40  Fen to Ilse") < out.index("q1  0.95  Ilse to Fen")
    assert "Mora held her breath. “Where?” he asked." in " ".join(out.split())


def test_a_line_without_a_speaker_is_the_least_sure(run: Run, story: Story, tmp_path: Path) -> None:
    first = replace(story.quotations[0], speaker=None, confidence=None)
    replace(story, quotations=(*story.quotations[1:], first)).save(tmp_path / "a.json")
    out = run("show", tmp_path / "a.json", "--doubtful").out
    assert out.index("q1  unsure  ?") < out.index("q2")


def test_a_limit(run: Run, story_file: Path) -> None:
    done = run("show", story_file, "--doubtful", "--limit", 1)
    assert "q2" in done.out and "q1" not in done.out
    assert "1 more" in done.talk
    assert "Fen" not in run("show", story_file, "--cast", "-n", 1).out


def test_json_has_the_rows_of_the_story_file(run: Run, story_file: Path) -> None:
    built = json.loads(story_file.read_bytes())
    done = run("show", story_file, "--json")
    assert json.loads(done.out) == {name: built[name] for name in ("characters", "scenes", "quotations")}
    assert done.talk == ""
    assert list(json.loads(run("show", story_file, "--json", "--cast").out)) == ["characters"]


def test_json_of_doubtful_lines_has_the_words_around(run: Run, story_file: Path) -> None:
    rows = json.loads(run("show", story_file, "--json", "--doubtful").out)["doubtful"]
    assert [row["quotation"]["id"] for row in rows] == ["q2", "q1"]
    assert rows[0]["words"] == "“Where?”"
    assert rows[0]["after"] == "he asked."


def test_a_story_from_standard_input(run: Run, story: Story) -> None:
    done = run("show", "-", "--cast", stdin=json_form.encode(story))
    assert done.status == 0
    assert "Ilse" in done.out


@pytest.mark.parametrize("data", [b"", b"not json", b'{"format": "fabula-9", "text": ""}', b"\x00\xff"])
def test_what_is_no_story_file_is_status_5(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "bad.json").write_bytes(data)
    done = run("show", tmp_path / "bad.json")
    assert (done.status, done.data) == (5, b"")
    assert "bad.json" in done.talk
    assert "Traceback" not in done.talk
    assert run("show", "-", stdin=data).status == 5


def test_a_missing_file_is_status_5_and_names_it(run: Run) -> None:
    done = run("show", "gone.json")
    assert done.status == 5
    assert "gone.json: No such file" in done.talk


def test_an_empty_story_gives_empty_tables(run: Run, tmp_path: Path) -> None:
    Story(text="").save(tmp_path / "a.json")
    assert run("show", tmp_path / "a.json").status == 0
    assert run("show", tmp_path / "a.json", "--doubtful").status == 0


def test_control_characters_and_markup_in_names_are_printed_as_words(run: Run, story: Story, tmp_path: Path) -> None:
    odd = replace(story.characters[0], name="[red]Il\x1b[2Jse[/red]", aliases=("\x07bell",))
    replace(story, characters=(odd, *story.characters[1:]), text=TEXT.replace("stairs", "\x1b[0m!!!")).save(
        tmp_path / "a.json"
    )
    for args in ([], ["--doubtful"]):
        out = run("show", tmp_path / "a.json", *args).data
        assert b"\x1b" not in out and b"\x07" not in out
    assert "[red]Il" in run("show", tmp_path / "a.json", "--cast").out
