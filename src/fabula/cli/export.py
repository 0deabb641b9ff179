"""`fabula export`: a story in the format of another tool."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fabula.cli import files, terminal

if TYPE_CHECKING:
    from fabula.export import Wishes
    from fabula.story.records import Story

app = typer.Typer(add_completion=False)


@app.command()
def export(
    story: Annotated[
        Path | None, typer.Argument(metavar="STORY.fabula.json", help="A story file; - is standard input.")
    ] = None,
    to: Annotated[str | None, typer.Option("--to", "-t", metavar="FORMAT", help="The format; see --list.")] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="Where to; a file, or a folder for some formats; - is standard output."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace what an earlier export wrote there.")] = False,
    casting: Annotated[
        Path | None, typer.Option("--casting", help="A casting sheet with voices, for script, voices, ssml, casting.")
    ] = None,
    relation: Annotated[
        Literal["speech", "presence"],
        typer.Option("--relation", help="The network of gexf and graphml: who speaks to whom, or who is with whom."),
    ] = "speech",
    list_: Annotated[bool, typer.Option("--list", help="List the formats and leave.")] = False,
) -> None:
    """Write a story in the format of another tool.

    Without -o the file or folder is named after the story and stands beside it. What is there is not replaced
    without --force, and a folder with files of yours never is. What a format cannot carry is said.
    """
    from fabula.export import format_named, make
    from fabula.export.product import write

    if list_:
        _print_formats()
        return
    if story is None or to is None:
        raise typer.BadParameter("give a story and a format, as in: fabula export --to tei NAME.fabula.json")
    chosen = format_named(to)
    read = files.load_story(story)
    product = make(read, to, _wishes(read, casting, relation))
    if output is not None and str(output) == files.STREAM:
        _to_stdout(product, to)
    else:
        name = files.base_name(story) + (chosen.suffix or f"-{to}")
        target = output or files.folder_of(story, None) / name
        write(product, target, force=force)
        terminal.say(f"wrote {target}")
    for note in product.notes:
        terminal.warn(note)


def _wishes(story: Story, casting: Path | None, relation: Literal["speech", "presence"]) -> Wishes:
    from fabula.errors import RequestError
    from fabula.export import Wishes
    from fabula.export.casting import read

    if casting is None:
        return Wishes(relation=relation)
    try:
        data = casting.read_bytes()
    except OSError as error:
        raise RequestError(
            error.strerror or str(error), where=str(casting), hint="`fabula export --to casting STORY` writes one."
        ) from error
    return Wishes(voices=read(data, story, where=str(casting)), relation=relation)


def _to_stdout(product: object, to: str) -> None:
    from fabula.errors import OutputError
    from fabula.export import File

    if not isinstance(product, File):
        raise OutputError(f"{to} is a folder of files", where="standard output", hint="Name a folder with -o.")
    terminal.write_data(product.data)


def _print_formats() -> None:
    from fabula.cli.tables import Grid
    from fabula.export import FORMATS

    rows = tuple((f.name, f.suffix or "a folder", f.purpose) for f in FORMATS)
    terminal.stdout().print(Grid("Formats", ("Format", "Makes", "What for"), rows).drawn())
