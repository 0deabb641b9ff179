"""What reaches the terminal: data on stdout, talk on stderr, and no control character of a story on either."""

from __future__ import annotations

import io
import os
import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from fabula.errors import FabulaError

PIPE_WIDTH = 120  # columns of a table that goes to a file or a pipe


def clean(text: str) -> str:
    """The text on one line, safe to print: white space is one blank, controls and lone surrogates are U+FFFD.

    Format characters go too (among them those that turn the direction of writing), but for the joiners that
    spell words in some scripts.
    """
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(_safe(char) for char in line)


def _safe(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":
        return char if char in "\u200c\u200d" else ""
    return "\ufffd" if category in ("Cc", "Cs") else char


def tolerate() -> None:
    """Make stdout and stderr print a mark for what their encoding lacks, where they would raise."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def silence() -> None:
    """Send what is still to be flushed to nowhere: the reader of the pipe has left."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, io.UnsupportedOperation):
        sys.stdout = io.StringIO()


def write_data(data: bytes) -> None:
    """Write bytes to stdout, ending in a line end."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data if data.endswith(b"\n") else data + b"\n")
    sys.stdout.buffer.flush()


def read_data(limit: int = 256 * 1024 * 1024) -> bytes:
    """What stands on stdin; SourceError beyond `limit` bytes, so that an endless stream ends."""
    from fabula.errors import SourceError

    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise SourceError(f"more than {limit // 1024**2} MB", where="standard input")
    return data


def say(message: str) -> None:
    """One line of talk on stderr, indented as it is."""
    indent = len(message) - len(message.lstrip(" "))
    print(" " * indent + clean(message), file=sys.stderr)


def warn(message: str) -> None:
    """One warning on stderr."""
    say(f"fabula: warning: {message}")


def complain(error: FabulaError) -> None:
    """An error on stderr: what failed and where, then what to do."""
    say(f"fabula: error: {error}")
    if error.hint:
        print(f"  {clean(error.hint)}", file=sys.stderr)


def stdout() -> Console:
    """A console for tables on stdout; wide enough to be read where stdout is no terminal."""
    from rich.console import Console

    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPE_WIDTH
    return Console(file=sys.stdout, width=width, markup=False, highlight=False, emoji=False)


def stderr() -> Console:
    """A console for talk on stderr."""
    from rich.console import Console

    return Console(file=sys.stderr, markup=False, highlight=False, emoji=False)
