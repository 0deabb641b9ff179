"""`fabula corrections`: the journal of a story: list it, take back, see conflicts, read again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fabula.cli import files, terminal

if TYPE_CHECKING:
    from fabula.corrections.desk import Desk

app = typer.Typer(add_completion=False)


@app.command()
def corrections(
    story: Annotated[Path, typer.Argument(metavar="STORY.fabula.json", help="A story file.")],
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Only those that cannot be placed; status 7 where there are any.")
    ] = False,
    undo: Annotated[
        str | None, typer.Option("--undo", metavar="ID", help="Take back the correction with this id, or `last`.")
    ] = None,
    reread: Annotated[
        bool,
        typer.Option("--reread", help="Read the text again with the corrections as evidence; writes the story file."),
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The list as JSON.")] = False,
) -> None:
    """List the corrections of a story, take one back, or read the story again with them.

    The list says of each correction whether it holds, was taken back, or is in conflict with the story.
    """
    from fabula.corrections.desk import Desk

    desk = Desk(story)
    files.warn_of(desk.journal, desk.journal_path)
    if undo is not None:
        _undo(desk, None if undo == "last" else undo)
    if reread:
        _reread(desk)
    if undo is None and not reread:
        _list(desk, conflicts, json)
    if conflicts and desk.corrected.conflicts:
        raise typer.Exit(7)


def _undo(desk: Desk, id: str | None) -> None:
    from fabula.corrections.making import undo

    entry = undo(desk.journal, id)
    desk.add([entry])
    terminal.say(f"Took back {entry.undoes}")
    if desk.journal.reading_is_stale():
        terminal.warn("the story file was read with it as evidence; --reread reads it again without")


def _reread(desk: Desk) -> None:
    from fabula.api import reread
    from fabula.cli.read import progress_bar
    from fabula.errors import RequestError

    if desk.path.is_dir():
        raise RequestError(
            "only a story file can be written anew",
            where=str(desk.path),
            hint="Make one of the tables first: fabula export --to json",
        )
    with progress_bar(desk.path.name) as progress:
        journal = desk.journal
        found = reread(desk.reading, journal, progress=progress)
    desk.replace_reading(found, journal)
    terminal.say(f"Wrote {desk.path}")


def _list(desk: Desk, conflicts: bool, json: bool) -> None:
    rows = _rows(desk)
    if conflicts:
        rows = [row for row in rows if row["state"] == "conflict"]
    if json:
        import msgspec

        terminal.write_data(msgspec.json.format(msgspec.json.encode(rows), indent=2))
        return
    from fabula.cli.tables import Grid

    shown = tuple((r["id"], r["at"], r["kind"], r["what"], r["reason"] or r["state"]) for r in rows)
    terminal.stdout().print(Grid("Corrections", ("Id", "Written", "Kind", "What", "State"), shown).drawn())
    unread = len(desk.journal.unread())
    if unread:
        terminal.say(
            f"{unread} since the story was last read with them; --reread lets them change what is around them."
        )


def _rows(desk: Desk) -> list[dict[str, str]]:
    from fabula.corrections.kinds import Head, Reading, Undo
    from fabula.corrections.telling import tell

    undone = desk.journal.undone()
    reasons = {c.entry.id: c.reason for c in desk.corrected.conflicts}
    out = []
    for entry in desk.journal.entries:
        if isinstance(entry, Head | Reading):
            continue
        state = "taken back" if entry.id in undone else "conflict" if entry.id in reasons else "holds"
        what = f"takes back {entry.undoes}" if isinstance(entry, Undo) else tell(entry)
        kind = str(entry.__struct_config__.tag)
        reason = reasons.get(entry.id, "")
        out.append({"id": entry.id, "at": entry.at, "kind": kind, "what": what, "state": state, "reason": reason})
    return out
