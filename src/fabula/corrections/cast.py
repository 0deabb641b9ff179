"""The cast under correction: who was merged into whom, who was split off, what each is called."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fabula.corrections.anchors import Unplaced
from fabula.corrections.kinds import Alias, Anything, Merge, Newcomer, People, Pronouns, Rename, Split, Who
from fabula.story.records import Character


class Cast:
    """The characters while corrections are applied to them, one after another.

    `entries` is the whole journal, what was taken back too: a character who once had another name is still found by it.
    """

    def __init__(self, characters: Iterable[Character], entries: Iterable[Anything] = ()) -> None:
        self.rows: dict[str, Character] = {one.id: one for one in characters}
        self.became: dict[str, str] = {}
        self._names: dict[str, set[str]] = {one.id: _all_names(one) for one in self.rows.values()}
        self._also: dict[tuple[str, str], set[str]] = {}
        self.note(entries)

    def note(self, entries: Iterable[Anything]) -> None:
        """Know the names that characters get from entries that are still to be applied, or were taken back."""
        for entry in entries:
            if isinstance(entry, Rename):
                pair = {_plain(entry.character.name), _plain(entry.name)}
                for name in pair:
                    self._also.setdefault((entry.character.id, name), set()).update(pair)

    def root(self, id: str) -> str:
        """The id that an id goes under after the merges so far."""
        while id in self.became:
            id = self.became[id]
        return id

    def find(self, who: Who) -> str:
        """The id of the character meant: the one with that id and name, else the only one with that name."""
        names = self._also.get((who.id, _plain(who.name)), set()) | {_plain(who.name)}
        if names & self._names.get(who.id, set()):
            return self.root(who.id)
        found = {self.root(id) for id, known in self._names.items() if names & known}
        if len(found) == 1:
            return found.pop()
        if found:
            raise Unplaced(f"{len(found)} characters are called {who.name}")
        raise Unplaced(f"nobody is called {who.name} ({who.id})")

    def take(self, entry: People) -> None:
        """Apply a correction of the cast; Unplaced where it is about nobody known."""
        match entry:
            case Merge():
                self._merge(entry)
            case Split():
                self._split(entry)
            case Newcomer():
                self.add(entry.new, entry.pronouns)
            case Rename():
                id = self.find(entry.character)
                self._change(id, name=entry.name)
            case Alias():
                self._alias(entry)
            case Pronouns():
                id = self.find(entry.character)
                self._change(id, pronouns=entry.pronouns)

    def add(self, new: Who, pronouns: str | None = None) -> str:
        """The id of a new character; the one that is there where an earlier reading already knew of them."""
        if _plain(new.name) in self._names.get(new.id, set()):
            return self.root(new.id)
        if new.id in self.rows or new.id in self.became:
            raise Unplaced(f"the id {new.id} is somebody else's")
        self.rows[new.id] = Character(id=new.id, name=new.name, pronouns=pronouns, confidence=1.0)
        self._names[new.id] = {_plain(new.name)}
        return new.id

    def _merge(self, entry: Merge) -> None:
        if entry.character == entry.into:
            raise Unplaced("a merge of somebody with themself")
        gone, into = self.find(entry.character), self.find(entry.into)
        if gone == into:
            if self.became.get(entry.into.id) is not None:
                raise Unplaced(f"{entry.into.name} was merged into {entry.character.name} before: a circle")
            return  # an earlier reading, or an earlier line, has them as one
        old, new = self.rows.pop(gone), self.rows[into]
        named = (old.name, *old.aliases) if old.aliases else ()
        known = {_plain(a) for a in new.aliases}
        more = tuple(dict.fromkeys(a for a in named if _plain(a) not in known))
        pronouns = old.pronouns if new.pronouns is None else new.pronouns
        self.rows[into] = replace(
            new, aliases=new.aliases + more, pronouns=pronouns, kind=new.kind or old.kind, confidence=1.0
        )
        self.became[gone] = into
        self._names[into] |= self._names[gone]

    def _split(self, entry: Split) -> None:
        id = self.find(entry.character)
        if _plain(entry.new.name) in self._names.get(entry.new.id, set()):
            return
        new = self.add(entry.new)
        self._change(new, aliases=entry.aliases)
        moved = {_plain(a) for a in entry.aliases}
        old = self.rows[id]
        self._change(id, aliases=tuple(a for a in old.aliases if _plain(a) not in moved))

    def _alias(self, entry: Alias) -> None:
        id = self.find(entry.character)
        one, name = self.rows[id], _plain(entry.alias)
        rest = tuple(a for a in one.aliases if _plain(a) != name)
        self._change(id, aliases=rest if entry.refused else (*rest, entry.alias))

    def _change(self, id: str, **fields: object) -> None:
        self.rows[id] = replace(self.rows[id], **fields)  # type: ignore[arg-type]
        self._names[id] |= _all_names(self.rows[id])


def _all_names(one: Character) -> set[str]:
    return {_plain(name) for name in (one.name, *one.aliases)}


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
