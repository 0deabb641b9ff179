"""SQL: what may be asked, what is refused, and what the answers look like."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from pyarrow import parquet

from fabula.errors import RequestError, StoryFormatError
from fabula.export import export
from fabula.query.sql import Tables, ask, ask_parquet, gather
from fabula.story import Story, save
from fabula.story.frames import table_names


@pytest.fixture
def tables(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """The tables of the story, whose rows bear the name "a"."""
    path = tmp_path_factory.mktemp("stories") / "a.fabula.json"
    save(story, path)
    return gather([path])


def test_every_table_can_be_asked(story: Story, tables: Tables) -> None:
    for name in table_names():
        assert ask(tables, f"select count(*) from {name}").rows == ((len(story.table(name, "rows")),),)


def test_many_stories_are_one_question(story: Story, newer: Story, tmp_path: Path) -> None:
    save(story, tmp_path / "one.fabula.json")
    export(newer, "parquet", tmp_path / "two")
    tables = gather([tmp_path / "one.fabula.json", tmp_path / "two"])
    found = ask(
        tables, "select story, count(*) as lines from quotations where speaker is not null group by all order by 1"
    )
    assert (found.columns, found.rows) == (("story", "lines"), (("one", 4), ("two", 4)))


def test_namesakes_are_told_apart_by_their_folders(story: Story, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        save(story, tmp_path / folder / "x.json")
    tables = gather([tmp_path / "a" / "x.json", tmp_path / "b" / "x.json", tmp_path / "b" / "x.json"])
    assert ask(tables, "select story from stories order by 1").rows == (("a/x",), ("b/x",), ("b/x 2",))


REFUSED = (
    "insert into quotations select * from quotations",
    "delete from quotations",
    "update quotations set speaker = 'c1'",
    "drop table quotations",
    "create table t as select 1",
    "copy quotations to 'out.csv'",
    "copy (select 1) to 'out.parquet'",
    "export database 'out'",
    "attach 'other.db'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "reset lock_configuration",
    "pragma database_list",
    "call pragma_version()",
    "select 1; drop table quotations",
    "explain analyze select 1",
    "begin transaction",
    "vacuum",
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/passwd')",
    "select * from read_blob('/etc/passwd')",
    "select * from read_parquet('x.parquet')",
    "select * from glob('/*')",
    "select * from '/etc/passwd'",
    "select * from 'https://example.org/x.parquet'",
    "select * from sniff_csv('/etc/passwd')",
    "select * from story",
    "select getenv('HOME')",
    "select nothing from quotations",
    "select words::int from quotations",
    "selec",
    "",
    "\x00",
)


@pytest.mark.parametrize("question", REFUSED)
def test_what_writes_reads_files_or_is_wrong_is_refused(
    question: str, tables: Tables, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError):
        ask(tables, question)
    assert list(tmp_path.iterdir()) == []
    assert ask(tables, "select count(*) from quotations").rows == ((4,),)


def test_a_python_variable_is_out_of_reach(tables: Tables) -> None:
    secret = tables["quotations"]
    assert secret.num_rows == 4
    with pytest.raises(RequestError, match="secret"):
        ask(tables, "select * from secret")


def test_answers_as_csv_json_and_parquet(tables: Tables) -> None:
    question = "select id, addressees, cue, words from quotations where id in ('q1', 'q4') order by id"
    answer = ask(tables, question)
    read = list(csv.reader(io.StringIO(answer.csv().decode(), newline="")))
    assert read == [
        ["id", "addressees", "cue", "words"],
        ["q1", '["c2"]', "", "“Go,”"],
        ["q4", "[]", "", "“Hm,”"],
    ]
    assert json.loads(answer.json())[0] == {"id": "q1", "addressees": ["c2"], "cue": None, "words": "“Go,”"}
    made = parquet.read_table(io.BytesIO(ask_parquet(tables, question)))
    assert made.column("addressees").to_pylist() == [["c2"], []]


def test_columns_of_one_name_are_told_apart(tables: Tables) -> None:
    answer = ask(tables, "select id, id from scenes limit 1")
    assert json.loads(answer.json()) == [{"id": "s1", "id 2": "s1"}]


def test_a_folder_that_is_no_story_is_said(story: Story, tmp_path: Path) -> None:
    with pytest.raises(StoryFormatError, match="no such table"):
        gather([tmp_path])
    export(story, "parquet", tmp_path / "p")
    (tmp_path / "p" / "scenes.parquet").write_bytes(b"PAR1 no")
    with pytest.raises(StoryFormatError, match="not a Parquet file"):
        gather([tmp_path / "p"])
    (tmp_path / "p" / "scenes.parquet").write_bytes((tmp_path / "p" / "groups.parquet").read_bytes())
    with pytest.raises(StoryFormatError, match="missing"):
        gather([tmp_path / "p"])


def test_without_duckdb_it_says_what_to_install(tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(RequestError) as caught:
        ask(tables, "select 1")
    assert 'pip install "fabula-reader[sql]"' in (caught.value.hint or "")


def test_without_its_packages_it_names_the_extra_that_brings_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(RequestError) as told:
        gather(["one.fabula.json"])
    assert told.value.hint is not None and "fabula-reader[sql]" in told.value.hint
