"""`fabula sql`: a question in SQL to the tables of one story or many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import terminal

if TYPE_CHECKING:
    from fabula.query.sql import Answer

app = typer.Typer(add_completion=False)


@app.command()
def sql(
    stories: Annotated[
        list[str],
        typer.Argument(metavar="STORY... QUESTION", help="Story files or folders of Parquet tables, then the SELECT."),
    ],
    csv: Annotated[bool, typer.Option("--csv", help="The answer as CSV.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,
    parquet: Annotated[
        Path | None, typer.Option("--parquet", metavar="FILE", help="The answer as a Parquet file.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the Parquet file.")] = False,
) -> None:
    """Ask a question in SQL.

    The tables are those of the story format (quotations, characters, scenes, presence, mentions ...), each with a
    first column `story`. One SELECT in DuckDB's SQL; nothing can be written, read from disk, attached or installed.
    """
    if len(stories) < 2:
        raise typer.BadParameter(
            'give at least one story and then the question, as in: fabula sql NAME.fabula.json "…"'
        )
    if csv + json + (parquet is not None) > 1:
        raise typer.BadParameter("--csv, --json and --parquet exclude each other")
    from fabula.cli import files
    from fabula.query.sql import ask, ask_parquet, gather

    *paths, question = stories
    tables = gather(paths, files.load_story)
    if parquet is not None:
        from fabula.export.product import File, write

        write(File(ask_parquet(tables, question)), parquet, force=force)
        terminal.say(f"wrote {parquet}")
        return
    answer = ask(tables, question)
    if csv or json:
        terminal.write_data(answer.json() if json else answer.csv())
    else:
        _print(answer)


def _print(answer: Answer) -> None:
    from fabula.cli.tables import Grid

    rows = tuple(tuple("" if cell is None else _shown(cell) for cell in row) for row in answer.rows)
    columns = tuple(name or " " for name in answer.columns)
    terminal.stdout().print(Grid("", columns, rows).drawn())


def _shown(cell: object) -> str:
    return ", ".join(map(str, cell)) if isinstance(cell, list) else str(cell)
