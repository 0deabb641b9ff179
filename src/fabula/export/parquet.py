"""The tables of the story as Parquet files of the same names."""

from __future__ import annotations

import io

from fabula.export.product import Folder, Wishes
from fabula.story.arrow import arrow_table
from fabula.story.records import Story
from fabula.story.tables import TABLES


def make(story: Story, wishes: Wishes) -> Folder:
    """A Parquet file for each table, those without rows too, so that a folder of stories has one schema.

    RequestError when pyarrow is not there.
    """
    files: dict[str, bytes] = {}
    for table in TABLES:
        made = arrow_table(story, table.name)  # says what to install before pyarrow.parquet is asked for
        from pyarrow import parquet

        out = io.BytesIO()
        parquet.write_table(made, out, compression="zstd")
        files[f"{table.name}.parquet"] = out.getvalue()
    return Folder(files)
