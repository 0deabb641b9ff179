"""A journal of corrections: a file of JSON lines beside the story, which only ever grows."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from fabula.corrections.kinds import Anything, Correction, Head, Reading, Undo
from fabula.errors import OutputError, RequestError
from fabula.story.records import Story

SUFFIX = ".corrections.jsonl"
LIMIT = 256 * 1024 * 1024
PATIENCE = 60  # seconds to wait for another process that is writing; each takes some milliseconds
_STORY_SUFFIX = ".fabula.json"
_DECODER = msgspec.json.Decoder(Anything)


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that is no correction: its number from 1, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Journal:
    """The entries of a journal in the order written, and the lines that are none.

    `torn` is what stands behind the last line end when that is no whole entry: the trace of a write that was cut off.
    """

    entries: tuple[Anything, ...] = ()
    broken: tuple[Broken, ...] = ()
    torn: str = ""

    @property
    def head(self) -> Head | None:
        """The first line, where there is one."""
        return next((e for e in self.entries if isinstance(e, Head)), None)

    @property
    def revision(self) -> int:
        """The number of entries: it grows with every correction."""
        return len(self.entries)

    def effective(self) -> tuple[Correction, ...]:
        """The corrections that hold: those that nothing later takes back."""
        undone = self.undone()
        return tuple(e for e in self.entries if not isinstance(e, Head | Undo | Reading) and e.id not in undone)

    def undone(self) -> frozenset[str]:
        """The ids of entries that a later entry takes back."""
        gone: set[str] = set()
        for entry in reversed(self.entries):
            if isinstance(entry, Undo) and entry.id not in gone:
                gone.add(entry.undoes)
        return frozenset(gone)

    def read_with(self) -> Journal:
        """The part of the journal that was evidence when the story file was last written."""
        return Journal(self.entries[: self._read_to()])

    def unread(self) -> tuple[Anything, ...]:
        """What was written since the story file was last made with the journal as evidence."""
        return tuple(e for e in self.entries[self._read_to() :] if not isinstance(e, Head | Reading))

    def reading_is_stale(self) -> bool:
        """Whether the story file was made with a correction as evidence that was taken back since."""
        return bool({e.id for e in self.read_with().effective()} - {e.id for e in self.effective()})

    def _read_to(self) -> int:
        """The number of entries that were evidence for the story file."""
        for at in range(len(self.entries) - 1, -1, -1):
            entry = self.entries[at]
            if isinstance(entry, Reading):
                named = (n + 1 for n, e in enumerate(self.entries[:at]) if e.id == entry.upto)
                return at + 1 if entry.upto is None else next(named, 0)
        return 0

    def with_entries(self, entries: Sequence[Anything]) -> Journal:
        """The journal with more lines at its end."""
        return Journal(self.entries + tuple(entries), self.broken)


def journal_path(story: Path) -> Path:
    """NAME.corrections.jsonl beside NAME.fabula.json (or beside any file called NAME.something)."""
    name = story.name.removesuffix(_STORY_SUFFIX) if story.name.endswith(_STORY_SUFFIX) else story.stem
    return story.with_name(name + SUFFIX)


def load(path: str | os.PathLike[str]) -> Journal:
    """The journal in a file, an empty one where there is none; RequestError when it cannot be read at all.

    Lines that are no corrections are passed over and listed in `broken`.
    """
    try:
        with Path(path).open("rb") as file:
            data = file.read(LIMIT + 1)
    except FileNotFoundError:
        return Journal()
    except OSError as error:
        raise RequestError(error.strerror or str(error), where=str(path)) from error
    if len(data) > LIMIT:
        raise RequestError("a journal of more than 256 MB", where=str(path))
    return parse(data)


def parse(data: bytes) -> Journal:
    """The journal in the bytes of a file."""
    entries: list[Anything] = []
    broken: list[Broken] = []
    seen: set[str] = set()
    *lines, last = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = _entry(line)
        if isinstance(found, str):
            broken.append(Broken(number, found))
        elif found.id in seen:
            broken.append(Broken(number, f"a second line with the id {found.id!r}"))
        else:
            seen.add(found.id)
            entries.append(found)
    whole = _entry(last) if last.strip() else ""
    if not isinstance(whole, str) and whole.id not in seen:
        return Journal((*entries, whole), tuple(broken))
    return Journal(tuple(entries), tuple(broken), last.decode("utf-8", "replace").strip())


def _entry(line: bytes) -> Anything | str:
    """The entry in a line, or why there is none."""
    try:
        found: Anything = _DECODER.decode(line)
        return found
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return str(error)


def encode(entry: Anything) -> bytes:
    """The line of an entry, with its line end."""
    return msgspec.json.encode(entry) + b"\n"


def fresh() -> str:
    """An id for a new entry."""
    return secrets.token_hex(4)


def now() -> str:
    """The time as entries write it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def head_of(story: Story) -> Head:
    """The first line of a new journal of the story."""
    return Head(id=fresh(), at=now(), title=story.title, sha256=text_digest(story.text))


def text_digest(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def append(path: str | os.PathLike[str], entries: Sequence[Anything], *, head: Head) -> Journal:
    """The whole journal once the entries stand at its end, on the disk.

    `head` begins a journal that is empty. One process writes at a time. The trace of a write that was cut off is set
    aside in a file beside it (`….torn`) first. OutputError when nothing could be written: the journal is as it was.
    """
    where = Path(path)
    try:
        with _locked(where) as file:
            data = _whole(file, where)
            before = parse(data)
            added = (head, *entries) if not before.entries else tuple(entries)
            _write(file, len(data), b"".join(encode(e) for e in added))
            if not data:
                _sync_folder(where.parent)
        return before.with_entries(added)
    except TimeoutError as error:
        raise OutputError("another process holds the journal", where=str(path), hint="Is one stopped?") from error
    except OSError as error:
        raise OutputError(
            error.strerror or str(error), where=str(path), hint="Is there room, and may you write there?"
        ) from error


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    """The open file, which no other process writes to meanwhile; the lock is a hidden file beside it."""
    from filelock import FileLock

    with FileLock(path.with_name(f".{path.name}.lock"), timeout=PATIENCE):
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
        try:
            yield file
        finally:
            os.close(file)


def _whole(file: int, path: Path) -> bytes:
    """The bytes of the file up to its last whole line; what is torn behind it is moved aside."""
    os.lseek(file, 0, os.SEEK_SET)
    data = b"".join(iter(lambda: os.read(file, 1 << 20), b""))
    keep, _, tail = data.rpartition(b"\n")
    if not tail:
        return data
    if tail.strip() and isinstance(_entry(tail), str):
        with path.with_name(path.name + ".torn").open("ab") as aside:
            aside.write(tail + b"\n")
            aside.flush()
            os.fsync(aside.fileno())
        kept = keep + b"\n" if keep else b""
        os.ftruncate(file, len(kept))
        return kept
    _write(file, len(data), b"\n")
    return data + b"\n"


def _write(file: int, size: int, data: bytes) -> None:
    """Write at the end of the file, of that size, and onto the disk; a write that fails leaves no trace."""
    os.lseek(file, size, os.SEEK_SET)
    rest = memoryview(data)
    try:
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    except OSError:
        os.ftruncate(file, size)
        raise


def _sync_folder(folder: Path) -> None:
    """Make the name of a new file last, where the system has a way to."""
    if hasattr(os, "O_DIRECTORY"):
        at = os.open(folder, os.O_DIRECTORY)
        try:
            os.fsync(at)
        finally:
            os.close(at)
