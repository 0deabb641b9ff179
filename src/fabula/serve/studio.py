"""A story under correction in several windows: one writer, numbered states, and neighbours that follow at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fabula.corrections.anchors import Unplaced, locate
from fabula.corrections.apply import said_by
from fabula.corrections.desk import Desk
from fabula.corrections.journal import Journal
from fabula.corrections.kinds import Anything, Reading, Speaker
from fabula.corrections.making import Maker, undo
from fabula.story.records import Quotation, Story

if TYPE_CHECKING:
    from fabula.reading.draft import Turn
    from fabula.reading.speakers.decide import Lines

SURE = 0.8  # lines less sure than this are in the queue
NEAR = 12  # lines on either side whose speakers are likely ones
CHOICES = 9
ALIKE = 0.9  # the share of lines that a reading behind the scenes must decide as the story file does


@dataclass(frozen=True, slots=True)
class Row:
    """What a window has to know of a line that changed; ids of characters. `gone`: it is no quotation now."""

    id: str
    speaker: str | None = None
    to: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    sure: float | None = None
    mode: str = "speech"
    gone: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """What changed since the state that a window knows; `reload` where rows would not do."""

    revision: int
    reload: bool
    behind: bool
    rows: tuple[Row, ...]
    below: int
    of: int
    following: str
    conflicts: int
    unread: int
    message: str = ""


class Studio:
    """The desk of a story with a lock, and the evidence on its lines once a reading behind the scenes has it.

    `following` says whether the lines around a corrected one follow it: "reading" while the evidence is gathered,
    "yes", or "no" where the story file was made by a version that decides otherwise.
    """

    def __init__(self, path: Path) -> None:
        self.desk = Desk(path)
        self.lock = threading.RLock()
        self.revision = 1
        self.following = "reading"
        self._whole = 1  # the revision at which more than lines changed last
        self._changed: dict[str, int] = {}
        self._lines: Lines | None = None
        self._indices: dict[str, int] = {}  # utterances by id of the quotation
        self._followed: dict[str, Quotation] = {}
        self._seen = self.desk.story

    # ------------------------------------------------------------ what windows ask

    def state(self, known: int) -> State:
        """What changed since revision `known`."""
        with self.lock:
            if self.desk.refresh():
                self._settle()
            return self._state(known, behind=known < self.revision)

    def correct(self, known: int, make: Callable[[Maker], Sequence[Anything]]) -> State:
        """Write corrections and say what they changed; a window that is behind is told, its correction stands."""
        with self.lock:
            self.desk.refresh()
            self._settle()
            behind = known < self.revision
            conflicts = self.desk.add(make(self.desk.maker))
            self._settle()
            message = "; ".join(dict.fromkeys(c.reason for c in conflicts))
            return self._state(known, behind=behind, message=message)

    def undo(self, known: int) -> State:
        """Take back the last correction that holds."""
        with self.lock:
            self.desk.refresh()
            behind = known < self.revision
            self.desk.add([undo(self.desk.journal)])
            self._settle()
            return self._state(known, behind=behind)

    def likely(self, id: str) -> list[str]:
        """The characters who may say a line, the one who is thought to first, then the likeliest."""
        with self.lock:
            story = self.desk.story
            at = next((n for n, q in enumerate(story.quotations) if q.id == id), None)
            if at is None:
                return []
            row, cast = story.quotations[at], {c.id for c in story.characters}
            found = [row.speaker] if row.speaker else []
            if self._lines is not None and id in self._indices:
                root = _roots(self.desk)
                found += [root(one) for one in self._lines.likely(self._indices[id])]
            found += _speakers_near(story, at)
            return list(dict.fromkeys(one for one in found if one in cast))[:CHOICES]

    def page_story(self) -> tuple[Story, int]:
        """The story to show in a window, and its revision."""
        with self.lock:
            if self.desk.refresh():
                self._settle()
            return self.desk.story, self.revision

    # ------------------------------------------------------------ readings

    def gather(self) -> None:
        """Read the text as far as the speakers, so that lines can be decided again; meant for a thread of its own."""
        from fabula.api import manuscript_of, read_draft
        from fabula.reading.speakers.decide import Lines

        reading = self.desk.reading
        draft = read_draft(manuscript_of(reading), corrections=_read_with(self.desk.journal), last="speakers")
        found = {(u.start, u.end): i for i, u in enumerate(draft.utterances)}
        rows = [q for q in reading.quotations if q.spans]
        told = {q.id: found.get((q.spans[0].start, q.spans[-1].end)) for q in rows}
        same = sum(i is not None and draft.turns[i].speaker == q.speaker for q in rows for i in [told[q.id]])
        cast = {(c.id, c.name) for c in reading.characters} <= {(c.id, c.name) for c in draft.characters}
        with self.lock:
            if reading is not self.desk.reading:
                return
            if not cast or same < ALIKE * len(rows):
                self.following = "no"
                return
            self._indices = {id: i for id, i in told.items() if i is not None}
            self._lines = Lines(draft, dict(draft.constraints.speakers))
            self.following = "yes"
            self._settle()

    def reread(self) -> None:
        """Read the text again with all corrections as evidence and write the story file."""
        from fabula.api import reread

        with self.lock:
            reading, journal = self.desk.reading, self.desk.journal
        found = reread(reading, journal)
        with self.lock:
            self.desk.refresh()
            self.desk.replace_reading(found)
            self._lines, self._indices, self._followed = None, {}, {}
            self.following = "reading"
            self._settle()
            self._whole = self.revision = self.revision + 1
        self.gather()

    # ------------------------------------------------------------ inside

    def _settle(self) -> None:
        """Let lines follow, and note what changed under a new revision."""
        if self._lines is not None:
            self._follow(self._lines)
        before, now = self._seen, self.desk.story
        if before is now:
            return
        old = {q.id: q for q in before.quotations}
        new = {q.id: q for q in now.quotations}
        changed = {id for id in old.keys() | new.keys() if old.get(id) != new.get(id)}
        whole = (before.characters, before.places, before.scenes) != (now.characters, now.places, now.scenes)
        whole = whole or (before.mentions is not now.mentions and before.mentions != now.mentions)
        self._seen = now
        if changed or whole:
            self.revision += 1
            self._changed.update(dict.fromkeys(changed, self.revision))
            if whole or any(id not in old for id in changed):
                self._whole = self.revision

    def _follow(self, lines: Lines) -> None:
        """Decide again the conversations whose fixed speakers have changed."""
        fixed = self._fixed()
        if fixed == lines.fixed:
            return
        for who in fixed.values():
            if who is not None:
                lines.book.cast.setdefault(who, None)
        turns = lines.again(fixed)
        rows = {self._indices[q.id]: q for q in self.desk.reading.quotations if q.id in self._indices}
        for i, turn in turns.items():
            if i not in rows:
                continue
            if turn == replace(lines.draft.turns[i], heard_by=turn.heard_by):  # as it was without corrections
                self._followed.pop(rows[i].id, None)
            else:
                self._followed[rows[i].id] = _followed(rows[i], turn)
        reading = self.desk.reading
        self.desk.rebase(replace(reading, quotations=tuple(self._followed.get(q.id, q) for q in reading.quotations)))

    def _fixed(self) -> dict[int, str | None]:
        """The speakers set by hand, by index of the utterance."""
        said = {q.id: q for q in self.desk.story.quotations}
        starts = {q.spans[0].start: q.id for q in self.desk.reading.quotations if q.spans}
        out: dict[int, str | None] = {}
        for entry in self.desk.journal.effective():
            if not isinstance(entry, Speaker):
                continue
            id = entry.quotation.id or ""
            row = said.get(id)
            try:
                hint = row.spans[0].start if row else None
                id = starts.get(locate(self.desk.reading.text, entry.quotation, hint).start, "")
            except Unplaced:
                continue
            if id in said and id in self._indices:
                out[self._indices[id]] = said[id].speaker
        return out

    def _state(self, known: int, *, behind: bool, message: str = "") -> State:
        story = self.desk.story
        rows = {q.id: q for q in story.quotations}
        late = [id for id, revision in self._changed.items() if revision > known]
        spoken = [q for q in story.quotations if q.mode == "speech" and q.parent is None]
        return State(
            revision=self.revision,
            reload=self._whole > known,
            behind=behind,
            rows=tuple(_row(rows[id]) if id in rows else Row(id, gone=True) for id in late),
            below=sum(map(_is_doubtful, spoken)),
            of=len(spoken),
            following=self.following,
            conflicts=len(self.desk.corrected.conflicts),
            unread=len(self.desk.journal.unread()),
            message=message,
        )


def _is_doubtful(q: Quotation) -> bool:
    """Whether a line is in the queue: not sure, or nobody was found and nobody said that there is nobody to find."""
    if q.confidence is None:
        return q.speaker is None
    return q.confidence < SURE or (q.speaker is None and q.confidence < 1.0)


def _row(q: Quotation) -> Row:
    return Row(q.id, q.speaker, q.addressees, q.heard_by, q.confidence, q.mode)


def _followed(row: Quotation, turn: Turn) -> Quotation:
    """The row as the line was decided again."""
    sure = None if turn.confidence is None else round(turn.confidence, 3)
    if (turn.speaker, turn.addressees) == (row.speaker, row.addressees):
        return replace(row, confidence=sure)
    moved = said_by(row, turn.speaker)
    heard = tuple(dict.fromkeys((*turn.addressees, *(h for h in moved.heard_by if h not in moved.addressees))))
    heard = tuple(h for h in heard if h != turn.speaker) if row.heard_by else ()
    return replace(moved, addressees=turn.addressees, heard_by=heard, confidence=sure)


def _read_with(journal: Journal) -> Journal:
    """The part of a journal that was evidence for the story file."""
    last = max((n for n, e in enumerate(journal.entries) if isinstance(e, Reading)), default=-1)
    return Journal(journal.entries[: last + 1])


def _roots(desk: Desk) -> Callable[[str], str]:
    from fabula.corrections.cast import Cast
    from fabula.corrections.kinds import Merge

    cast = Cast(desk.reading.characters, desk.journal.entries)
    for entry in desk.journal.effective():
        if isinstance(entry, Merge):
            try:
                cast.take(entry)
            except Unplaced:
                continue
    return cast.root


def _speakers_near(story: Story, at: int) -> list[str]:
    """Who speaks near a line and who is there, the nearest and most frequent first."""
    weight: Counter[str] = Counter()
    start = story.quotations[at].spans[0].start
    for n in range(max(0, at - NEAR), min(len(story.quotations), at + NEAR + 1)):
        who = story.quotations[n].speaker
        if who is not None and n != at:
            weight[who] += 20 // (1 + abs(n - at))
    for scene in story.scenes:
        if scene.start <= start < scene.end:
            for one in scene.presence:
                weight[one.character] += 1
    lines = Counter(q.speaker for q in story.quotations if q.speaker)
    leading = sorted(story.characters, key=lambda c: -lines[c.id])
    return [who for who, _ in weight.most_common()] + [c.id for c in leading]
