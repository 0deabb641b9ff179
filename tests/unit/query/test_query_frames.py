"""A story's tables as Arrow, pandas, polars and plain rows."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from fabula.errors import RequestError
from fabula.story import Story
from fabula.story.frames import table_names


def test_a_table_is_arrow_and_names_what_the_format_names(story: Story) -> None:
    assert story.table("quotations").column("speaker").to_pylist() == ["c1", "c2", "c1", "c3"]
    assert story.table("characters").to_pylist()[0]["aliases"] == ["Ann"]


def test_a_table_is_rows_without_pyarrow(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    made = story.table("quotations")
    assert isinstance(made, list) and made == story.table("quotations", "rows")
    assert (made[1]["words"], made[1]["addressees"]) == ("“Why?”", ["c1"])


def test_a_table_is_a_data_frame(story: Story) -> None:
    pytest.importorskip("pandas")
    made = story.table("quotations", "pandas")
    assert list(made[made.speaker == "c2"].words) == ["“Why?”"]


def test_a_table_is_a_polars_frame(story: Story) -> None:
    polars = pytest.importorskip("polars")
    made = story.table("quotations", "polars")
    assert made.filter(polars.col("speaker") == "c2")["addressees"].to_list() == [["c1"]]


def plain(rows: Any) -> list[dict[str, Any]]:
    """The rows of any kind of table."""
    if isinstance(rows, list):
        return rows
    return rows.to_pylist() if hasattr(rows, "to_pylist") else rows.to_dicts()


@pytest.mark.parametrize("name", table_names())
def test_every_kind_has_the_same_rows(story: Story, name: str) -> None:
    pytest.importorskip("polars")
    assert plain(story.table(name, "arrow")) == plain(story.table(name, "polars")) == plain(story.table(name, "rows"))


def test_an_unknown_table_or_kind_lists_those_there_are(story: Story) -> None:
    with pytest.raises(RequestError) as caught:
        story.table("lines")
    assert "quotations" in (caught.value.hint or "")
    with pytest.raises(RequestError) as caught:
        story.table("quotations", "spreadsheet")  # type: ignore[arg-type]
    assert "polars" in (caught.value.hint or "")


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_a_missing_library_is_told(story: Story, monkeypatch: pytest.MonkeyPatch, kind: Any) -> None:
    monkeypatch.setitem(sys.modules, kind, None)
    with pytest.raises(RequestError, match=kind):
        story.table("quotations", kind)
