"""The corrections that a journal can hold, one struct a kind; their JSON is the line in the file.

A row is named by an `Anchor` (its id and the words it stands on, with their surroundings), a character by a `Who` (its
id and a name). Whatever a reader of the journal needs to find the target again stands in the line itself.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Verdict = Literal["speech", "thought", "writing", "none"]
Change = Literal["add", "remove", "move"]


class Anchor(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a correction is about: the row's id, the words it stands on, and the text right before and behind them."""

    words: str
    before: str = ""
    after: str = ""
    id: str | None = None


class Who(msgspec.Struct, frozen=True, omit_defaults=True):
    """A character (or a place) by id and name."""

    id: str
    name: str


class Entry(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="kind", kw_only=True):
    """A line of a journal: its own id, and when it was written (UTC)."""

    id: str
    at: str = ""


class Head(Entry, frozen=True, tag="journal", omit_defaults=False):
    """The first line: whose journal it is. `sha256` is that of the text (UTF-8) when it was begun."""

    format: Literal["fabula-corrections-1"] = "fabula-corrections-1"
    title: str | None = None
    sha256: str = ""


class Undo(Entry, frozen=True, tag="undo"):
    """Takes back the entry with the id `undoes`; an undo can be undone."""

    undoes: str


class Reading(Entry, frozen=True, tag="read"):
    """The story file was written anew with everything above as evidence, or all `upto` the entry of that id."""

    upto: str | None = None


class Speaker(Entry, frozen=True, tag="speaker"):
    """Who says (thinks, writes) a quotation; None for nobody known."""

    quotation: Anchor
    speaker: Who | None = None


class Addressees(Entry, frozen=True, tag="addressees"):
    """To whom a quotation is said."""

    quotation: Anchor
    addressees: tuple[Who, ...] = ()


class Mode(Entry, frozen=True, tag="mode"):
    """What a quotation is: speech, thought, writing, or none at all."""

    quotation: Anchor
    mode: Verdict


class Merge(Entry, frozen=True, tag="merge"):
    """`character` is the same one as `into`."""

    character: Who
    into: Who


class Split(Entry, frozen=True, tag="split"):
    """Some of a character is somebody else: what is called by `aliases`, and the `quotations`."""

    character: Who
    new: Who
    aliases: tuple[str, ...] = ()
    quotations: tuple[Anchor, ...] = ()


class Newcomer(Entry, frozen=True, tag="character"):
    """A character whom the reader did not find."""

    new: Who
    pronouns: str | None = None


class Rename(Entry, frozen=True, tag="rename"):
    """The name to show for a character."""

    character: Who
    name: str


class Alias(Entry, frozen=True, tag="alias"):
    """A name that a character has, or (`refused`) has not."""

    character: Who
    alias: str
    refused: bool = False


class Pronouns(Entry, frozen=True, tag="pronouns"):
    """A character's pronouns; None where the story does not say."""

    character: Who
    pronouns: str | None = None


class Boundary(Entry, frozen=True, tag="boundary"):
    """A scene that begins at `start` ("add"), does not ("remove"), or begins at `to` instead ("move")."""

    change: Change
    start: Anchor
    to: Anchor | None = None


class Setting(Entry, frozen=True, tag="place"):
    """Where a scene plays; None for no place known."""

    scene: Anchor
    place: Who | None = None


class Attendance(Entry, frozen=True, tag="presence"):
    """That a character is, or is not, there in a scene, and of those there who does not know it."""

    scene: Anchor
    character: Who
    present: bool = True
    hidden_from: tuple[Who, ...] = ()


class Viewpoint(Entry, frozen=True, tag="pov"):
    """Through whose minds a scene is told, the main one first."""

    scene: Anchor
    pov: tuple[Who, ...] = ()


class Resolution(Entry, frozen=True, tag="mention"):
    """For whom a mention stands."""

    mention: Anchor
    character: Who


Lines = Speaker | Addressees | Mode
People = Merge | Split | Newcomer | Rename | Alias | Pronouns
Scenes = Boundary | Setting | Attendance | Viewpoint
Correction = Lines | People | Scenes | Resolution
Anything = Correction | Head | Undo | Reading


def anchors(entry: Correction) -> tuple[Anchor, ...]:
    """The anchors of a correction; none for one about a character."""
    match entry:
        case Speaker() | Addressees() | Mode():
            return (entry.quotation,)
        case Split():
            return entry.quotations
        case Boundary():
            return (entry.start,) if entry.to is None else (entry.start, entry.to)
        case Setting() | Attendance() | Viewpoint():
            return (entry.scene,)
        case Resolution():
            return (entry.mention,)
        case _:
            return ()
