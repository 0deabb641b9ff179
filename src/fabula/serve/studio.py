"""A story under correction in several windows: one writer, numbered states, and neighbours that follow at once."""

from __future__ import annotations

import gc
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fabula.corrections.anchors import Unplaced
from fabula.corrections.apply import said_by
from fabula.corrections.cast import Cast
from fabula.corrections.desk import Desk
from fabula.corrections.kinds import Anything, Merge, Speaker, Split, anchors
from fabula.corrections.making import Maker, undo
from fabula.serve.behind import Again, Answer, Behind, Followed, Gather, Gathered, Gone, Line, Reread, Written
from fabula.story.records import Quotation, Story

SURE = 0.8  # lines less sure than this are in the queue
NEAR = 12  # lines on either side whose speakers are likely ones
CHOICES = 9


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
    rows: tuple[Row, ...]
    below: int
    of: int
    following: str
    conflicts: int
    unread: int
    message: str = ""


class Studio:
    """The desk of a story with a lock that is never held for long, and a process behind it that reads.

    A correction is written, applied and answered at once; what it changes around it is decided by the process behind,
    and the windows learn of it when it is there. `following` says whether lines around a corrected one follow it:
    "reading" while the process gathers the evidence (or reads again), "yes", or "no" where the story file was made by a
    version that decides otherwise.
    """

    def __init__(self, path: Path) -> None:
        self.desk = Desk(path)
        self.lock = threading.RLock()
        self.revision = 1
        self.following = "reading"
        self._whole = 1  # the revision at which more than lines changed last
        self._changed: dict[str, int] = {}
        self._behind: Behind | None = None
        self._asked: dict[str, str | None] | None = None
        self._asks = self._answers = 0
        self._likely: dict[str, list[str]] = {}
        self._followed: dict[str, Quotation] = {}
        self._reading = self.desk.reading
        self._seen = self.desk.story
        self._wrong = ""

    # ------------------------------------------------------------ what windows ask

    def state(self, known: int) -> State:
        """What changed since revision `known`."""
        with self.lock:
            self._refresh()
            return self._state(known)

    def look(self) -> int:
        """The revision, once it is known whether another process has written something."""
        with self.lock:
            self._refresh()
            return self.revision

    def correct(self, known: int, make: Callable[[Maker], Sequence[Anything]]) -> State:
        """Write corrections and say what they changed; also what a window that is behind has missed."""
        with self.lock:
            self._refresh()
            conflicts = self.desk.add(make(self.desk.maker))
            self._note()
            message = "; ".join(dict.fromkeys(c.reason for c in conflicts))
            return self._state(known, message=message)

    def undo(self, known: int) -> State:
        """Take back the last correction that holds."""
        with self.lock:
            self._refresh()
            self.desk.add([undo(self.desk.journal)])
            self._note()
            return self._state(known)

    def likely(self, id: str) -> list[str]:
        """The characters who may say a line, the one who is thought to first, then the likeliest."""
        with self.lock:
            story = self.desk.story
            at = next((n for n, q in enumerate(story.quotations) if q.id == id), None)
            if at is None:
                return []
            row, cast = story.quotations[at], {c.id for c in story.characters}
            found = [row.speaker] if row.speaker else []
            root = _roots(self.desk) if id in self._likely else None
            if root is not None:
                found += [root(one) for one in self._likely[id]]
            found += _speakers_near(story, at)
            return list(dict.fromkeys(one for one in found if one in cast))[:CHOICES]

    def page_story(self) -> tuple[Story, int]:
        """The story to show in a window, and its revision."""
        with self.lock:
            self._refresh()
            return self.desk.story, self.revision

    def reread(self) -> None:
        """Begin to read the text again with all corrections as evidence; then the story file is written."""
        with self.lock:
            self._wrong = ""
            if self.following != "reading" and self._behind is not None:
                self._await()
                self._behind.ask(Reread(str(self.desk.path)))

    # ------------------------------------------------------------ the process behind

    def start(self) -> None:
        """Begin to gather the evidence on every line, in a process of its own."""
        gc.collect()
        gc.freeze()  # a novel's rows stay; looking through them all for garbage would hold an answer up
        self._behind = Behind(self._told)
        self._behind.ask(Gather(str(self.desk.path)))

    def end(self) -> None:
        """End the process behind."""
        if self._behind is not None:
            self._behind.end()

    def settled(self) -> bool:
        """Whether nothing is being read or decided behind the windows."""
        with self.lock:
            return self.following != "reading" and (self.following == "no" or self._asks == self._answers)

    def _await(self) -> None:
        """Forget what the process had found: it reads anew."""
        self._asked, self._likely, self._followed = None, {}, {}
        self._answers = self._asks
        self._move("reading")

    def _move(self, following: str) -> None:
        self.following = following
        self.revision += 1

    def _told(self, answer: Answer) -> None:
        """Take an answer of the process; on its own thread."""
        match answer:
            case Gathered():
                with self.lock:
                    self._likely = answer.likely
                    self._move("yes" if answer.fits else "no")
                    self._note()
            case Followed():
                self._take(answer)
            case Written():
                with self.lock:
                    self._wrong = answer.wrong
                    self._refresh()
                    if answer.wrong and self._behind is not None:
                        self._behind.ask(Gather(str(self.desk.path)))
            case Gone():
                with self.lock:
                    self._move("no")

    def _take(self, answer: Followed) -> None:
        """Lay the journal over the lines decided again. Done beside the lock, so that no window waits."""
        reading = self.desk.reading
        rows = {q.id: q for q in reading.quotations}
        moved = {line.id: None if line.same else followed(rows[line.id], line) for line in answer.lines}
        with self.lock:
            if self._asked is None or reading is not self.desk.reading:
                return  # of a reading that is no more
            self._likely |= answer.likely
            self._followed = {id: q for id, q in (self._followed | moved).items() if q is not None}
            base = replace(reading, quotations=tuple(self._followed.get(q.id, q) for q in reading.quotations))
        journal = self.desk.journal
        bench = self.desk.laid_over(base)
        with self.lock:
            if reading is not self.desk.reading:
                return
            if journal is self.desk.journal:
                self.desk.use(bench)
            else:  # corrected meanwhile
                self.desk.rebase(base)
            self._answers = answer.number
            self._note()

    # ------------------------------------------------------------ inside

    def _refresh(self) -> None:
        """Take up what another process has written."""
        if self.desk.refresh():
            self._note()

    def _note(self) -> None:
        """Note what changed under a new revision, and ask which lines follow."""
        if self.desk.reading is not self._reading:
            self._reread()
        self._compare()
        if self.following == "yes" and self._behind is not None:
            fixed = self._fixed()
            if fixed != self._asked:
                self._asked = fixed
                self._asks += 1
                self._behind.ask(Again(self._asks, fixed))

    def _reread(self) -> None:
        """The story file was written anew: by the process behind, or by a command."""
        self._reading = self.desk.reading
        if self._behind is not None:
            self._await()
            self._behind.ask(Gather(str(self.desk.path)))
        self._whole = self.revision = self.revision + 1

    def _compare(self) -> None:
        before, now = self._seen, self.desk.story
        if before is now:
            return
        old = {q.id: q for q in before.quotations}
        new = {q.id: q for q in now.quotations}
        changed = {id for id, q in new.items() if q is not old.get(id) and q != old.get(id)} | (old.keys() - new.keys())
        whole = (before.characters, before.places, before.scenes) != (now.characters, now.places, now.scenes)
        whole = whole or (before.mentions is not now.mentions and before.mentions != now.mentions)
        self._seen = now
        if changed or whole:
            self.revision += 1
            self._changed.update(dict.fromkeys(changed, self.revision))
            if whole or any(id not in old for id in changed):
                self._whole = self.revision

    def _fixed(self) -> dict[str, str | None]:
        """The speakers set by hand, by id of the quotation in the story file."""
        said = {q.id: q for q in self.desk.story.quotations}
        starts = {q.spans[0].start: q.id for q in self.desk.reading.quotations if q.spans}
        out: dict[str, str | None] = {}
        for entry in self.desk.journal.effective():
            for anchor in anchors(entry) if isinstance(entry, Speaker | Split) else ():
                row = said.get(anchor.id or "")
                try:
                    at = self.desk.spots.locate(anchor, row.spans[0].start if row else None).start
                except Unplaced:
                    continue
                id = starts.get(at, "")
                if id in said:
                    out[id] = said[id].speaker
        return out

    def _state(self, known: int, *, message: str = "") -> State:
        story = self.desk.story
        rows = {q.id: q for q in story.quotations}
        late = [id for id, revision in self._changed.items() if revision > known]
        spoken = [q for q in story.quotations if q.mode == "speech" and q.parent is None]
        return State(
            revision=self.revision,
            reload=self._whole > known,
            rows=tuple(_row(rows[id]) if id in rows else Row(id, gone=True) for id in late),
            below=sum(map(_is_doubtful, spoken)),
            of=len(spoken),
            following=self.following,
            conflicts=len(self.desk.corrected.conflicts),
            unread=len(self.desk.journal.unread()),
            message=message or self._wrong,
        )


def _is_doubtful(q: Quotation) -> bool:
    """Whether a line is in the queue: not sure, or nobody was found and nobody said that there is nobody to find."""
    if q.confidence is None:
        return q.speaker is None
    return q.confidence < SURE or (q.speaker is None and q.confidence < 1.0)


def _row(q: Quotation) -> Row:
    return Row(q.id, q.speaker, q.addressees, q.heard_by, q.confidence, q.mode)


def followed(row: Quotation, line: Line) -> Quotation:
    """The row of the story file as its line was decided again."""
    if (line.speaker, line.addressees) == (row.speaker, row.addressees):
        return replace(row, confidence=line.confidence)
    moved = said_by(row, line.speaker)
    heard = tuple(dict.fromkeys((*line.addressees, *(h for h in moved.heard_by if h not in moved.addressees))))
    heard = tuple(h for h in heard if h != line.speaker) if row.heard_by else ()
    return replace(moved, addressees=line.addressees, heard_by=heard, confidence=line.confidence)


def _roots(desk: Desk) -> Callable[[str], str]:
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
