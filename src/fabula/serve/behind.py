"""The process that reads behind the editor, so that no window ever waits for a reading.

Run as `python -m fabula.serve.behind`. It is told what to do in JSON lines on standard input and answers in JSON lines
on standard output; it ends when its standard input does.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import msgspec

if TYPE_CHECKING:
    from fabula.reading.draft import Draft
    from fabula.serve.surroundings import Surroundings


class Line(msgspec.Struct, frozen=True):
    """A line decided again, by the id of its quotation; `same`: as it was without corrections."""

    id: str
    speaker: str | None
    addressees: tuple[str, ...]
    confidence: float | None
    same: bool


class Task(msgspec.Struct, frozen=True, tag_field="kind"):
    """Something that the process is asked to do."""


class Gather(Task, frozen=True, tag="gather"):
    """Read the story at `path` as far as the speakers."""

    path: str


class Again(Task, frozen=True, tag="again"):
    """Decide lines again now that these speakers are certain, by id of the quotation. Of several the last counts."""

    number: int
    fixed: dict[str, str | None]


class Reread(Task, frozen=True, tag="reread"):
    """Read the story at `path` again with its journal as evidence, and write the story file."""

    path: str


class Answer(msgspec.Struct, frozen=True, tag_field="kind"):
    """Something that the process has done."""


class Gathered(Answer, frozen=True, tag="gathered"):
    """The evidence is there, and how the likeliest speakers of each line stand.

    `fits` is false where the story file was made by a version that decides otherwise; then nothing will follow.
    """

    fits: bool
    likely: dict[str, list[str]]


class Followed(Answer, frozen=True, tag="followed"):
    """The lines that were decided again, for the `Again` of that number."""

    number: int
    lines: list[Line]
    likely: dict[str, list[str]]


class Written(Answer, frozen=True, tag="written"):
    """The story file was written; or why it was not."""

    wrong: str = ""


class Gone(Answer, frozen=True, tag="gone"):
    """The process has ended."""


TASKS = msgspec.json.Decoder(Gather | Again | Reread)
ANSWERS = msgspec.json.Decoder(Gathered | Followed | Written)


class Behind:
    """The process, seen from the editor: `ask` never waits, `tell` gets each answer on a thread of its own."""

    def __init__(self, tell: Callable[[Answer], None]) -> None:
        command = [sys.executable, "-m", "fabula.serve.behind"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.tell = tell
        threading.Thread(target=self._listen, daemon=True).start()

    def ask(self, task: Task) -> None:
        """Hand over something to do."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(msgspec.json.encode(task) + b"\n")
            self.process.stdin.flush()
        except OSError:  # it has ended, which `_listen` tells
            pass

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.tell(ANSWERS.decode(line))
        self.tell(Gone())


def work(tasks: BinaryIO, answers: BinaryIO) -> None:
    """Do what the lines of `tasks` say, one after another, until they end; of several `Again` in a row the last."""
    waiting: queue.SimpleQueue[Task] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(tasks, waiting), daemon=True).start()
    found: Surroundings | None = None
    known: Draft | None = None  # the encoder's part of it holds as long as the text is the same
    while True:
        task = waiting.get()
        if isinstance(task, Again):
            if found is not None and waiting.empty():
                lines = found.again(task.fixed)
                _send(answers, Followed(task.number, lines, found.likely(line.id for line in lines)))
        elif isinstance(task, Reread):
            found = None
            _send(answers, _written(Path(task.path), known))
        elif isinstance(task, Gather):
            found = None
            found = _gathered(Path(task.path), known)
            known = found.unchanging()
            _send(answers, Gathered(found.fits, found.likely() if found.fits else {}))


def _receive(tasks: BinaryIO, waiting: queue.SimpleQueue[Task]) -> None:
    for line in tasks:
        waiting.put(TASKS.decode(line))
    os._exit(0)  # the editor is gone; whatever is being read, nobody waits for it


def _send(answers: BinaryIO, answer: Answer) -> None:
    answers.write(msgspec.json.encode(answer) + b"\n")
    answers.flush()


def _gathered(path: Path, known: Draft | None) -> Surroundings:
    from fabula.corrections.journal import journal_path, load
    from fabula.serve.surroundings import Surroundings
    from fabula.story.json_form import load as load_story

    return Surroundings(load_story(path), load(journal_path(path)).read_with(), known)


def _written(path: Path, known: Draft | None) -> Written:
    from fabula.api import reread
    from fabula.corrections.desk import Desk
    from fabula.errors import FabulaError

    try:
        desk = Desk(path)
        journal = desk.journal
        desk.replace_reading(reread(desk.reading, journal, known=known), journal)
    except FabulaError as error:
        return Written(str(error))
    return Written()


def main() -> None:
    """Work until the editor is gone. Whatever prints, prints to standard error: standard output is for answers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is for the editor
    tasks, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    work(tasks, answers)


if __name__ == "__main__":
    main()
