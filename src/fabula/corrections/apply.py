"""A story in use: the machine's reading with the corrections of a journal applied. The reading itself stays."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from fabula.corrections import scenes
from fabula.corrections.anchors import Spots, Unplaced, locate
from fabula.corrections.cast import Cast
from fabula.corrections.journal import Journal, text_digest
from fabula.corrections.kinds import (
    Addressees,
    Alias,
    Anchor,
    Attendance,
    Boundary,
    Correction,
    Mode,
    People,
    Resolution,
    Setting,
    Speaker,
    Split,
    Viewpoint,
    anchors,
)
from fabula.story.records import Mention, Quotation, Scene, Story


@dataclass(frozen=True, slots=True)
class Conflict:
    """A correction that could not be placed with certainty, and why; it changes nothing."""

    entry: Correction
    reason: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """A story with its corrections, and those that are in conflict with it."""

    story: Story
    conflicts: tuple[Conflict, ...] = ()


def apply(story: Story, journal: Journal, spots: Spots | None = None) -> Corrected:
    """The story with every correction of the journal that holds, in the order written; the rest as conflicts.

    A speaker set by hand is certain (confidence 1). Who says a line does not hear it: where the new speaker was among
    its addressees or hearers, the speaker before takes that place. `spots` remembers where anchors stand in the story's
    text, for whoever applies journals to it many times.
    """
    entries = journal.effective()
    if not entries:
        return Corrected(story)
    bench = _Bench(story, journal, spots or Spots(story.text))
    conflicts = []
    for entry in entries:
        try:
            bench.take(entry)
        except Unplaced as reason:
            conflicts.append(Conflict(entry, str(reason)))
    return Corrected(bench.finished(), tuple(conflicts))


def belongs(journal: Journal, text: str) -> bool:
    """Whether the journal may be of this text: begun for these very words, or with a correction that can be placed."""
    if journal.head is None or journal.head.sha256 in ("", text_digest(text)):
        return True
    found = [a for entry in journal.effective() for a in anchors(entry)]
    return not found or any(_placed(text, a) for a in found)


def _placed(text: str, anchor: Anchor) -> bool:
    try:
        locate(text, anchor)
    except Unplaced:
        return False
    return True


class _Bench:
    """The rows of a story while corrections are applied to them."""

    def __init__(self, story: Story, journal: Journal, spots: Spots) -> None:
        self.story, self.spots = story, spots
        self.cast = Cast(story.characters, journal.entries)
        self.quotations = {q.id: q for q in story.quotations}
        self.starts: dict[int, list[str]] = {}
        for q in story.quotations:
            if q.spans:
                self.starts.setdefault(q.spans[0].start, []).append(q.id)
        self.places = {p.id: p for p in story.places}
        self.scenes: list[Scene] = sorted(story.scenes, key=lambda s: s.start)
        self.joined: dict[str, str] = {}
        self.mentions: list[Mention] | None = None  # copied when one changes: a novel has many

    def take(self, entry: Correction) -> None:
        match entry:
            case Speaker() | Addressees() | Mode():
                self._line(entry)
            case Boundary():
                self._boundary(entry)
            case Setting() | Attendance() | Viewpoint():
                self._scene(entry)
            case Resolution():
                self._mention(entry)
            case _:
                self._people(entry)

    # ------------------------------------------------------------ lines

    def _line(self, entry: Speaker | Addressees | Mode) -> None:
        row = self._quotation(entry.quotation, isinstance(entry, Mode) and entry.mode == "none")
        if row is None:
            return
        match entry:
            case Speaker():
                who = None if entry.speaker is None else self.cast.find(entry.speaker)
                self.quotations[row.id] = said_by(row, who)
            case Addressees():
                to = tuple(dict.fromkeys(self.cast.find(one) for one in entry.addressees))
                heard = tuple(h for h in row.heard_by if h not in row.addressees and h not in to)
                self.quotations[row.id] = replace(row, addressees=to, heard_by=to + heard)
            case Mode(mode="none"):
                self._remove(row)
            case Mode():
                alone: dict[str, Any] = {"addressees": (), "heard_by": ()} if entry.mode == "thought" else {}
                self.quotations[row.id] = replace(row, mode=entry.mode, **alone)  # type: ignore[arg-type]

    def _quotation(self, anchor: Anchor, gone: bool = False) -> Quotation | None:
        """The quotation meant; None where it is to be `gone` and is."""
        known = self.quotations.get(anchor.id or "")
        span = self.spots.locate(anchor, known.spans[0].start if known and known.spans else None)
        here = [self.quotations[id] for id in self.starts.get(span.start, ()) if id in self.quotations]
        if len(here) > 1:
            here = [q for q in here if q.spans[-1].end == span.end]
        if not here and gone:
            return None
        if len(here) != 1:
            raise Unplaced("no quotation begins there")
        return here[0]

    def _remove(self, row: Quotation) -> None:
        del self.quotations[row.id]
        for id, q in self.quotations.items():
            if q.parent == row.id:
                self.quotations[id] = replace(q, parent=row.parent)

    # ------------------------------------------------------------ people

    def _people(self, entry: People) -> None:
        found = [self._quotation(a) for a in entry.quotations] if isinstance(entry, Split) else []
        old = self.cast.find(entry.character) if isinstance(entry, Split | Alias) else ""
        self.cast.take(entry)
        if isinstance(entry, Split):
            new = self.cast.find(entry.new)
            for row in filter(None, found):
                self.quotations[row.id] = said_by(row, new)
            self._rename_mentions(old, new, entry.aliases)
        elif isinstance(entry, Alias) and entry.refused:
            self._rename_mentions(old, f"e-{entry.id}", (entry.alias,))

    def _rename_mentions(self, old: str, new: str, names: Iterable[str]) -> None:
        """Give the mentions of a character that are these very names to another."""
        wanted = {name.casefold() for name in names}
        if not wanted:
            return
        text = self.story.text
        rows = self._own_mentions()
        for at, one in enumerate(rows):
            if self.cast.root(one.entity) == old and text[one.start : one.end].casefold() in wanted:
                rows[at] = replace(one, entity=new)

    def _mention(self, entry: Resolution) -> None:
        span = self.spots.locate(entry.mention)
        who = self.cast.find(entry.character)
        rows = self._own_mentions()
        here = [at for at, m in enumerate(rows) if (m.start, m.end) == span]
        if len(here) != 1:
            raise Unplaced("no mention stands there")
        rows[here[0]] = replace(rows[here[0]], entity=who, confidence=1.0)

    def _own_mentions(self) -> list[Mention]:
        if self.mentions is None:
            self.mentions = list(self.story.mentions)
        return self.mentions

    # ------------------------------------------------------------ scenes

    def _boundary(self, entry: Boundary) -> None:
        at = self.spots.locate(entry.start, self._scene_start(entry.start)).start
        if entry.change == "add":
            self.scenes = scenes.begin(self.scenes, at, f"s-{entry.id}")
        elif entry.change == "remove":
            if all(s.start != at for s in self.scenes):
                return  # an earlier reading, or an earlier line, has them as one
            self.scenes, gone, into = scenes.join(self.scenes, at)
            self.joined[gone] = into
        elif entry.to is None:
            raise Unplaced("it does not say where to")
        else:
            self.scenes = scenes.shift(self.scenes, at, self.spots.locate(entry.to).start)

    def _scene_start(self, anchor: Anchor) -> int | None:
        return next((s.start for s in self.scenes if s.id == anchor.id), None)

    def _scene(self, entry: Setting | Attendance | Viewpoint) -> None:
        start = self.spots.locate(entry.scene, self._scene_start(entry.scene)).start
        at = scenes.scene_at(self.scenes, start)
        scene = self.scenes[at]
        match entry:
            case Setting():
                self.scenes[at] = replace(
                    scene, place=None if entry.place is None else scenes.place_for(self.places, entry.place)
                )
            case Attendance():
                hidden = tuple(self.cast.find(h) for h in entry.hidden_from)
                self.scenes[at] = scenes.attend(scene, self.cast.find(entry.character), entry.present, hidden)
            case Viewpoint():
                self.scenes[at] = replace(scene, pov=tuple(dict.fromkeys(self.cast.find(p) for p in entry.pov)))

    # ------------------------------------------------------------ the end

    def finished(self) -> Story:
        story = self.story
        quotations = tuple(self.quotations.values())
        mentions = story.mentions if self.mentions is None else tuple(self.mentions)
        built = replace(
            story,
            characters=tuple(self.cast.rows.values()),
            places=tuple(self.places.values()),
            quotations=quotations,
            mentions=mentions,
            scenes=tuple(self.scenes),
        )
        if len(quotations) < len(story.quotations):
            gone = {q.id for q in story.quotations} - self.quotations.keys()
            built = _without(built, gone)
        if self.joined:
            built = _rescened(built, partial(_follow, self.joined))
        if self.cast.became:
            built = _renamed(built, self.cast.root)
        return built


def said_by(row: Quotation, who: str | None) -> Quotation:
    """The quotation with another speaker, who is certain; whom it was said to or heard by, the two change places."""
    old = row.speaker

    def changed(ids: Iterable[str]) -> tuple[str, ...]:
        swapped = (old if one == who else one for one in ids)
        return tuple(dict.fromkeys(one for one in swapped if one is not None and one != who))

    if who is None or who == old:
        return replace(row, speaker=who, confidence=1.0)
    return replace(row, speaker=who, addressees=changed(row.addressees), heard_by=changed(row.heard_by), confidence=1.0)


def _follow(joined: dict[str, str], id: str | None) -> str | None:
    while id in joined:
        id = joined[id]
    return id


def _without(story: Story, gone: set[str]) -> Story:
    """The story with no word of the quotations that are none."""
    knowledge = story.knowledge and tuple(replace(k, about=None) if k.about in gone else k for k in story.knowledge)
    beliefs = story.beliefs and tuple(
        replace(b, about=tuple(a for a in b.about if a not in gone)) for b in story.beliefs
    )
    return replace(story, knowledge=knowledge, beliefs=beliefs)


def _rescened(story: Story, to: Callable[[str | None], str | None]) -> Story:
    return replace(story, events=story.events and tuple(replace(e, scene=to(e.scene)) for e in story.events))


def _renamed(story: Story, root: Callable[[str], str]) -> Story:
    """The story with every id of a character as it is after the merges; nobody is there, speaks or hears twice."""

    def all_of(ids: Iterable[str], but: str | None = None) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r for r in map(root, ids) if r != but))

    def quotation(q: Quotation) -> Quotation:
        who = None if q.speaker is None else root(q.speaker)
        return replace(q, speaker=who, addressees=all_of(q.addressees, who), heard_by=all_of(q.heard_by, who))

    def scene(s: Scene) -> Scene:
        rows = [replace(p, character=root(p.character)) for p in s.presence]
        rows = [replace(p, hidden_from=all_of(p.hidden_from, p.character)) for p in rows]
        return replace(s, pov=all_of(s.pov), presence=scenes.united(rows))

    def mention(m: Mention) -> Mention:
        to = root(m.entity)
        return m if to == m.entity else replace(m, entity=to)

    return replace(
        story,
        quotations=tuple(map(quotation, story.quotations)),
        mentions=tuple(map(mention, story.mentions)),
        scenes=tuple(map(scene, story.scenes)),
        groups=tuple(replace(g, id=root(g.id), members=all_of(g.members)) for g in story.groups),
        events=story.events
        and tuple(replace(e, agents=all_of(e.agents), patients=all_of(e.patients)) for e in story.events),
        feelings=story.feelings and tuple(replace(f, character=root(f.character)) for f in story.feelings),
        knowledge=story.knowledge and tuple(replace(k, character=root(k.character)) for k in story.knowledge),
        beliefs=story.beliefs
        and tuple(replace(b, character=root(b.character), about=all_of(b.about)) for b in story.beliefs),
    )
