"""Correcting from the command line: what is written, what every other command then shows, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

from fabula.story import Story

TEXT = (
    "“Run,” said Ilse. “Or hide.” She looked at Fen.\n\n“Where?” asked Fen. Fen hid.\n\n“Here,” said Mora. Under the "
    "stairs Mora held her breath.\n\n“Well,” Ilse said, “that is that.”\n\n“It is,” said Fen. Then Mora laughed.\n"
)


@pytest.fixture
def tale(run: Run) -> Path:
    """A story read from its text, in the folder of the test."""
    Path("tale.txt").write_text(TEXT, encoding="utf-8")
    assert run("read", "tale.txt", "--no-page").status == 0
    return Path("tale.fabula.json")


def speakers(run: Run, tale: Path) -> list[str]:
    """The names of the speakers that the commands show, line by line."""
    names = {c["id"]: c["name"] for c in json.loads(run("show", tale, "--cast", "--json").data)["characters"]}
    rows = json.loads(run("show", tale, "--quotations", "--json").data)["quotations"]
    return [names.get(row["speaker"], "?") for row in rows]


def ids(run: Run, tale: Path) -> list[str]:
    """The ids of the corrections listed."""
    return [row["id"] for row in json.loads(run("corrections", tale, "--json").data)]


def test_a_speaker_is_shown_by_every_command_and_the_story_file_stays(run: Run, tale: Path) -> None:
    before = tale.read_bytes()
    done = run("correct", "speaker", tale, "Mora", "q1")
    assert done.status == 0 and "is said by Mora" in done.talk
    assert tale.read_bytes() == before
    assert speakers(run, tale)[0] == "Mora"
    assert b'"Mora"' in run("export", "--to", "script", tale, "-o", "-").data.splitlines()[0]
    assert "Mora" in run("sql", tale, "select name from quotations q join characters c on c.id = speaker limit 1").out
    assert run("page", tale).status == 0 and 'data-n="Mora"' in Path("tale.html").read_text(encoding="utf-8")


def test_undo_gives_the_machines_reading_again(run: Run, tale: Path) -> None:
    before = speakers(run, tale)
    run("correct", "speaker", tale, "Mora", "q1")
    assert speakers(run, tale) != before
    assert run("corrections", tale, "--undo", "last").status == 0
    assert speakers(run, tale) == before
    assert "taken back" in run("corrections", tale).out


def test_reading_again_takes_corrections_as_evidence(run: Run, tale: Path) -> None:
    run("correct", "merge", tale, "Mora", "Ilse")
    assert run("corrections", tale, "--reread").status == 0
    assert "Mora" not in [c.name for c in Story.load(tale).characters]
    assert "cannot" not in run("show", tale).talk
    back = run("corrections", tale, "--undo", ids(run, tale)[0])
    assert "--reread" in back.talk and "taken back since" in run("show", tale).talk
    assert run("read", "tale.txt", "--no-page").status == 0
    assert "Mora" in [c.name for c in Story.load(tale).characters] and "since" not in run("show", tale).talk


def test_reading_the_source_again_keeps_corrections(run: Run, tale: Path) -> None:
    run("correct", "speaker", tale, "Mora", "q2")
    Path("tale.txt").write_text("It had rained all day, and the road was wet.\n\n" + TEXT, encoding="utf-8")
    assert run("read", "tale.txt").status == 0
    assert speakers(run, tale)[1] == "Mora" and 'data-n="Mora"' in Path("tale.html").read_text(encoding="utf-8")


def test_what_cannot_be_placed_is_told(run: Run, tale: Path) -> None:
    run("correct", "speaker", tale, "Mora", "q2")
    run("correct", "speaker", tale, "Mora", "q1")
    Path("tale.txt").write_text(TEXT.replace("“Where?” asked Fen. ", ""), encoding="utf-8")
    talk = run("read", "tale.txt", "--no-page").talk
    assert "1 of 2 corrections cannot be placed" in talk
    listed = run("corrections", tale, "--conflicts")
    assert listed.status == 7 and "Where" in listed.out and "Run" not in listed.out


@pytest.mark.parametrize(
    "words",
    [
        ("speaker", "Nobody", "q1"),
        ("speaker", "Ilse", "q99"),
        ("merge", "Ilse", "c1"),
        ("join", "s99"),
        ("rename", "Ilse", " "),
        ("begin", "no such words"),
    ],
)
def test_what_is_unknown_is_refused_and_nothing_written(run: Run, tale: Path, words: tuple[str, ...]) -> None:
    done = run("correct", words[0], tale, *words[1:])
    assert done.status == 7 and "error" in done.talk
    assert not Path("tale.corrections.jsonl").exists()


def test_each_kind_has_a_command(run: Run, tale: Path) -> None:
    story = Story.load(tale)
    fen = next(m for m in story.mentions if TEXT[m.start : m.end] == "Fen")
    scene = story.scenes[0].id
    for words in (
        ("to", "q1", "Fen", "Mora"),
        ("mode", "thought", "q2"),
        ("split", "Fen", "the other", "--line", "q2"),
        ("character", "the miller", "--pronouns", "he"),
        ("rename", "Fen", "Ash"),
        ("alias", "Ilse", "Sparrow"),
        ("pronouns", "Mora", "she"),
        ("begin", "Fen hid."),
        ("place", scene, "the stairs"),
        ("presence", scene, "Mora", "--unseen-by", "Ilse"),
        ("pov", scene, "Mora"),
        ("mention", fen.start, fen.end, "Mora"),
    ):
        done = run("correct", words[0], tale, *words[1:])
        assert done.status == 0 and "cannot" not in done.talk, (words, done.talk)
    listed = run("corrections", tale)
    assert listed.out.count("holds") == 12 and "conflict" not in listed.out


def test_the_journal_of_another_story_is_not_used(run: Run, tale: Path) -> None:
    run("correct", "speaker", tale, "Mora", "q1")
    Path("other.txt").write_text("“Well,” said the judge. “So it is.” He left.\n", encoding="utf-8")
    Path("tale.corrections.jsonl").rename("other.corrections.jsonl")
    journal = Path("other.corrections.jsonl").read_bytes()
    assert "of another story" in run("read", "other.txt").talk
    assert "of another story" in run("show", "other.fabula.json").talk
    refused = run("correct", "speaker", "other.fabula.json", "?", "q1")
    assert refused.status == 7 and "of another story" in refused.talk
    assert Path("other.corrections.jsonl").read_bytes() == journal


def test_of_many_broken_lines_some_are_told_and_the_rest_counted(run: Run, tale: Path) -> None:
    run("correct", "speaker", tale, "Mora", "q1")
    with Path("tale.corrections.jsonl").open("a", encoding="utf-8") as file:
        file.write("no correction\n" * 1000)
    talk = run("show", tale).talk
    assert talk.count("is no correction") == 5 and "995 more lines" in talk


def test_a_folder_of_tables_is_a_story_that_can_be_corrected(run: Run, tale: Path) -> None:
    assert run("export", "--to", "parquet", tale, "-o", "tables").status == 0
    assert run("correct", "speaker", "tables", "Mora", "q1").status == 0
    assert speakers(run, Path("tables"))[0] == "Mora" and speakers(run, tale)[0] != "Mora"
    refused = run("corrections", "tables", "--reread")
    assert refused.status == 7 and "--to json" in refused.talk
    assert run("export", "--to", "json", "tables", "-o", "again.json").status == 0
    assert speakers(run, Path("again.json"))[0] == "Mora"


def test_broken_lines_are_told_and_the_rest_holds(run: Run, tale: Path) -> None:
    run("correct", "speaker", tale, "Mora", "q1")
    with Path("tale.corrections.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"kind": "speaker"}\n{"kind":"spea')
    talk = run("show", tale).talk
    assert "line 3 is no correction" in talk and "cut off" in talk
    assert speakers(run, tale)[0] == "Mora"
    run("correct", "speaker", tale, "Fen", "q2")
    assert speakers(run, tale)[:2] == ["Mora", "Fen"] and "cut off" not in run("show", tale).talk
