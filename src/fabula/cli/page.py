"""`fabula page`: the page of a story file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli import files, terminal

app = typer.Typer(add_completion=False)


@app.command()
def page(
    story: Annotated[Path, typer.Argument(metavar="STORY.fabula.json", help="A story file; - is standard input.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="The file or folder to write to; - is standard output."),
    ] = None,
) -> None:
    """Write the page of a story file.

    One HTML file that needs no network, NAME.html beside the story file unless -o says otherwise.
    """
    from fabula.page import render
    from fabula.story.json_form import write_whole

    html = render(files.load_story(story)).encode("utf-8", "replace")
    if str(output) == files.STREAM:
        terminal.write_data(html)
        return
    if output is None or output.is_dir():
        output = files.page_path(files.folder_of(story, output), files.base_name(story))
    write_whole(output, html)
    terminal.say(f"Wrote {output}")
