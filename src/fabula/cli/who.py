"""`fabula who`: everything about one character."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import files, terminal
from fabula.cli.tables import Grid, Names, quotation_table, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fabula.query.people import Portrait, Stay
    from fabula.story.network import Tie
    from fabula.story.records import Story

app = typer.Typer(add_completion=False)
WIDTH = 120  # characters of quoted words in a table


@app.command()
def who(
    story: Annotated[Path, typer.Argument(metavar="STORY.fabula.json", help="A story file; - is standard input.")],
    name: Annotated[str, typer.Argument(help="A name, another name, a part of one, or an id.")],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="At most so many rows of each table.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="Everything as JSON.")] = False,
) -> None:
    """Show everything about one character: names, lines, scenes, companions, what they feel and learn."""
    from fabula.query.people import find, portrait

    read = files.load_story(story)
    found = portrait(read, find(read, name))
    if json:
        import msgspec

        terminal.write_data(msgspec.json.format(msgspec.json.encode(found), indent=2))
    else:
        _print(read, found, limit)


def _print(story: Story, found: Portrait, limit: int) -> None:
    console = terminal.stdout()
    names = Names(story)
    one = found.character
    about = [one.kind, one.pronouns and f"pronouns {one.pronouns}", "a group" if one.group else None, f"id {one.id}"]
    said = f"{len(found.lines)} lines, {found.words} words, {len(found.scenes)} scenes"
    console.print(terminal.clean(f"{one.name} ({', '.join(a for a in about if a)}): {said}"))
    also = [f"{form} ({count})" for form, count in found.names.items()][:limit]
    if also or one.aliases:
        console.print("Called: " + terminal.clean(", ".join(also or one.aliases)))
    grids = [
        _ties("Speaks to", found.speaks_to, one.id, names, "Lines>"),
        _ties("Is spoken to by", found.hears_from, one.id, names, "Lines>"),
        _ties("Is with", found.companions, one.id, names, "Scenes>"),
        Grid("Scenes", ("Scene", "Place", "Time", "Unseen by"), tuple(_stay(s, names) for s in found.scenes)),
        _minds("Feels", [(f.emotion, f.start, f.end) for f in found.feelings], story),
        _minds("Learns", [(k.how, k.start, k.end) for k in found.knowledge], story),
        _minds("Believes", [(f"{b.attitude}, {b.status}", b.start, b.end) for b in found.beliefs], story),
        quotation_table(story, (*found.lines, *found.thoughts, *found.writing)),
    ]
    for grid in grids:
        if grid.rows:
            console.print(Grid(_title(grid, limit), grid.columns, grid.rows[:limit]).drawn())


def _title(grid: Grid, limit: int) -> str:
    return grid.title if len(grid.rows) <= limit else f"{grid.title} ({limit} of {len(grid.rows)})"


def _ties(title: str, ties: Sequence[Tie], id: str, names: Names, weight: str) -> Grid:
    rows = tuple((names.of(t.target if t.source == id else t.source), str(t.weight), str(t.words)) for t in ties)
    return Grid(title, ("Name", weight, "Words>"), rows)


def _stay(stay: Stay, names: Names) -> tuple[str, ...]:
    hidden = names.all(h for p in stay.presence for h in p.hidden_from)
    place = names.of(stay.scene.place) if stay.scene.place else ""
    return (f"{stay.number} ({stay.scene.id})", place, stay.scene.time or "", hidden)


def _minds(title: str, rows: Sequence[tuple[str, int, int]], story: Story) -> Grid:
    found = tuple((kind, shortened(story.text[start:end], WIDTH)) for kind, start, end in rows)
    return Grid(title, ("What", "Words"), found)
