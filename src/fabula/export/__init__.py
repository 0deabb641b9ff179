"""A story taken elsewhere: one module a format, each a pure function of the story's records.

`FORMATS` is the whole list. A module is imported when its format is asked for; each has one public function, `make`.
"""

from __future__ import annotations

import os
from dataclasses import replace
from importlib import import_module
from typing import NamedTuple

from fabula.errors import RequestError
from fabula.export.product import File, Folder, Product, Wishes, write
from fabula.export.sound import sound
from fabula.story.records import Story


class Format(NamedTuple):
    """A format: its name, the module that makes it, what its name ends in ("" for a folder), what it is for."""

    name: str
    module: str
    suffix: str
    purpose: str


FORMATS: tuple[Format, ...] = (
    Format("tei", "fabula.export.tei", ".tei.xml", "TEI P5: speakers, listeners, people, places, scenes, presence"),
    Format("booknlp", "fabula.export.booknlp", "", "the files that BookNLP writes, for scripts made for it"),
    Format("json", "fabula.export.json_file", ".json", "the story file"),
    Format("csv", "fabula.export.csv_tables", "", "the tables of the story, one CSV file each"),
    Format("parquet", "fabula.export.parquet", "", "the tables of the story, one Parquet file each"),
    Format("script", "fabula.export.script", ".jsonl", "audiobook script: speaker and text, a JSON object a line"),
    Format("voices", "fabula.export.voices", ".voices.txt", "the text with inline voice tags for audiobook tools"),
    Format("casting", "fabula.export.casting", ".casting.csv", "casting sheet, to fill in voices and read back"),
    Format("ssml", "fabula.export.ssml", "", "SSML by chapter, a voice for each character"),
    Format("gexf", "fabula.export.gexf", ".gexf", "network for Gephi, dynamic by scene"),
    Format("graphml", "fabula.export.graphml", ".graphml", "network for Cytoscape, yEd, igraph, networkx"),
    Format("epub", "fabula.export.epub", ".epub", "the book with each line marked by its speaker, and a cast page"),
    Format("markdown", "fabula.export.markdown", "", "story-bible notes for Obsidian: a note a character, a scene"),
    Format("fountain", "fabula.export.fountain", ".fountain", "screenplay"),
    Format("xmi", "fabula.export.xmi", "", "UIMA CAS for INCEpTION and DKPro"),
    Format("novelwriter", "fabula.export.novelwriter", "", "novelWriter project: chapters, scenes, cast, places"),
)

__all__ = ["FORMATS", "File", "Folder", "Format", "Product", "Wishes", "export", "format_named", "make", "write"]


def format_named(name: str) -> Format:
    """The format of this name; RequestError lists those there are."""
    for one in FORMATS:
        if one.name == name:
            return one
    raise RequestError(f"no export format is called {name!r}", hint="There are: " + ", ".join(f.name for f in FORMATS))


def make(story: Story, to: str, wishes: Wishes | None = None) -> Product:
    """What the export of `story` to the format `to` holds, before anything is written."""
    chosen = format_named(to)
    notes: tuple[str, ...] = ()
    if to != "json":
        story, notes = sound(story)
    product: Product = import_module(chosen.module).make(story, wishes or Wishes())
    return replace(product, notes=(*notes, *product.notes)) if notes else product


def export(
    story: Story,
    to: str,
    path: str | os.PathLike[str],
    *,
    wishes: Wishes | None = None,
    force: bool = False,
) -> tuple[str, ...]:
    """What could not be carried over, after the export has been written to `path`, whole or not at all.

    OutputError when something stands at `path` and `force` is false, or when it cannot be written.
    """
    product = make(story, to, wishes)
    write(product, path, force=force)
    return product.notes
