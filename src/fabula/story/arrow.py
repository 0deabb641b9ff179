"""The tables of a story as Arrow tables, where pyarrow is installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.errors import RequestError, StoryFormatError
from fabula.story.records import Story
from fabula.story.tables import Table, Type, table

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


def need_pyarrow(extra: str = "parquet") -> Any:
    """The module pyarrow; RequestError says how to get it, with all else that the extra holds."""
    try:
        import pyarrow
    except ImportError as error:
        raise RequestError(
            "this needs the package pyarrow", hint=f'Install it: pip install "fabula-reader[{extra}]"'
        ) from error
    return pyarrow


def read_table(folder: Path, wanted: Table) -> pyarrow.Table:
    """A table from the folder of Parquet files that holds it; StoryFormatError where it is not there or another one."""
    pa = need_pyarrow()
    from pyarrow import parquet

    path = folder / f"{wanted.name}.parquet"
    try:
        made = parquet.ParquetFile(path).read()
    except FileNotFoundError as error:
        raise StoryFormatError(
            "there is no such table", where=str(path), hint="Make one with: fabula export --to parquet STORY"
        ) from error
    except (OSError, pa.ArrowException) as error:
        raise StoryFormatError(f"not a Parquet file ({error})", where=str(path)) from error
    fields = [(c.name, arrow_type(c.type)) for c in wanted.columns]
    missing = [name for name, _ in fields if name not in made.column_names]
    if missing:
        raise StoryFormatError(f"the columns {', '.join(missing)} are missing", where=str(path))
    try:
        return made.select([name for name, _ in fields]).cast(pa.schema(fields))
    except (pa.ArrowException, ValueError) as error:
        raise StoryFormatError(f"a column is of another type ({error})", where=str(path)) from error
