"""SQL over the tables of one story or many, by DuckDB, in memory, with no way out of it.

The tables are those of the story format, each with a first column `story`. Statements other than a single SELECT are
refused before they run; files, extensions and settings are locked (https://duckdb.org/docs/stable/operations_manual/
securing_duckdb/overview).
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.errors import RequestError
from fabula.story import load
from fabula.story.arrow import arrow_table, arrow_type, need_pyarrow, read_table
from fabula.story.records import Story
from fabula.story.tables import TABLES

if TYPE_CHECKING:
    import duckdb
    import pyarrow

Tables = Mapping[str, "pyarrow.Table"]
MEMORY = "2GB"

_SELECT = ("SELECT", "SELECT_STATEMENT")  # what DuckDB calls the kind, by version
_LOCKS = (
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET python_enable_replacements = false",
    "SET temp_directory = ''",
    f"SET memory_limit = '{MEMORY}'",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question gives: column names and rows of Python values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    def csv(self) -> bytes:
        """As CSV (RFC 4180, UTF-8); lists as JSON, NULL as an empty cell, words as they are."""
        out = io.StringIO()
        sheet = csv.writer(out)
        sheet.writerow(self.columns)
        for row in self.rows:
            sheet.writerow(["" if c is None else _json(c) if isinstance(c, list | dict) else c for c in row])
        return out.getvalue().encode("utf-8", "surrogatepass")

    def json(self) -> bytes:
        """As a JSON array of objects, one a line."""
        keys = _distinct(self.columns)
        lines = (_json(dict(zip(keys, row, strict=True))) for row in self.rows)
        return ("[" + ",\n ".join(lines) + "]\n").encode("utf-8", "surrogatepass")


def ask(tables: Tables, question: str) -> Answer:
    """The answer to one SELECT over the tables; RequestError when it is anything else, or wrong."""
    with _connected(tables) as connection, _refusing(connection, question):
        found = connection.execute(question)
        names = tuple(column[0] for column in found.description or ())
        return Answer(names, tuple(tuple(row) for row in found.fetchall()))


def ask_parquet(tables: Tables, question: str) -> bytes:
    """The answer to one SELECT as a Parquet file; errors as for `ask`."""
    from pyarrow import parquet

    with _connected(tables) as connection, _refusing(connection, question):
        made = connection.sql(question).to_arrow_table()
        out = io.BytesIO()
        parquet.write_table(made.rename_columns(_distinct(made.column_names)), out, compression="zstd")
        return out.getvalue()


def gather(paths: Sequence[str | os.PathLike[str]], load: Callable[[Path], Story] = load) -> Tables:
    """The tables of all the stories, each a story file or a folder of Parquet tables, with a column `story`.

    `load` opens a story file: as it stands, unless the caller has another way.

    The column holds the name of the file or folder, with the folder it lies in where two are alike. StoryFormatError
    for what is no story; RequestError when pyarrow is not there.
    """
    need_pyarrow("sql")
    places = list(map(Path, paths))
    often = Counter(_name(path) for path in places)
    names: set[str] = set()
    pieces: dict[str, list[pyarrow.Table]] = {t.name: [] for t in TABLES}
    for path in places:
        short = _name(path)
        name = _fresh(short if often[short] == 1 else f"{path.resolve().parent.name}/{short}", names)
        if path.is_dir():
            for made in TABLES:
                pieces[made.name].append(_named(read_table(path, made), name))
        else:
            for key, one in _of(load(path)).items():
                pieces[key].append(_named(one, name))
    return {key: _joined(found, key) for key, found in pieces.items()}


def _of(story: Story) -> dict[str, pyarrow.Table]:
    return {t.name: arrow_table(story, t.name) for t in TABLES}


def _name(path: Path) -> str:
    return path.name.removesuffix(".fabula.json").removesuffix(".json") or path.resolve().name


def _fresh(name: str, names: set[str]) -> str:
    wanted, number = name, 2
    while wanted in names:
        wanted, number = f"{name} {number}", number + 1
    names.add(wanted)
    return wanted


def _named(made: pyarrow.Table, name: str) -> pyarrow.Table:
    pa = need_pyarrow()
    return made.add_column(0, "story", pa.array([name] * made.num_rows, type=pa.string()))


def _joined(found: Sequence[pyarrow.Table], name: str) -> pyarrow.Table:
    pa = need_pyarrow()
    if found:
        return pa.concat_tables(found)
    columns = next(t.columns for t in TABLES if t.name == name)
    return pa.schema([("story", pa.string()), *((c.name, arrow_type(c.type)) for c in columns)]).empty_table()


def _connected(tables: Tables) -> duckdb.DuckDBPyConnection:
    """A locked database in memory with the tables."""
    try:
        import duckdb
    except ImportError as error:
        raise RequestError(
            "questions in SQL need the package duckdb", hint='Install it: pip install "fabula-reader[sql]"'
        ) from error
    connection = duckdb.connect(":memory:")
    for name, made in tables.items():
        connection.register(name, made)
    for lock in _LOCKS:
        connection.execute(lock)
    return connection


@contextmanager
def _refusing(connection: duckdb.DuckDBPyConnection, question: str) -> Iterator[None]:
    """Refuse what is no single SELECT before it runs; make errors of the database ours."""
    import duckdb

    hint = "The tables: " + ", ".join(t.name for t in TABLES) + '. Words like end, when and group need quotes: "end".'
    try:
        statements = connection.extract_statements(question)
        if len(statements) != 1 or statements[0].type.name not in _SELECT:
            raise RequestError(
                "only a single SELECT can be asked",
                where="SQL",
                hint="The stories are read-only; nothing is written, attached, installed or set.",
            )
        yield
    except duckdb.PermissionException as error:
        raise RequestError(f"not allowed: {error}", where="SQL", hint="Files and networks are out of reach.") from error
    except duckdb.Error as error:
        raise RequestError(str(error), where="SQL", hint=hint) from error


def _distinct(names: Iterable[str]) -> list[str]:
    taken: set[str] = set()
    return [_fresh(name, taken) for name in names]


def _json(cell: object) -> str:
    return json.dumps(cell, ensure_ascii=False, default=str)
