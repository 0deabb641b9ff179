"""`fabula network`: who speaks to whom, and who is with whom."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from fabula.cli import files, terminal
from fabula.cli.tables import Grid, Names

if TYPE_CHECKING:
    from fabula.story.network import Tie

app = typer.Typer(add_completion=False)


@app.command()
def network(
    story: Annotated[Path, typer.Argument(metavar="STORY.fabula.json", help="A story file; - is standard input.")],
    relation: Annotated[
        Literal["speech", "presence"],
        typer.Option("--relation", help="Who speaks to whom, or who is with whom."),
    ] = "speech",
    gexf: Annotated[Path | None, typer.Option("--gexf", metavar="FILE", help="Write it for Gephi.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the GEXF file.")] = False,
    json: Annotated[bool, typer.Option("--json", help="The ties as JSON.")] = False,
) -> None:
    """Show who speaks to whom, or who is with whom, the strongest ties first."""
    from fabula.story.network import ties

    read = files.load_story(story)
    if gexf is not None:
        from fabula.export import Wishes, export

        notes = export(read, "gexf", gexf, wishes=Wishes(relation=relation), force=force)
        terminal.say(f"wrote {gexf}")
        for note in notes:
            terminal.warn(note)
        return
    found = ties(read, relation)
    if json:
        import msgspec

        terminal.write_data(msgspec.json.format(msgspec.json.encode([_plain(t) for t in found]), indent=2))
        return
    names = Names(read)
    if relation == "speech":
        title, columns = "Who speaks to whom", ("Speaker", "To", "Lines>", "Words>")
    else:
        title, columns = "Who is with whom", ("Name", "With", "Scenes>", "Words>")
    rows = tuple((names.of(t.source), names.of(t.target), str(t.weight), str(t.words)) for t in found)
    terminal.stdout().print(Grid(title, columns, rows).drawn())


def _plain(tie: Tie) -> dict[str, object]:
    return {"source": tie.source, "target": tie.target, "weight": tie.weight, "words": tie.words}
