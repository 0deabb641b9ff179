"""The tables of a story as Arrow tables, where pyarrow is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fabula.errors import RequestError
from fabula.story.records import Story
from fabula.story.tables import Type, table

if TYPE_CHECKING:
    import pyarrow


def arrow_table(story: Story, name: str) -> pyarrow.Table:
    """A table of the story as an Arrow table; RequestError when pyarrow is not there, KeyError for no such table."""
    pa = need_pyarrow()
    wanted = table(name)
    fields = [(c.name, arrow_type(c.type)) for c in wanted.columns]
    columns: list[list[Any]] = [[] for _ in fields]
    for row in wanted.rows(story):
        for column, cell in zip(columns, row, strict=True):
            column.append(cell)
    arrays = [pa.array(cells, type=t) for cells, (_, t) in zip(columns, fields, strict=True)]
    return pa.table(arrays, names=[n for n, _ in fields])


def arrow_type(type: Type) -> Any:
    """The Arrow type of a column's cells."""
    pa = need_pyarrow()
    return {
        "text": pa.string(),
        "number": pa.int64(),
        "real": pa.float64(),
        "truth": pa.bool_(),
        "texts": pa.list_(pa.string()),
        "spans": pa.list_(pa.list_(pa.int64())),
    }[type]


def need_pyarrow() -> Any:
    """The module pyarrow; RequestError says how to get it."""
    try:
        import pyarrow
    except ImportError as error:
        raise RequestError(
            "this needs the package pyarrow", hint='Install it: pip install "fabula-reader[parquet]"'
        ) from error
    return pyarrow
