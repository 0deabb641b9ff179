"""Corrections made from ids: what a command or a window asks for becomes a line that can be found again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fabula.corrections.anchors import anchor, point
from fabula.corrections.journal import Journal, fresh, now
from fabula.corrections.kinds import (
    Addressees,
    Alias,
    Anchor,
    Anything,
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
    Undo,
    Verdict,
    Viewpoint,
    Who,
)
from fabula.errors import RequestError
from fabula.story.records import Quotation, Scene, Story


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes corrections of a story in use. RequestError where an id is unknown, a name means two, a merge is of one."""

    story: Story

    def who(self, text: str) -> Who:
        """The character with this id, or the only one with this name."""
        for one in self.story.characters:
            if one.id == text:
                return Who(one.id, one.name)
        name = " ".join(text.casefold().split())
        found = [c for c in self.story.characters if name in {a.casefold() for a in (c.name, *c.aliases)}]
        if len(found) == 1:
            return Who(found[0].id, found[0].name)
        if found:
            ids = ", ".join(f"{c.name} ({c.id})" for c in found)
            raise RequestError(f"{text!r} may be {ids}", hint="Give the id.")
        raise RequestError(f"no character is called {text!r}", hint="`fabula show --cast STORY` lists the cast.")

    def speaker(self, quotation: str, speaker: str | None) -> Speaker:
        """Who says a quotation; None for nobody known."""
        who = None if speaker is None else self.who(speaker)
        return Speaker(id=fresh(), at=now(), quotation=self.line(quotation), speaker=who)

    def addressees(self, quotation: str, addressees: Iterable[str]) -> Addressees:
        """To whom a quotation is said."""
        to = tuple(self.who(one) for one in addressees)
        return Addressees(id=fresh(), at=now(), quotation=self.line(quotation), addressees=to)

    def mode(self, quotation: str, mode: Verdict) -> Mode:
        """What a quotation is."""
        return Mode(id=fresh(), at=now(), quotation=self.line(quotation), mode=mode)

    def merge(self, character: str, into: str) -> Merge:
        """Two who are one."""
        gone, kept = self.who(character), self.who(into)
        if gone.id == kept.id:
            raise RequestError(f"{gone.name} cannot be merged with themself")
        return Merge(id=fresh(), at=now(), character=gone, into=kept)

    def split(self, character: str, name: str, aliases: Iterable[str] = (), quotations: Iterable[str] = ()) -> Split:
        """One who is two: the new one's name, what they are called, what they say."""
        id = fresh()
        old, anchors = self.who(character), tuple(self.line(q) for q in quotations)
        new, names = Who(f"u{id}", _name(name)), tuple(_name(a) for a in aliases)
        if not anchors and not names:
            raise RequestError("a split needs names or lines that are the new character's")
        return Split(id=id, at=now(), character=old, new=new, aliases=names, quotations=anchors)

    def character(self, name: str, pronouns: str | None = None) -> Newcomer:
        """Somebody whom the reader did not find."""
        id = fresh()
        return Newcomer(id=id, at=now(), new=Who(f"u{id}", _name(name)), pronouns=pronouns)

    def rename(self, character: str, name: str) -> Rename:
        """Another name to show."""
        return Rename(id=fresh(), at=now(), character=self.who(character), name=_name(name))

    def alias(self, character: str, alias: str, *, refused: bool = False) -> Alias:
        """A name that somebody has, or has not."""
        return Alias(id=fresh(), at=now(), character=self.who(character), alias=_name(alias), refused=refused)

    def pronouns(self, character: str, pronouns: str | None) -> Pronouns:
        """Somebody's pronouns."""
        return Pronouns(id=fresh(), at=now(), character=self.who(character), pronouns=pronouns)

    def begin(self, words: str) -> Boundary:
        """A scene that begins where these words stand; they must stand once."""
        return Boundary(id=fresh(), at=now(), change="add", start=self._words(words))

    def join(self, scene: str) -> Boundary:
        """A scene that is part of the one before."""
        row = self._scene(scene)
        return Boundary(id=fresh(), at=now(), change="remove", start=point(self.story.text, row.start, row.id))

    def move(self, scene: str, words: str) -> Boundary:
        """A scene that begins where these words stand instead."""
        row = self._scene(scene)
        start = point(self.story.text, row.start, row.id)
        return Boundary(id=fresh(), at=now(), change="move", start=start, to=self._words(words))

    def place(self, scene: str, place: str | None) -> Setting:
        """Where a scene plays: a place's id or its name, a new one too."""
        id = fresh()
        who = None
        if place is not None:
            known = [p for p in self.story.places if place in (p.id, p.name)]
            who = Who(known[0].id, known[0].name) if known else Who(f"u{id}", _name(place))
        return Setting(id=id, at=now(), scene=self._start(scene), place=who)

    def presence(
        self, scene: str, character: str, *, present: bool = True, hidden_from: Iterable[str] = ()
    ) -> Attendance:
        """That somebody is there, or is not."""
        return Attendance(
            id=fresh(),
            at=now(),
            scene=self._start(scene),
            character=self.who(character),
            present=present,
            hidden_from=tuple(self.who(one) for one in hidden_from),
        )

    def pov(self, scene: str, characters: Iterable[str]) -> Viewpoint:
        """Through whose minds a scene is told."""
        return Viewpoint(id=fresh(), at=now(), scene=self._start(scene), pov=tuple(self.who(one) for one in characters))

    def mention(self, start: int, end: int, character: str) -> Resolution:
        """For whom the mention from `start` to `end` stands."""
        if not any((m.start, m.end) == (start, end) for m in self.story.mentions):
            raise RequestError(f"no mention stands at {start} to {end}")
        at = anchor(self.story.text, (start, end))
        return Resolution(id=fresh(), at=now(), mention=at, character=self.who(character))

    def line(self, id: str) -> Anchor:
        """The anchor of a quotation."""
        row = self._quotation(id)
        return anchor(self.story.text, (row.spans[0].start, row.spans[-1].end), id)

    def _quotation(self, id: str) -> Quotation:
        for row in self.story.quotations:
            if row.id == id and row.spans:
                return row
        raise RequestError(f"no line has the id {id!r}", hint="`fabula show --quotations STORY` lists the lines.")

    def _scene(self, id: str) -> Scene:
        for row in self.story.scenes:
            if row.id == id:
                return row
        raise RequestError(f"no scene has the id {id!r}", hint="`fabula show --scenes STORY` lists the scenes.")

    def _start(self, scene: str) -> Anchor:
        row = self._scene(scene)
        return point(self.story.text, row.start, row.id)

    def _words(self, words: str) -> Anchor:
        at = self.story.text.find(words) if words else -1
        if at < 0:
            raise RequestError("these words do not stand in the text", where=words[:60] or None)
        if self.story.text.find(words, at + 1) >= 0:
            raise RequestError("these words stand more than once", where=words[:60], hint="Give more of them.")
        return point(self.story.text, at)


def undo(journal: Journal, id: str | None = None) -> Undo:
    """Takes back the entry with this id, by default the last correction; RequestError where none holds."""
    held: tuple[Anything, ...] = journal.effective()
    if id is None:
        if not held:
            raise RequestError("there is nothing to undo")
        return Undo(id=fresh(), at=now(), undoes=held[-1].id)
    undone = journal.undone()
    if not any(e.id == id and id not in undone and isinstance(e, Correction | Undo) for e in journal.entries):
        raise RequestError(f"no correction that holds has the id {id!r}", hint="`fabula corrections STORY` lists them.")
    return Undo(id=fresh(), at=now(), undoes=id)


def _name(text: str) -> str:
    """The name on one line; RequestError for an empty one."""
    name = " ".join(text.split())
    if not name or len(name) > 200:
        raise RequestError("a name must have 1 to 200 characters")
    return name
