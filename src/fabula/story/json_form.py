"""A story as JSON and back, checked at the edge; written to a temporary name first, then renamed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import msgspec

from fabula.errors import OutputError, StoryFormatError
from fabula.story.records import Story


def encode(story: Story) -> bytes:
    """The story file: UTF-8 JSON; OutputError for a text with half a surrogate pair, which UTF-8 cannot hold."""
    try:
        return msgspec.json.encode(story)
    except UnicodeEncodeError as error:
        raise OutputError(
            "the story holds half a surrogate pair, which no UTF-8 file can", hint="Read it from a file, or replace it."
        ) from error


def decode(data: bytes, *, where: str = "story") -> Story:
    """The story in a story file; StoryFormatError says which key is wrong."""
    try:
        return msgspec.json.decode(data, type=Story)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise StoryFormatError(
            str(error), where=where, hint="Is this a story file written by `fabula read`?"
        ) from error


def load(path: str | os.PathLike[str]) -> Story:
    """The story in the file at `path`, or in the folder of Parquet tables there."""
    if Path(path).is_dir():
        from fabula.story import from_tables

        return from_tables.load(Path(path))
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        missing = "Check the path; `fabula read` writes story files." if isinstance(error, FileNotFoundError) else None
        raise StoryFormatError(error.strerror or str(error), where=str(path), hint=missing) from error
    return decode(data, where=str(path))


def save(story: Story, path: str | os.PathLike[str]) -> None:
    """Write the story file; an older file stays whole until the new one is."""
    write_whole(path, encode(story))


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to a temporary name beside `path`, then rename it; OutputError leaves no half file."""
    target = Path(path)
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name[:40]}.", delete=False) as file:
            temporary = Path(file.name)
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
                umask = os.umask(0)
                os.umask(umask)
                temporary.chmod(0o666 & ~umask)
                temporary.replace(target)
            except BaseException:  # Ctrl-C too
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise OutputError(
            error.strerror or str(error), where=str(path), hint="Is there room, and may you write there?"
        ) from error


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) that every story file obeys."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Fabula story, format fabula-1",
        **msgspec.json.schema(Story),
    }
