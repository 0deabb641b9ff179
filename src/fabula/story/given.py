"""A cast that the user gives before reading: a TOML file of `[[character]]` tables.

[[character]]
id = "ilse"                 # optional; c1, c2 ... where it is left out
name = "Ilse Marten"
aliases = ["Ilse", "Sparrow"]
pronouns = "she"
"""

from __future__ import annotations

import os
import re
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import msgspec

from fabula.errors import RequestError
from fabula.story.records import Character

_LIMIT = 4 * 1024 * 1024
_EXAMPLE = 'A character is a table: [[character]], then name = "Ilse Marten", aliases = ["Ilse"], pronouns = "she".'


class _Row(msgspec.Struct, forbid_unknown_fields=True):
    """One table as the user wrote it."""

    name: str
    id: str | None = None
    aliases: tuple[str, ...] = ()
    pronouns: str | None = None
    kind: str | None = None
    group: bool = False


class _File(msgspec.Struct, forbid_unknown_fields=True):
    """The whole file."""

    character: tuple[_Row, ...] = ()


def load_cast(path: str | os.PathLike[str]) -> tuple[Character, ...]:
    """The characters in a cast file, in its order; RequestError says what is wrong with it."""
    where = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LIMIT + 1)
    except OSError as error:
        raise RequestError(error.strerror or str(error), where=where, hint="Check the path of the cast.") from error
    if len(data) > _LIMIT:
        raise RequestError("a cast file of more than 4 MB", where=where)
    return parse_cast(data, where=where)


def parse_cast(data: bytes, *, where: str = "cast") -> tuple[Character, ...]:
    """The characters in the bytes of a cast file; RequestError for no TOML, no character, two of one id."""
    try:
        rows = msgspec.convert(tomllib.loads(data.decode("utf-8-sig")), type=_File).character
    except UnicodeDecodeError as error:
        raise RequestError("the cast is not UTF-8 text", where=where, hint=_EXAMPLE) from error
    except tomllib.TOMLDecodeError as error:
        raise RequestError(f"the cast is not TOML: {error}", where=where, hint=_EXAMPLE) from error
    except (msgspec.ValidationError, RecursionError) as error:
        raise RequestError(f"the cast cannot be used: {error}", where=where, hint=_EXAMPLE) from error
    if not rows:
        raise RequestError("the cast is empty", where=where, hint=_EXAMPLE)
    cast = tuple(_character(row, number, where) for number, row in enumerate(rows, 1))
    seen: set[str] = set()
    for one in cast:
        if one.id in seen:
            raise RequestError(f"two characters have the id {one.id!r}", where=where)
        seen.add(one.id)
    return cast


def _character(row: _Row, number: int, where: str) -> Character:
    """The record of one row, its names stripped."""
    name = " ".join(row.name.split())
    if not name:
        raise RequestError(f"character {number} has an empty name", where=where, hint=_EXAMPLE)
    if row.id is not None and not re.fullmatch(r"\S{1,80}", row.id):
        raise RequestError(f"the id of {name} must be one word, at most 80 characters", where=where)
    aliases = tuple(dict.fromkeys(a for a in (" ".join(alias.split()) for alias in row.aliases) if a))
    return Character(
        id=row.id or f"c{number}",
        name=name,
        aliases=aliases,
        pronouns=row.pronouns,
        kind=row.kind,
        group=row.group,
    )


def shared_names(cast: Sequence[Character]) -> dict[str, tuple[str, ...]]:
    """Each name that more than one character claims (case aside), with their ids."""
    owners: defaultdict[str, dict[str, None]] = defaultdict(dict)
    written: dict[str, str] = {}
    for one in cast:
        for name in (one.name, *one.aliases):
            owners[name.casefold()][one.id] = None
            written.setdefault(name.casefold(), name)
    return {written[key]: tuple(ids) for key, ids in owners.items() if len(ids) > 1}


def never_named(cast: Sequence[Character], text: str) -> tuple[Character, ...]:
    """The characters of whom no name stands in the text, case and white space aside."""
    plain = " ".join(text.casefold().split())
    return tuple(one for one in cast if not any(_stands(name, plain) for name in (one.name, *one.aliases)))


def _stands(name: str, plain: str) -> bool:
    """Whether the name stands in the text as words of its own."""
    return re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", plain) is not None
