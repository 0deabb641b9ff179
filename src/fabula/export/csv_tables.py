"""The tables of the story as CSV files, and the text beside them as it is."""

from __future__ import annotations

from fabula.export.cells import written
from fabula.export.product import Folder, Wishes
from fabula.story.records import Story
from fabula.story.tables import TABLES

TEXT = "text.txt"


def make(story: Story, wishes: Wishes) -> Folder:
    """A CSV file for each table that has rows, and `text.txt`, which the offsets count in.

    A cell that a spreadsheet would run has an apostrophe before it (see `cells.guard`), so words are to be had
    exactly from `text.txt` by their offsets.
    """
    files = {TEXT: story.text.encode("utf-8", "surrogatepass")}
    for table in TABLES:
        keep = [i for i, c in enumerate(table.columns) if (table.name, c.name) != ("stories", "text")]
        rows = [[row[i] for i in keep] for row in table.rows(story)]
        if rows:
            files[f"{table.name}.csv"] = written([table.columns[i].name for i in keep], rows)
    return Folder(files)
