"""Questions to a story: its tables, SQL over many, and ready answers about people.

from fabula.query import table
table(story, "quotations")  # an Arrow table, from which pandas and polars make theirs
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fabula.errors import RequestError
from fabula.story.records import Story
from fabula.story.tables import TABLES, Cell
from fabula.story.tables import table as _table

if TYPE_CHECKING:
    import pyarrow

__all__ = ["rows", "table", "table_names"]


def table_names() -> tuple[str, ...]:
    """The names of the tables, as in the story format."""
    return tuple(t.name for t in TABLES)


def rows(story: Story, name: str) -> list[dict[str, Cell]]:
    """A table as a list of rows by column name; RequestError when there is no such table."""
    try:
        wanted = _table(name)
    except KeyError:
        raise RequestError(f"no table is called {name!r}", hint="There are: " + ", ".join(table_names())) from None
    names = [c.name for c in wanted.columns]
    return [dict(zip(names, row, strict=True)) for row in wanted.rows(story)]


def table(story: Story, name: str) -> pyarrow.Table | list[dict[str, Any]]:
    """A table as an Arrow table where pyarrow is installed, else what `rows` gives.

    `pandas`: `table(story, "scenes").to_pandas()`; `polars`: `polars.from_arrow(table(story, "scenes"))`.
    RequestError when there is no such table.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return rows(story, name)
    if name not in table_names():
        return rows(story, name)  # which says what there is
    from fabula.story.arrow import arrow_table

    return arrow_table(story, name)
