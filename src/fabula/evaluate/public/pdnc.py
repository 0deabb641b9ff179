"""The Project Dialogism Novel Corpus's own folders: a text, a table of characters, a table of quotations each.

github.com/Priya22/project-dialogism-novel-corpus, `data/NOVEL/`: `novel_text.txt`, `character_info.csv` (`Character
ID`, `Main Name`, `Aliases`, `Gender`, `Category`), `quotation_info.csv` (`quoteID`, `quoteByteSpans`, `speaker`,
`addressees`, `quoteType`, `referringExpression`, `mentionSpansList`, `mentionEntitiesList`). Lists are Python's.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fabula.errors import RequestError
from fabula.evaluate.alignment import names

Row = dict[str, Any]
_SPECIAL = {"_unknowable": "_unknowable", "_group": "_group", "_narr": "_narr", "narrator": "_narr"}
_WORD = {"explicit", "anaphoric", "implicit"}
_LONGEST = 10_000_000  # code points of a field


def is_here(folder: Path) -> bool:
    """Whether a folder is that of one novel in the corpus's own form."""
    return (folder / "quotation_info.csv").is_file()


def novel(folder: Path) -> tuple[Row, str]:
    """The novel as a row of the joined form (`characters`, `quotations`), and its text. Raises RequestError.

    A name that no list has becomes a character of its own (`added`). The first of two characters with one alias
    has it; shared aliases that the joined form has taken apart by hand stay as the corpus has them.
    """
    try:
        with (folder / "novel_text.txt").open(encoding="utf-8", newline="") as content:
            text = content.read()
        cast = [_character(row) for row in _table(folder / "character_info.csv")]
        quotations = [_quotation(row) for row in _table(folder / "quotation_info.csv")]
    except (OSError, ValueError, KeyError, SyntaxError, csv.Error) as error:
        raise RequestError(f"a novel of the PDNC cannot be read: {error}", where=str(folder)) from error
    people = _People(cast)
    for row in sorted(quotations, key=lambda q: int(q["spans"][0][0])):
        row["speaker"] = people.find(row["speaker"])
        row["addressees"] = list(dict.fromkeys(people.find(name) for name in row["addressees"]))
        for mention in row["mentions"]:
            mention["characters"] = [people.find(name) for name in mention["characters"]]
    ordered = sorted(quotations, key=lambda q: int(q["spans"][0][0]))
    return {"id": folder.name, "characters": people.rows, "quotations": ordered}, text


def _table(file: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LONGEST)
    with file.open(encoding="utf-8", newline="") as content:
        yield from csv.DictReader(content)


def _character(row: dict[str, str]) -> Row:
    name, aliases = row["Main Name"], ast.literal_eval(row["Aliases"] or "set()")
    kind = "special" if name in _SPECIAL else "listed"
    return {
        "id": name if kind == "special" else f"C{row['Character ID']}",
        "name": name,
        "aliases": sorted(set(aliases) | {name}) if kind == "listed" else [],
        "gender": row["Gender"] or "X",
        "category": row["Category"].lower() or None,
        "kind": kind,
    }


def _quotation(row: dict[str, str]) -> Row:
    cue, kind = row["referringExpression"], row["quoteType"].lower()
    spans = [list(map(int, span)) for span in ast.literal_eval(row["quoteByteSpans"])]
    return {
        "id": row["quoteID"],
        "spans": sorted(spans),
        "speaker": row["speaker"],
        "addressees": ast.literal_eval(row["addressees"] or "[]"),
        "type": kind if kind in _WORD else None,
        "cue": None if cue in {"", "nan"} else cue,
        "mentions": list(_mentions(row)),
    }


def _mentions(row: dict[str, str]) -> Iterator[Row]:
    """The mentions inside a quotation, none where the two lists of the corpus do not line up."""
    spans, entities = (ast.literal_eval(row.get(k) or "[]") for k in ("mentionSpansList", "mentionEntitiesList"))
    if [len(piece) for piece in spans] != [len(piece) for piece in entities]:
        return
    for piece, whom in zip(spans, entities, strict=True):
        for span, who in zip(piece, whom, strict=True):
            yield {"span": list(span), "characters": list(who)}


class _People:
    """Characters by the names that the annotation uses for them."""

    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self._by_name: dict[str, str] = {row["name"]: row["id"] for row in rows}
        for row in rows:
            for alias in row["aliases"]:
                self._by_name.setdefault(alias, row["id"])
        self._plain: dict[str, str] = {}
        for name, key in self._by_name.items():
            for plain in names([name]):
                self._plain.setdefault(plain, key)

    def find(self, name: str) -> str:
        """The id of the character of that name; a new one where there is none."""
        found = self._by_name.get(name) or next((self._plain[p] for p in names([name]) if p in self._plain), None)
        if found is not None:
            return found
        special = name in _SPECIAL or name.startswith("_")
        added = name if special else f"A{sum(row['kind'] == 'added' for row in self.rows)}"
        kind = "special" if special else "added"
        aliases = [] if special else [name]
        self.rows.append({"id": added, "name": name, "aliases": aliases, "gender": "X", "category": None, "kind": kind})
        self._by_name[name] = added
        return added
