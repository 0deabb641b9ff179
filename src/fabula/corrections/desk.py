"""A story file on the desk with its journal: the story in use, kept in step with what is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fabula.corrections.apply import Conflict, Corrected, apply, belongs
from fabula.corrections.journal import append, fresh, head_of, journal_path, load, now
from fabula.corrections.kinds import Anything, Reading
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
        self.path = path
        self.journal_path = journal_path(path)
        self.reading = self.base = load_story(path)
        self.head = head_of(self.reading)
        self.journal = load(self.journal_path)
        if not belongs(self.journal, self.reading.text):
            raise RequestError(
                "this is the journal of another story",
                where=str(self.journal_path),
                hint="Move it away to begin a new one.",
            )
        self._stamp = self._stat()
        self.corrected: Corrected = apply(self.base, self.journal)

    @property
    def story(self) -> Story:
        """The story in use."""
        return self.corrected.story

    @property
    def maker(self) -> Maker:
        """What makes corrections of the story in use."""
        return Maker(self.story)

    def refresh(self) -> bool:
        """Whether another process has written to the journal; then the story is as it says now."""
        if self._stat() == self._stamp:
            return False
        self._stamp = self._stat()
        self.journal = load(self.journal_path)
        self.rebase(self.base)
        return True

    def add(self, entries: Sequence[Anything]) -> tuple[Conflict, ...]:
        """Write entries and apply them; those in conflict with the story. OutputError leaves all as it was."""
        self.journal = append(self.journal_path, entries, head=self.head)
        self._stamp = self._stat()
        self.rebase(self.base)
        ids = {e.id for e in entries}
        return tuple(c for c in self.corrected.conflicts if c.entry.id in ids)

    def rebase(self, base: Story) -> None:
        """Lay the journal over `base`: the reading itself, or what corrections have changed around them in it."""
        self.base = base
        self.corrected = apply(base, self.journal)

    def replace_reading(self, story: Story) -> None:
        """Write a new reading of the story, made with the journal as evidence."""
        save(story, self.path)
        self.reading = self.base = story
        self.add([Reading(id=fresh(), at=now())])

    def _stat(self) -> tuple[int, int] | None:
        try:
            found = self.journal_path.stat()
        except OSError:
            return None
        return found.st_size, found.st_mtime_ns


def note_reading(path: Path, story: Story) -> None:
    """Note in the journal that the story file was read with everything in it as evidence."""
    append(journal_path(path), [Reading(id=fresh(), at=now())], head=head_of(story))
