"""The tables of a story for programs that work with tables: Arrow, pandas, polars, or plain rows."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, get_args

from fabula.errors import RequestError
from fabula.story.arrow import arrow_table
from fabula.story.records import Story
from fabula.story.tables import TABLES, Cell

Kind = Literal["arrow", "pandas", "polars", "rows"]


def table_names() -> tuple[str, ...]:
    """The names of the tables, as in the story format."""
    return tuple(t.name for t in TABLES)


def frame(story: Story, name: str, kind: Kind | None = None) -> Any:
    """A table: `pyarrow.Table`, `pandas.DataFrame`, `polars.DataFrame`, or a list of rows by column name.

    Without a kind it is an Arrow table where pyarrow is installed, else rows. RequestError when there is no such table
    or kind, or the library is not there.
    """
    wanted = next((t for t in TABLES if t.name == name), None)
    if wanted is None:
        raise RequestError(f"no table is called {name!r}", hint="There are: " + ", ".join(table_names()))
    if kind is None:
        kind = "arrow" if find_spec("pyarrow") else "rows"
    match kind:
        case "arrow":
            return arrow_table(story, name)
        case "pandas":
            _need("pandas")
            return arrow_table(story, name).to_pandas()
        case "polars":
            return _need("polars").from_arrow(arrow_table(story, name))
        case "rows":
            columns = [c.name for c in wanted.columns]
            made: list[dict[str, Cell]] = [dict(zip(columns, row, strict=True)) for row in wanted.rows(story)]
            return made
    raise RequestError(f"no kind of table is called {kind!r}", hint="There are: " + ", ".join(get_args(Kind)))


def _need(library: str) -> Any:
    try:
        return import_module(library)
    except ImportError as error:
        raise RequestError(f"this needs the package {library}", hint=f"Install it: pip install {library}") from error
