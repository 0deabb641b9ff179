"""Text and names that XML can hold."""

from __future__ import annotations

import re
from collections.abc import Iterable

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_.-]")


def clean(text: str | None) -> str:
    """The text with each character that XML 1.0 forbids (most control characters) as U+FFFD; its length stays."""
    return _FORBIDDEN.sub("\ufffd", text) if text else ""


def notes(text: str) -> tuple[str, ...]:
    """A note that says how many characters `clean` has to replace, or none."""
    count = len(_FORBIDDEN.findall(text))
    return (f"{count} control characters that XML cannot hold became U+FFFD",) if count else ()


def language_tag(language: str | None) -> str | None:
    """The language where it is a well-formed tag (BCP 47: "en", "en-GB"), else None."""
    return language if language and _LANGUAGE.fullmatch(language) else None


class Ids:
    """XML ids for rows of the story: the story's own id where XML allows it and no other row has it."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def add(self, table: str, ids: Iterable[str]) -> None:
        """Give every row of a table its XML id; a later row of the same id is the same row."""
        for id in ids:
            if (table, id) not in self._given:
                self._given[table, id] = self._free(id, table)

    def of(self, table: str, id: str | None) -> str | None:
        """The XML id of a row; None when the table has no such row."""
        return None if id is None else self._given.get((table, id))

    def refs(self, table: str, ids: Iterable[str]) -> str | None:
        """References to those of the rows that there are: "#c1 #c2"; None when there is none."""
        found = [one for one in (self.of(table, id) for id in ids) if one]
        return " ".join(f"#{one}" for one in dict.fromkeys(found)) or None

    def fresh(self, wanted: str) -> str:
        """An XML id like `wanted` that nothing has yet."""
        return self._free(wanted, "x")

    def _free(self, id: str, table: str) -> str:
        name = _NOT_IN_NAME.sub("_", id)[:60]
        if not name or not (name[0].isalpha() or name[0] == "_"):
            name = f"{table}_{name}"
        wanted, number = name, 2
        while wanted in self._taken:
            wanted, number = f"{name}_{table}_{number}", number + 1
        self._taken.add(wanted)
        return wanted
