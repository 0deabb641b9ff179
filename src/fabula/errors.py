"""One tree of errors: what failed, where, what to do, and an exit status each.

The command line prints the message, then the hint, and leaves with `exit_status`:

| status | meaning |
| ---: | --- |
| 2 | the command was called wrongly (typer's own) |
| 3 | the source cannot be read: missing, empty, binary, in an unknown format |
| 4 | the source is unsafe: a zip bomb, entities, paths that leave the archive |
| 5 | a story file is broken or of another format |
| 6 | nothing could be written (a file in the way, a full disk) |
| 7 | a cast, a journal or a question by the user cannot be used |
| 8 | the model's weights are missing or damaged |
"""

from __future__ import annotations


class FabulaError(Exception):
    """An error with what failed, where, and what to do about it."""

    exit_status = 1

    def __init__(self, what: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(what if where is None else f"{where}: {what}")
        self.what = what
        self.where = where
        self.hint = hint


class SourceError(FabulaError):
    """The source cannot be read as a story."""

    exit_status = 3


class UnsafeSourceError(SourceError):
    """The source looks made to do harm, or would take unbounded memory."""

    exit_status = 4


class StoryFormatError(FabulaError):
    """A story file does not obey the story format."""

    exit_status = 5


class OutputError(FabulaError):
    """A file cannot be written; what was there before is unharmed."""

    exit_status = 6


class RequestError(FabulaError):
    """A cast, a journal or a question given by the user cannot be used."""

    exit_status = 7


class WeightsError(FabulaError):
    """The model's weights are missing, damaged or of another version."""

    exit_status = 8
