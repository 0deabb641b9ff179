"""A story from its tables: the way back from a folder of Parquet files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from fabula.errors import StoryFormatError
from fabula.story.arrow import read_table
from fabula.story.records import Story
from fabula.story.tables import TABLES

Row = Mapping[str, Any]
_TOLD = frozenset("words cue present cue_start cue_end by_start by_end".split())  # said by other columns, or below


def load(folder: Path) -> Story:
    """The story whose tables `fabula export --to parquet` wrote to `folder`, as it was.

    StoryFormatError for a folder without them, or whose rows are none of a story; RequestError without pyarrow.
    """
    rows: dict[str, list[Row]] = {one.name: read_table(folder, one).to_pylist() for one in TABLES}
    if len(rows["stories"]) != 1:
        raise StoryFormatError(f"{len(rows['stories'])} stories in place of one", where=str(folder))
    try:
        return msgspec.convert(_story(rows), Story)
    except msgspec.ValidationError as error:
        raise StoryFormatError(str(error), where=str(folder)) from error


def _story(rows: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """The story as the story file has it."""
    head = rows["stories"][0]
    unknown = set(head["unknown"])
    tables: dict[str, Any] = {
        name: None if name in unknown else _kept(rows[name])
        for name in "parts characters places mentions events feelings knowledge groups".split()
    }
    return {
        **{key: head[key] for key in ("text", "format", "title", "author", "language", "generator")},
        "source": {"name": head["source_name"], "media_type": head["media_type"], "sha256": head["sha256"]},
        **tables,
        "paragraphs": [_span(row) for row in rows["paragraphs"]],
        "sentences": [_span(row) for row in rows["sentences"]],
        "quotations": _with(rows["quotations"], "cue", _TOLD | {"start", "end"}),
        "scenes": _scenes(rows["scenes"], rows["presence"]),
        "beliefs": None if "beliefs" in unknown else _with(rows["beliefs"], "by"),
        "layout": _layout(rows["layout"], rows["paragraphs"]),
        "tokens": None if "tokens" in unknown else _tokens(rows["tokens"]),
        "warnings": [row["warning"] for row in rows["warnings"]],
    }


def _kept(rows: Iterable[Row], told: frozenset[str] = _TOLD) -> list[dict[str, Any]]:
    return [{key: cell for key, cell in row.items() if key not in told} for row in rows]


def _with(rows: Sequence[Row], span: str, told: frozenset[str] = _TOLD) -> list[dict[str, Any]]:
    """The rows with the span that two of their columns are."""
    kept = zip(rows, _kept(rows, told), strict=True)
    return [one | {span: _span(row, f"{span}_")} for row, one in kept]


def _span(row: Row, prefix: str = "") -> list[int] | None:
    start, end = row[prefix + "start"], row[prefix + "end"]
    return None if start is None else [start, end]


def _scenes(scenes: Iterable[Row], presence: Iterable[Row]) -> list[dict[str, Any]]:
    there: dict[str, list[dict[str, Any]]] = {}
    for row in presence:
        there.setdefault(row["scene"], []).append({key: cell for key, cell in row.items() if key != "scene"})
    return [one | {"presence": there.get(one["id"], [])} for one in _kept(scenes)]


def _layout(rows: Sequence[Row], paragraphs: Sequence[Row]) -> dict[str, Any]:
    found: dict[str, Any] = {
        f"{kind}s" if kind != "emphasis" else kind: [_span(row) for row in rows if row["kind"] == kind]
        for kind in ("heading", "break", "emphasis")
    }
    origins = [
        {"file": row["source_file"], "start": row["source_start"], "end": row["source_end"]} for row in paragraphs
    ]
    return found | {"origins": [one for one in origins if one["start"] is not None]}


def _tokens(rows: Sequence[Row]) -> dict[str, Any]:
    """The columns of tokens; one that is known of no token is empty."""
    columns = {name: [row[name] for row in rows] for name in "start end upos lemma feats head relation".split()}
    return {name: [] if all(cell is None for cell in cells) else cells for name, cells in columns.items()}
