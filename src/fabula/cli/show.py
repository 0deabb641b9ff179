"""`fabula show`: the cast, the scenes and the quotations of a story file as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import files, tables, terminal

if TYPE_CHECKING:
    from fabula.story.records import Quotation, Story

app = typer.Typer(add_completion=False)
AROUND = 160  # characters of the text before and after a doubtful line


@app.command()
def show(
    story: Annotated[Path, typer.Argument(metavar="STORY.fabula.json", help="A story file; - is standard input.")],
    cast: Annotated[bool, typer.Option("--cast", help="The cast.")] = False,
    scenes: Annotated[bool, typer.Option("--scenes", help="The scenes.")] = False,
    quotations: Annotated[bool, typer.Option("--quotations", help="The quotations.")] = False,
    doubtful: Annotated[
        bool, typer.Option("--doubtful", help="The lines whose speaker is least sure, with the words around them.")
    ] = False,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=1, metavar="N", help="At most so many rows of each table.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="The rows as JSON, as the story file has them.")] = False,
) -> None:
    """Show cast, scenes and quotations as tables.

    All three unless you choose. Doubtful lines are shown 20 at a time unless --limit says otherwise.
    """
    chosen = {"cast": cast, "scenes": scenes, "quotations": quotations, "doubtful": doubtful}
    wanted = [name for name, on in chosen.items() if on] or ["cast", "scenes", "quotations"]
    read = files.load_story(story)
    if json:
        _print_json(read, wanted, limit)
    else:
        _print_tables(read, wanted, limit)


def doubtful_lines(story: Story) -> list[Quotation]:
    """The spoken lines, least sure first: those without a speaker, then by confidence, then as they stand."""
    spoken = [q for q in story.quotations if q.mode == "speech"]
    doubted = [q for q in spoken if q.speaker is None or q.confidence is not None]
    return sorted(doubted, key=lambda q: 0.0 if q.speaker is None else q.confidence or 0.0)


def around(story: Story, row: Quotation) -> tuple[str, str]:
    """The words before and after a quotation, on one line each."""
    start, end = row.spans[0].start, row.spans[-1].end
    before = terminal.clean(story.text[max(0, start - AROUND) : start])
    after = terminal.clean(story.text[end : end + AROUND])
    if start > AROUND and " " in before:
        before = "… " + before.split(" ", 1)[1]
    if end + AROUND < len(story.text) and " " in after:
        after = after.rsplit(" ", 1)[0] + " …"
    return before, after


def _print_tables(story: Story, wanted: list[str], limit: int | None) -> None:
    console = terminal.stdout()
    for name in wanted:
        if name == "doubtful":
            _print_doubtful(story, limit or 20)
            continue
        if name == "cast":
            table = tables.cast_table(story)
        elif name == "scenes":
            table = tables.scene_table(story)
        else:
            table = tables.quotation_table(story, story.quotations)
        console.print(tables.Grid(table.title, table.columns, table.rows[:limit]).drawn())


def _print_doubtful(story: Story, limit: int) -> None:
    from rich.padding import Padding
    from rich.text import Text

    console = terminal.stdout()
    names = tables.Names(story)
    lines = doubtful_lines(story)
    for row in lines[:limit]:
        before, after = around(story, row)
        to = f" to {names.all(row.addressees)}" if row.addressees else ""
        head = (row.id, tables.sure(row.confidence) or "unsure", names.of(row.speaker) + to)
        console.print(Text("  ".join(map(terminal.clean, head)), style="bold"))
        words = terminal.clean(story.text[row.spans[0].start : row.spans[-1].end])
        for part, indent, style in ((before, 2, "dim"), (words, 6, ""), (after, 2, "dim")):
            if part:
                console.print(Padding(Text(part, style=style), (0, 0, 0, indent)))
        console.print()
    if len(lines) > limit:
        terminal.say(f"{len(lines) - limit} more, each surer than these (--limit shows more).")


def _print_json(story: Story, wanted: list[str], limit: int | None) -> None:
    import msgspec

    built: dict[str, object] = {}
    for name in wanted:
        if name == "doubtful":
            built[name] = [
                {"quotation": row, "before": before, "words": story.words(row), "after": after}
                for row in doubtful_lines(story)[: limit or 20]
                for before, after in [around(story, row)]
            ]
        elif name == "cast":
            built["characters"] = story.characters[:limit]
        else:
            built[name] = (story.scenes if name == "scenes" else story.quotations)[:limit]
    terminal.write_data(msgspec.json.format(msgspec.json.encode(built), indent=2))
