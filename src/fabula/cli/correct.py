"""`fabula correct`: mend a story; each command writes a line of its journal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import terminal

if TYPE_CHECKING:
    from fabula.corrections.kinds import Correction
    from fabula.corrections.making import Maker

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help=(
        "Mend a story: each command writes a line of the journal beside it.\n\n"
        "Characters are given by id or name, lines and scenes by id (fabula show). The story file itself stays as it "
        "is; every command that uses it applies the journal. What a correction changes around it comes with "
        "`fabula corrections --reread` or the next `fabula read`."
    ),
)
Story = Annotated[Path, typer.Argument(metavar="STORY.fabula.json", help="A story file.")]
Who = Annotated[str, typer.Argument(metavar="CHARACTER", help="A character's id or name.")]
Lines = Annotated[list[str], typer.Argument(metavar="LINE...", help="Ids of quotations.")]
Scene = Annotated[str, typer.Argument(metavar="SCENE", help="A scene's id.")]
Words = Annotated[str, typer.Argument(metavar="WORDS", help="The words that the scene begins with; they stand once.")]
UNKNOWN = "?"


class What(StrEnum):
    """What a quotation can be."""

    speech = "speech"
    thought = "thought"
    writing = "writing"
    none = "none"


@app.command()
def speaker(
    story: Story,
    who: Annotated[str, typer.Argument(metavar="CHARACTER", help="Who says it; ? for nobody known.")],
    lines: Lines,
) -> None:
    """Say who speaks (thinks, writes) lines."""
    _add(story, lambda make: [make.speaker(line, _known(who)) for line in lines])


@app.command()
def to(
    story: Story,
    line: Annotated[str, typer.Argument(metavar="LINE", help="Id of a quotation.")],
    whom: Annotated[list[str] | None, typer.Argument(metavar="CHARACTER...", help="To whom; none for nobody.")] = None,
) -> None:
    """Say to whom a line is said."""
    _add(story, lambda make: [make.addressees(line, whom or [])])


@app.command()
def mode(
    story: Story,
    what: Annotated[What, typer.Argument(metavar="speech|thought|writing|none", help="What they are.")],
    lines: Lines,
) -> None:
    """Say whether lines are speech, thought, writing, or no quotations."""
    _add(story, lambda make: [make.mode(line, what.value) for line in lines])


@app.command()
def merge(story: Story, character: Who, into: Annotated[str, typer.Argument(metavar="INTO")]) -> None:
    """Say that a character is the same one as another, who stays."""
    _add(story, lambda make: [make.merge(character, into)])


@app.command()
def split(
    story: Story,
    character: Who,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the new character is called.")],
    alias: Annotated[list[str] | None, typer.Option("--alias", help="A name that is the new one's.")] = None,
    line: Annotated[list[str] | None, typer.Option("--line", help="A line that the new one says.")] = None,
) -> None:
    """Say that some of a character is somebody else."""
    _add(story, lambda make: [make.split(character, name, alias or [], line or [])])


@app.command()
def character(
    story: Story,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What they are called.")],
    pronouns: Annotated[str | None, typer.Option("--pronouns", help="Such as she.")] = None,
) -> None:
    """Add a character whom the reader did not find."""
    _add(story, lambda make: [make.character(name, pronouns)])


@app.command()
def rename(story: Story, character: Who, name: Annotated[str, typer.Argument(metavar="NAME")]) -> None:
    """Show a character under another name."""
    _add(story, lambda make: [make.rename(character, name)])


@app.command()
def alias(
    story: Story,
    character: Who,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    refuse: Annotated[bool, typer.Option("--refuse", help="It is no name of theirs.")] = False,
) -> None:
    """Give a character another name, or refuse one."""
    _add(story, lambda make: [make.alias(character, name, refused=refuse)])


@app.command()
def pronouns(
    story: Story,
    character: Who,
    words: Annotated[str, typer.Argument(metavar="PRONOUNS", help="Such as she; ? for not known.")],
) -> None:
    """Say what pronouns a character has."""
    _add(story, lambda make: [make.pronouns(character, _known(words))])


@app.command()
def begin(story: Story, words: Words) -> None:
    """Say that a scene begins where these words stand."""
    _add(story, lambda make: [make.begin(words)])


@app.command()
def join(story: Story, scene: Scene) -> None:
    """Say that a scene is part of the one before it."""
    _add(story, lambda make: [make.join(scene)])


@app.command()
def move(story: Story, scene: Scene, words: Words) -> None:
    """Say that a scene begins where these words stand instead."""
    _add(story, lambda make: [make.move(scene, words)])


@app.command()
def place(
    story: Story,
    scene: Scene,
    name: Annotated[str, typer.Argument(metavar="PLACE", help="A place's id or name, a new one too; ? for none.")],
) -> None:
    """Say where a scene plays."""
    _add(story, lambda make: [make.place(scene, _known(name))])


@app.command()
def presence(
    story: Story,
    scene: Scene,
    character: Who,
    absent: Annotated[bool, typer.Option("--absent", help="They are not there.")] = False,
    unseen_by: Annotated[list[str] | None, typer.Option("--unseen-by", help="Who does not know of them.")] = None,
) -> None:
    """Say that somebody is there in a scene, or is not."""
    _add(story, lambda make: [make.presence(scene, character, present=not absent, hidden_from=unseen_by or [])])


@app.command()
def pov(
    story: Story,
    scene: Scene,
    whose: Annotated[
        list[str] | None, typer.Argument(metavar="CHARACTER...", help="None for a view from outside.")
    ] = None,
) -> None:
    """Say through whose mind a scene is told."""
    _add(story, lambda make: [make.pov(scene, whose or [])])


@app.command()
def mention(
    story: Story,
    start: Annotated[int, typer.Argument(metavar="START")],
    end: Annotated[int, typer.Argument(metavar="END")],
    character: Who,
) -> None:
    """Say for whom the mention from START to END stands."""
    _add(story, lambda make: [make.mention(start, end, character)])


def _known(text: str) -> str | None:
    return None if text == UNKNOWN else text


def _add(path: Path, make: Callable[[Maker], Sequence[Correction]]) -> None:
    """Write corrections of a story and say what was written."""
    from fabula.cli.files import warn_of
    from fabula.corrections.desk import Desk
    from fabula.corrections.telling import tell

    desk = Desk(path)
    warn_of(desk.journal, desk.journal_path)
    entries = make(desk.maker)
    conflicts = {c.entry.id: c.reason for c in desk.add(entries)}
    for entry in entries:
        terminal.say(f"{entry.id}  {tell(entry)}")
        if entry.id in conflicts:
            terminal.warn(f"it cannot be placed: {conflicts[entry.id]}")
