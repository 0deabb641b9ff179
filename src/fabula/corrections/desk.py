"""A story file on the desk with its journal: the story in use, kept in step with what is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fabula.corrections.anchors import Spots
from fabula.corrections.apply import Bench, Conflict, Corrected, belongs
from fabula.corrections.journal import Journal, append, fresh, head_of, journal_path, load, now
from fabula.corrections.kinds import Anything, Head, Reading, Undo
from fabula.corrections.making import Maker
from fabula.errors import RequestError
from fabula.story.json_form import load as load_story
from fabula.story.json_form import save
from fabula.story.records import Story


class Desk:
    """The machine's reading, its journal, and the story in use. RequestError for the journal of another story.

    `base` is what the journal is laid over: the reading, until `rebase` says otherwise.
    """

    def __init__(self, path: Path) -> None:
        self.corrected: Corrected
        self.bench: Bench
        self.path = path
        self.journal_path = journal_path(path)
        self._read()
        self._load()
        if not belongs(self.journal, self.reading.text):
            raise RequestError(
                "this is the journal of another story",
                where=str(self.journal_path),
                hint="Move it away to begin a new one.",
            )
        self.rebase(self.base)

    def _read(self) -> None:
        self.stamp = stamp(self.path)
        self.reading = self.base = load_story(self.path)
        self.head = head_of(self.reading)
        self.spots = Spots(self.reading.text)

    def _load(self) -> None:
        self._stamp = stamp(self.journal_path)
        self.journal = load(self.journal_path)

    @property
    def story(self) -> Story:
        """The story in use."""
        return self.corrected.story

    @property
    def maker(self) -> Maker:
        """What makes corrections of the story in use."""
        return Maker(self.story)

    def refresh(self) -> bool:
        """Whether another process has written to the journal or the story file; then the story is as they say now."""
        read, written = stamp(self.path) != self.stamp, stamp(self.journal_path) != self._stamp
        if read:
            self._read()
        if written:
            self._load()
        if read or written:
            self.rebase(self.base)
        return read or written

    def add(self, entries: Sequence[Anything]) -> tuple[Conflict, ...]:
        """Write entries and apply them; those in conflict with the story. OutputError leaves all as it was.

        What another process wrote in between, or takes something back, has the whole journal applied again.
        """
        known = [e.id for e in self.journal.entries]
        self.journal = append(self.journal_path, entries, head=self.head)
        self._stamp = stamp(self.journal_path)
        found = self.journal.entries
        before = [e.id for e in found[: len(found) - len(entries)] if known or not isinstance(e, Head)]
        more = [e for e in entries if not isinstance(e, Head | Undo | Reading)]
        if before == known and len(more) == len(entries):
            self.bench.cast.note(more)
            self.bench.take(more)
            self.corrected = self.bench.corrected()
        else:
            self.rebase(self.base)
        ids = {e.id for e in entries}
        return tuple(c for c in self.corrected.conflicts if c.entry.id in ids)

    def rebase(self, base: Story) -> None:
        """Lay the journal over `base`: the reading itself, or what corrections have changed around them in it."""
        self.use(self.laid_over(base))

    def laid_over(self, base: Story) -> Bench:
        """The journal laid over `base`, for `use`."""
        bench = Bench(base, self.journal.entries, self.spots)
        bench.take(self.journal.effective())
        return bench

    def use(self, bench: Bench) -> None:
        """Make what `laid_over` gave the story in use."""
        self.base, self.bench, self.corrected = bench.story, bench, bench.corrected()

    def replace_reading(self, story: Story, journal: Journal) -> None:
        """Write a new reading of the story, made with the journal as evidence."""
        save(story, self.path)
        note_reading(self.path, story, journal)
        self.refresh()


def stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of a file, by which a change is known; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns


def note_reading(path: Path, story: Story, journal: Journal) -> None:
    """Note in the journal that the story file was read with the entries of `journal` as evidence."""
    upto = journal.entries[-1].id if journal.entries else None
    append(journal_path(path), [Reading(id=fresh(), at=now(), upto=upto)], head=head_of(story))
