"""`fabula serve`: the page as an editor in the browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli import terminal

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    story: Annotated[Path, typer.Argument(metavar="STORY.fabula.json", help="A story file.")],
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; any that is free by default.")] = 0,
) -> None:
    """Correct a story in the browser.

    The page is served to this machine alone, at an address that nobody else knows; Ctrl-C ends it. What you correct
    is written to NAME.corrections.jsonl beside the story file; on the page it is pale until the disk has it.
    """
    from fabula.serve.run import serve as run

    run(story, port, terminal.say)
