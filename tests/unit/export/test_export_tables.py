"""JSON, CSV and Parquet: read back by the csv module, pyarrow and DuckDB."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pyarrow
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow import parquet

from fabula.errors import StoryFormatError
from fabula.export import Folder, export, make
from fabula.export.cells import guard, unguard, written
from fabula.story import Story, TokenTable, decode
from fabula.story.records import Origin


def folder(story: Story, to: str) -> dict[str, bytes]:
    product = make(story, to)
    assert isinstance(product, Folder)
    return dict(product.files)


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))


def test_json_is_the_story_itself(story: Story) -> None:
    assert decode(make(story, "json").data) == story


def test_csv_has_a_file_for_each_table_with_rows_and_the_text(story: Story) -> None:
    files = folder(story, "csv")
    assert files["text.txt"].decode() == story.text
    assert "tokens.csv" not in files
    first = table(files, "quotations")[0]
    assert (first["id"], first["speaker"], json.loads(first["heard_by"])) == ("q1", "c1", ["c2", "c3"])
    assert first["words"] == "“Hurry,” “or we shall *miss* it & drown < here.”"
    start, end = json.loads(first["spans"])[1]
    assert files["text.txt"].decode()[start:end].startswith("“or we")


def test_csv_cells_are_no_formulas(hostile: Story) -> None:
    files = folder(hostile, "csv")
    for name in files:
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(files[name].decode(), newline="")):
                assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert table(files, "characters")[2]["name"] == "'" + hostile.characters[2].name


@given(st.text(st.characters(exclude_categories=["Cs"])) | st.from_regex("['=+@-]{0,4}a?", fullmatch=True))
def test_a_guarded_cell_gives_its_text_back(text: str) -> None:
    (row,) = csv.reader(io.StringIO(written(["a"], [[text]]).decode().split("\r\n", 1)[1], newline=""))
    assert unguard(row[0]) == text
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_parquet_is_read_by_pyarrow_and_by_duckdb(story: Story, tmp_path: Path) -> None:
    export(story, "parquet", tmp_path / "out")
    said = parquet.read_table(tmp_path / "out" / "quotations.parquet")
    assert said.column("heard_by").to_pylist()[0] == ["c2", "c3"]
    assert said.column("spans").to_pylist()[0] == [list(s) for s in story.quotations[0].spans]
    assert parquet.read_table(tmp_path / "out" / "stories.parquet").column("text").to_pylist() == [story.text]
    found = duckdb.sql(f"select count(*) from '{tmp_path}/out/quotations.parquet' where speaker = 'c1'").fetchall()
    assert found == [(4,)]


def test_parquet_is_read_back_as_the_story_it_was(story: Story, hostile: Story, tmp_path: Path) -> None:
    tokens = TokenTable(start=(0, 3), end=(3, 4), upos=("NUM", "PUNCT"), head=(-1, 0))
    origins = (Origin(file="text.xhtml", start=3, end=20), Origin(file=None, start=0, end=4))
    told = replace(story, tokens=tokens, layout=replace(story.layout, origins=origins))
    for number, one in enumerate((story, hostile, told, replace(story, events=None, beliefs=()), Story(text=""))):
        export(one, "parquet", tmp_path / str(number))
        assert Story.load(tmp_path / str(number)) == one


def test_a_folder_that_is_no_story_is_told(story: Story, tmp_path: Path) -> None:
    with pytest.raises(StoryFormatError, match="no such table"):
        Story.load(tmp_path)
    export(story, "parquet", tmp_path / "two")
    path = tmp_path / "two" / "stories.parquet"
    twice = parquet.read_table(path)
    parquet.write_table(pyarrow.concat_tables([twice, twice]), path)
    with pytest.raises(StoryFormatError, match="2 stories"):
        Story.load(tmp_path / "two")


def test_parquet_of_an_empty_story_has_every_table(tmp_path: Path) -> None:
    export(Story(text=""), "parquet", tmp_path / "out")
    assert parquet.read_table(tmp_path / "out" / "scenes.parquet").column_names[:3] == ["id", "start", "end"]


def test_parquet_without_pyarrow_says_what_to_install(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from fabula.errors import RequestError

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(RequestError) as caught:
        make(story, "parquet")
    assert 'pip install "fabula-reader[parquet]"' in (caught.value.hint or "")
