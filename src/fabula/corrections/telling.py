"""What a correction says, in a line of words."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.corrections.kinds import (
    Addressees,
    Alias,
    Anchor,
    Attendance,
    Boundary,
    Correction,
    Merge,
    Mode,
    Newcomer,
    Pronouns,
    Rename,
    Resolution,
    Setting,
    Speaker,
    Split,
    Viewpoint,
    Who,
)

MOST = 50


def tell(entry: Correction) -> str:
    """A correction in words: “Where?” is said by Fen."""
    match entry:
        case Speaker():
            return f"{_words(entry.quotation)} is said by {entry.speaker.name if entry.speaker else 'nobody known'}"
        case Addressees():
            return f"{_words(entry.quotation)} is said to {_names(entry.addressees)}"
        case Mode():
            what = "no quotation" if entry.mode == "none" else entry.mode
            return f"{_words(entry.quotation)} is {what}"
        case Resolution():
            return f"{_words(entry.mention)} is {entry.character.name}"
        case Boundary() | Setting() | Attendance() | Viewpoint():
            return _scene(entry)
        case _:
            return _person(entry)


def _person(entry: Merge | Split | Newcomer | Rename | Alias | Pronouns) -> str:
    match entry:
        case Merge():
            return f"{entry.character.name} is {entry.into.name}"
        case Split():
            parts = [*entry.aliases, *([f"{len(entry.quotations)} lines"] if entry.quotations else [])]
            return f"{entry.new.name} is somebody else than {entry.character.name}: {', '.join(parts)}"
        case Newcomer():
            return f"{entry.new.name} is a character"
        case Rename():
            return f"{entry.character.name} is to be called {entry.name}"
        case Alias():
            return f"{entry.alias} is {'no' if entry.refused else 'a'} name of {entry.character.name}"
        case Pronouns():
            return f"{entry.character.name}: {entry.pronouns or 'no pronouns known'}"


def _scene(entry: Boundary | Setting | Attendance | Viewpoint) -> str:
    match entry:
        case Boundary(change="add"):
            return f"a scene begins at {_words(entry.start)}"
        case Boundary(change="remove"):
            return f"no scene begins at {_words(entry.start)}"
        case Boundary():
            return f"a scene begins not at {_words(entry.start)} but at {_words(entry.to or entry.start)}"
        case Setting():
            return f"{_words(entry.scene)}: the place is {entry.place.name if entry.place else 'not known'}"
        case Attendance():
            unseen = f", unseen by {_names(entry.hidden_from)}" if entry.hidden_from else ""
            return f"{_words(entry.scene)}: {entry.character.name} is {'' if entry.present else 'not '}there{unseen}"
        case Viewpoint():
            return f"{_words(entry.scene)}: told through {_names(entry.pov)}"


def _words(anchor: Anchor) -> str:
    words = " ".join(anchor.words.split())
    return words if len(words) <= MOST else words[: MOST - 2].rsplit(" ", 1)[0] + " …"


def _names(people: Iterable[Who]) -> str:
    return ", ".join(one.name for one in people) or "nobody"
