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
    Anything,
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
    bench = Bench(story, journal.entries, spots)
    bench.take(journal.effective())
    return bench.corrected()


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


class Bench:
    """The rows of a story while corrections are applied to them, one after another and more later.

    `entries` are all lines of the journal, what was taken back too: a character is found by names of former times.
    """

    def __init__(self, story: Story, entries: Iterable[Anything] = (), spots: Spots | None = None) -> None:
        self.story, self.spots = story, spots or Spots(story.text)
        self.cast = Cast(story.characters, entries)
        self.conflicts: list[Conflict] = []
        self.quotations = {q.id: q for q in story.quotations}
        self.starts: dict[int, list[str]] = {}
        for q in story.quotations:
            if q.spans:
                self.starts.setdefault(q.spans[0].start, []).append(q.id)
        self.places = {p.id: p for p in story.places}
        self.scenes: list[Scene] = sorted(story.scenes, key=lambda s: s.start)
        self.joined: dict[str, str] = {}
        self.mentions: list[Mention] | None = None  # copied when one changes: a novel has many
        self._rest: Story | None = None  # the tables that no correction of a line changes, once they are made
        self._touched = False

    def take(self, entries: Iterable[Correction]) -> list[Conflict]:
        """Apply corrections; those that cannot be placed."""
        found = []
        for entry in entries:
            self._touched = True
            try:
                self._take(entry)
            except Unplaced as reason:
                found.append(Conflict(entry, str(reason)))
        self.conflicts += found
        return found

    def _take(self, entry: Correction) -> None:
        match entry:
            case Speaker() | Addressees() | Mode():
                self._line(entry)
            case Setting() | Attendance() | Viewpoint():
                self._scene(entry)
            case _:
                self._rest = None
                match entry:
                    case Boundary():
                        self._boundary(entry)
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
        self._rest = None
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

    def corrected(self) -> Corrected:
        """The story with the corrections taken so far."""
        if not self._touched:
            return Corrected(self.story)
        if self._rest is None:
            self._rest = self._other_tables()
        quotations, scenes = tuple(self.quotations.values()), tuple(self.scenes)
        if self.cast.became:
            quotations, scenes = _renamed_lines(quotations, self.cast), _renamed_scenes(scenes, self.cast)
        return Corrected(
            replace(
                self._rest,
                characters=tuple(self.cast.rows.values()),
                places=tuple(self.places.values()),
                quotations=quotations,
                scenes=scenes,
            ),
            tuple(self.conflicts),
        )

    def _other_tables(self) -> Story:
        """The story with what the corrections change in the tables other than lines, scenes, cast and places."""
        story = self.story if self.mentions is None else replace(self.story, mentions=tuple(self.mentions))
        if len(self.quotations) < len(story.quotations):
            story = _without(story, {q.id for q in story.quotations} - self.quotations.keys())
        if self.joined:
            story = _rescened(story, partial(_follow, self.joined))
        return _renamed(story, self.cast) if self.cast.became else story


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


def _all_of(cast: Cast, ids: tuple[str, ...], but: str | None = None) -> tuple[str, ...]:
    """The ids as they are after the merges, each once, without one of them."""
    return tuple(dict.fromkeys(r for r in map(cast.root, ids) if r != but))


def _renamed_lines(rows: tuple[Quotation, ...], cast: Cast) -> tuple[Quotation, ...]:
    """The quotations with every id of a character as it is after the merges; nobody hears themself."""
    gone = cast.became

    def renamed(q: Quotation) -> Quotation:
        if q.speaker not in gone and gone.keys().isdisjoint(q.addressees) and gone.keys().isdisjoint(q.heard_by):
            return q
        who = None if q.speaker is None else cast.root(q.speaker)
        to, heard = _all_of(cast, q.addressees, who), _all_of(cast, q.heard_by, who)
        return replace(q, speaker=who, addressees=to, heard_by=heard)

    return tuple(map(renamed, rows))


def _renamed_scenes(rows: tuple[Scene, ...], cast: Cast) -> tuple[Scene, ...]:
    """The scenes with every id of a character as it is after the merges; nobody is there twice."""

    def renamed(s: Scene) -> Scene:
        stays = [replace(p, character=cast.root(p.character)) for p in s.presence]
        stays = [replace(p, hidden_from=_all_of(cast, p.hidden_from, p.character)) for p in stays]
        return replace(s, pov=_all_of(cast, s.pov), presence=scenes.united(stays))

    return tuple(map(renamed, rows))


def _renamed(story: Story, cast: Cast) -> Story:
    """The story with every id of a character as it is after the merges, in the tables beside lines and scenes."""

    def mention(m: Mention) -> Mention:
        return replace(m, entity=cast.root(m.entity)) if m.entity in cast.became else m

    def all_of(ids: tuple[str, ...]) -> tuple[str, ...]:
        return _all_of(cast, ids)

    return replace(
        story,
        mentions=tuple(map(mention, story.mentions)),
        groups=tuple(replace(g, id=cast.root(g.id), members=all_of(g.members)) for g in story.groups),
        events=story.events
        and tuple(replace(e, agents=all_of(e.agents), patients=all_of(e.patients)) for e in story.events),
        feelings=story.feelings and tuple(replace(f, character=cast.root(f.character)) for f in story.feelings),
        knowledge=story.knowledge and tuple(replace(k, character=cast.root(k.character)) for k in story.knowledge),
        beliefs=story.beliefs
        and tuple(replace(b, character=cast.root(b.character), about=all_of(b.about)) for b in story.beliefs),
    )
