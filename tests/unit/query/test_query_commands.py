"""The commands export, sql, who, together, network and compare, run as a user runs them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.story import Story, save


@pytest.fixture
def run(tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, story: Story, newer: Story):
    """Runs a command in a folder with two stories: its exit status, stdout and stderr."""
    save(story, tmp_path / "go.fabula.json")
    save(newer, tmp_path / "new.fabula.json")
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fabula", *words])
        try:
            main()
            status = 0
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        return (status, *capfd.readouterr())

    return run


def test_export_names_the_file_after_the_story_and_replaces_nothing(run, tmp_path: Path) -> None:
    assert run("export", "--to", "tei", "go.fabula.json") == (0, "", "wrote go.tei.xml\n")
    status, _, said = run("export", "--to", "tei", "go.fabula.json")
    assert (status, "the file exists" in said) == (6, True)
    assert run("export", "--to", "tei", "go.fabula.json", "--force")[0] == 0
    assert run("export", "--to", "booknlp", "go.fabula.json")[0] == 0
    assert (tmp_path / "go-booknlp" / "Go.tokens").is_file()


def test_export_goes_to_stdout_and_lists_its_formats(run) -> None:
    status, out, _ = run("export", "--to", "script", "go.fabula.json", "-o", "-")
    assert (status, json.loads(out.split("\n")[0])["speaker"]) == (0, "Ann Lee")
    assert run("export", "--to", "csv", "go.fabula.json", "-o", "-")[0] == 6
    assert "novelwriter" in run("export", "--list")[1]
    assert run("export", "--to", "docx", "go.fabula.json")[0] == 7
    assert run("export", "go.fabula.json")[0] == 2


def test_a_casting_sheet_goes_out_and_comes_back(run, tmp_path: Path) -> None:
    run("export", "--to", "casting", "go.fabula.json")
    sheet = (tmp_path / "go.casting.csv").read_text()
    (tmp_path / "filled.csv").write_text(
        "\n".join(f"{r}alto" if r.startswith("c1,") else r for r in sheet.splitlines())
    )
    _, out, _ = run("export", "--to", "script", "go.fabula.json", "-o", "-", "--casting", "filled.csv")
    assert json.loads(out.split("\n")[0])["voice"] == "alto"
    assert run("export", "--to", "script", "go.fabula.json", "--casting", "none.csv")[0] == 7


def test_sql_answers_in_a_table_csv_json_and_parquet(run, tmp_path: Path) -> None:
    question = "select speaker, count(*) as lines from quotations group by 1 order by 2 desc limit 1"
    assert "c1" in run("sql", "go.fabula.json", question)[1]
    assert run("sql", "--csv", "go.fabula.json", question)[1] == "speaker,lines\r\nc1,2\r\n"
    assert json.loads(run("sql", "--json", "go.fabula.json", question)[1]) == [{"speaker": "c1", "lines": 2}]
    assert run("sql", "go.fabula.json", question, "--parquet", "a.parquet")[0] == 0
    assert run("sql", "go.fabula.json", question, "--parquet", "a.parquet")[0] == 6
    assert run("sql", "go.fabula.json", "drop table scenes")[0] == 7
    assert run("sql", "go.fabula.json")[0] == 2


def test_who_and_together_and_network(run, tmp_path: Path) -> None:
    status, out, _ = run("who", "go.fabula.json", "ann")
    assert (status, "2 lines, 2 words, 2 scenes" in out, "anger" in out) == (0, True, True)
    assert json.loads(run("who", "go.fabula.json", "ann", "--json")[1])["character"]["id"] == "c1"
    assert run("who", "go.fabula.json", "lee")[0] == 7
    assert "“Why?”" in run("together", "go.fabula.json", "ann", "bo")[1]
    assert "Bo" in run("network", "go.fabula.json")[1]
    assert json.loads(run("network", "go.fabula.json", "--relation", "presence", "--json")[1])[0]["words"] == 10
    assert run("network", "go.fabula.json", "--gexf", "n.gexf")[0] == 0
    assert (tmp_path / "n.gexf").read_bytes().startswith(b"<?xml")


def test_compare_says_what_changed(run) -> None:
    status, out, _ = run("compare", "go.fabula.json", "new.fabula.json")
    assert (status, "2 of 3 lines of both have the same speaker; 1 lines lost, 1 found" in out) == (0, True)
    assert "Robert Lee" in out
    assert json.loads(run("compare", "go.fabula.json", "new.fabula.json", "--json")[1])["both"] == 3
