"""`fabula compare`: two readings of one text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import files, terminal
from fabula.cli.tables import Grid, Names, shortened

if TYPE_CHECKING:
    from fabula.query.compare import Comparison
    from fabula.story.records import Story

app = typer.Typer(add_completion=False)
WIDTH = 80


@app.command()
def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD.fabula.json", help="The older reading.")],
    new: Annotated[Path, typer.Argument(metavar="NEW.fabula.json", help="The newer one, of the same text.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many rows of each table.")] = 50,
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
) -> None:
    """Show what two readings of one text say otherwise: speakers, cast, scenes."""
    from fabula.query.compare import compare as compared

    before, after = files.load_story(old), files.load_story(new)
    found = compared(before, after)
    if json:
        import msgspec

        terminal.write_data(msgspec.json.format(msgspec.json.encode(found), indent=2))
        return
    console = terminal.stdout()
    console.print(
        f"{found.same_speaker} of {found.both} lines of both have the same speaker; "
        f"{len(found.lost)} lines lost, {len(found.found)} found; "
        f"{len(found.scenes_gone)} scene starts gone, {len(found.scenes_come)} new."
    )
    for grid in _grids(before, after, found):
        if grid.rows:
            console.print(Grid(grid.title, grid.columns, grid.rows[:limit]).drawn())
        if len(grid.rows) > limit:
            terminal.say(f"{len(grid.rows) - limit} more of: {grid.title} (--limit shows more).")


def _grids(before: Story, after: Story, found: Comparison) -> list[Grid]:
    was, now = Names(before), Names(after)
    cast = [("renamed", a.name, b.name) for a, b in found.renamed]
    cast += [("gone", c.name, "") for c in found.gone] + [("new", "", c.name) for c in found.come]
    lines = [
        (
            shortened(after.words(c.new), WIDTH),
            was.of(c.old.speaker),
            now.of(c.new.speaker) if c.speaker else "",
            was.all(c.old.addressees) if c.addressees else "",
            now.all(c.new.addressees) if c.addressees else "",
        )
        for c in found.changes
    ]
    scenes = [("gone", s.id, shortened(before.text[s.start : s.end], WIDTH)) for s in found.scenes_gone]
    scenes += [("new", s.id, shortened(after.text[s.start : s.end], WIDTH)) for s in found.scenes_come]
    quoted = [("lost", shortened(before.words(q), WIDTH), was.of(q.speaker)) for q in found.lost]
    quoted += [("found", shortened(after.words(q), WIDTH), now.of(q.speaker)) for q in found.found]
    return [
        Grid("Cast", ("What", "Old", "New"), tuple(cast)),
        Grid("Lines said otherwise", ("Line", "Speaker", "Now", "To", "Now to"), tuple(lines)),
        Grid("Lines of one reading alone", ("What", "Line", "Speaker"), tuple(quoted)),
        Grid("Scene starts", ("What", "Scene", "Begins"), tuple(scenes)),
    ]
