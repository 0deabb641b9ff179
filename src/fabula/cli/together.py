"""`fabula together`: two characters, where both are and what they say to each other."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fabula.cli import files, terminal
from fabula.cli.tables import Grid, Names, quotation_table

app = typer.Typer(add_completion=False)


@app.command()
def together(
    story: Annotated[Path, typer.Argument(metavar="STORY.fabula.json", help="A story file; - is standard input.")],
    first: Annotated[str, typer.Argument(metavar="A", help="A name or an id.")],
    second: Annotated[str, typer.Argument(metavar="B", help="Another.")],
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
) -> None:
    """Show the scenes that two characters share and the lines that one says to the other."""
    from fabula.query.people import find, pair

    read = files.load_story(story)
    found = pair(read, find(read, first), find(read, second))
    if json:
        import msgspec

        terminal.write_data(msgspec.json.format(msgspec.json.encode(found), indent=2))
        return
    names = Names(read)
    rows = tuple(
        (
            f"{stay.number} ({stay.scene.id})",
            names.of(stay.scene.place) if stay.scene.place else "",
            stay.scene.time or "",
            str(sum(len(read.text[a:b].split()) for a, b in both)),
        )
        for stay, both in found.together
    )
    console = terminal.stdout()
    title = f"{found.first.name} and {found.second.name}"
    console.print(Grid(f"{title}: scenes", ("Scene", "Place", "Time", "Words together>"), rows).drawn())
    said = quotation_table(read, found.lines)
    console.print(Grid(f"{title}: lines", said.columns, said.rows).drawn())
