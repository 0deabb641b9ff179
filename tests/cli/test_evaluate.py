"""`fabula evaluate` on made-up corpora of a few lines each."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Run

from corpora import excerpt
from fabula.evaluate import assignment

NOVEL = (
    '"Is the ferry late?" asked Orla.\n\n'
    '"It is late," said Tam, "by an hour."\n\n'
    '"Then we wait here, Tam," said Orla.\n\n'
    "Tam sat down on the quay beside Orla and looked at the grey water.\n"
)
TREES = """1\tFen\tFen\tPROPN\tNNP\tNumber=Sing\t2\tnsubj\t_\t_
2\twept\tweep\tVERB\tVBD\tTense=Past\t0\troot\t_\t_
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

"""


def quoted(words: list[str], speaker: str, to: str, kind: str) -> dict[str, object]:
    spans = [[NOVEL.index(w), NOVEL.index(w) + len(w)] for w in words]
    return {"spans": spans, "speaker": speaker, "addressees": [to], "type": kind}


@pytest.fixture
def pdnc(tmp_path: Path) -> Path:
    """A corpus of one novel of three quotations."""
    folder = tmp_path / "pdnc" / "Ferry"
    folder.mkdir(parents=True)
    people = [
        {"id": "C7", "name": "Orla", "aliases": ["Orla"], "gender": "F", "category": "major", "kind": "listed"},
        {"id": "C8", "name": "Tam", "aliases": ["Tam"], "gender": "M", "category": "major", "kind": "listed"},
    ]
    lines = [
        quoted(["Is the ferry late?"], "C7", "C8", "explicit"),
        quoted(["It is late,", "by an hour."], "C8", "C7", "explicit"),
        quoted(["Then we wait here, Tam,"], "C7", "C8", "explicit"),
    ]
    (folder / "text.txt").write_text(NOVEL, encoding="utf-8")
    (folder / "gold.json").write_text(json.dumps({"characters": people, "quotations": lines}), encoding="utf-8")
    return tmp_path / "pdnc"


@pytest.mark.parametrize("given", [[], ["--cast-given"]], ids=["nothing given", "cast given"])
def test_a_novel_is_read_and_counted(run: Run, pdnc: Path, given: list[str]) -> None:
    done = run("evaluate", "pdnc", pdnc, *given, "--json")
    assert done.status == 0
    (result,) = json.loads(done.out)["results"]
    assert result["name"] == f"PDNC, {'cast given' if given else 'nothing given'}, 1 novel"
    assert result["scores"]["speaker"] == {"share": 1.0, "of": 3.0}
    assert result["scores"]["speaker B3"]["f1"] == 1.0
    assert ("cast found" in result["scores"]) == (not given)
    assert "fitted on the novels" in done.talk


def test_a_novel_has_a_line_of_its_own_when_asked_for(run: Run, pdnc: Path) -> None:
    done = run("evaluate", "pdnc", pdnc, "Ferry", "--each")
    assert [line.split()[:3] for line in done.out.splitlines() if "Ferry" in line] == [["Ferry", "1.000", "1.000"]]
    assert "speaker, explicit" in done.out
    both = json.loads(run("evaluate", "pdnc", pdnc, "--each", "--json").out)["results"]
    assert [one["name"] for one in both] == ["PDNC, nothing given, 1 novel", "Ferry"]
    assert both[0]["scores"] == both[1]["scores"]


def test_a_novel_that_is_not_there_is_an_error_before_any_work(run: Run, pdnc: Path) -> None:
    done = run("evaluate", "pdnc", pdnc, "Barge")
    assert (done.status, done.data) == (7, b"")
    assert "There are Ferry." in done.talk


@pytest.mark.parametrize("corpus", ["litbank", "pdnc"])
def test_a_missing_package_is_told_with_its_extra(
    run: Run, pdnc: Path, corpus: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(Exception, match="scipy"):
        assignment.need_scipy()
    done = run("evaluate", corpus, pdnc)
    assert done.status == 7
    assert 'pip install "fabula-reader[evaluate]"' in done.talk


def test_trees_of_a_file_and_of_a_folder(run: Run, tmp_path: Path) -> None:
    for name in ("a-dev", "a-train"):
        (tmp_path / f"{name}.conllu").write_text(TREES, encoding="utf-8")
    done = run("evaluate", "ud", tmp_path / "a-dev.conllu")
    assert done.status == 0
    assert done.out.startswith("a-dev\nUPOS")
    assert "of 3" in done.out.splitlines()[1]
    assert not done.talk
    folder = run("evaluate", "ud", tmp_path, "--json")
    assert [one["name"] for one in json.loads(folder.out)["results"]] == ["a-dev"]
    both = run("evaluate", "ud", tmp_path, "--part", "all", "--json")
    assert [one["name"] for one in json.loads(both.out)["results"]] == ["a-dev", "a-train"]
    assert "trained on" in both.talk
    assert run("evaluate", "ud", tmp_path, "--part", "test").status == 7
    assert run("evaluate", "ud", tmp_path, "--part", "tset").status == 7


def test_excerpts_of_a_part(run: Run, tmp_path: Path) -> None:
    for k in range(10):
        excerpt(tmp_path, f"{k:02}_tale")
    done = run("evaluate", "litbank", tmp_path, "--json")
    told = json.loads(done.out)
    assert told["results"][0]["scores"]["events"]["gold"] == 2  # dev and test: one document each
    assert 0 < told["means"]["coreference, mean of the three F1"] <= 1
    assert not done.talk
    lines = run("evaluate", "litbank", tmp_path, "--part", "published:entities=dev")
    assert "gold 10" in next(line for line in lines.out.splitlines() if line.startswith("events"))
    assert "trained on" in lines.talk
    assert run("evaluate", "litbank", tmp_path, "--part", "published:entities=test").status == 7
    assert run("evaluate", "litbank", tmp_path, "--part", "devel").status == 7


def test_passages_of_a_part_in_a_file_or_its_folder(run: Run, tmp_path: Path) -> None:
    shown = [{"start": 4, "end": 8, "type": "sadness"}]
    rows = [{"gutenberg_id": k, "text": "Fen wept for grief.", "spans": shown} for k in range(10)]
    (tmp_path / "reman.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    done = run("evaluate", "reman", tmp_path, "--part", "dev", "--json")
    assert json.loads(done.out)["results"][0]["scores"]["sadness"]["gold"] == 1
    assert run("evaluate", "reman", tmp_path / "reman.jsonl", "--part", "dev", "--json").out == done.out
    assert run("evaluate", "reman", tmp_path / "nowhere.jsonl").status == 7
