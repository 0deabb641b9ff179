"""The public way in: a source goes in, its story comes out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import fabula
from fabula.source import Manuscript, from_text, open_source
from fabula.story.records import Character, Story

Progress = Callable[[str, float], None]


def read(
    source: str | os.PathLike[str],
    *,
    text: bool = False,
    given: Iterable[Character] = (),
    progress: Progress | None = None,
) -> Story:
    """The story in the file at `source`, or in `source` itself when `text` is true.

    `given` is a cast known beforehand: its ids are kept, its names are matched first. `progress` is called with the
    name of each stage and the share of the reading done (0 to 1). Raises SourceError when the file is no story that
    can be read, and UnsafeSourceError when it is made to do harm.
    """
    if not text:
        return read_manuscript(open_source(Path(source)), given=given, progress=progress)
    return read_manuscript(from_text(str(source)), given=given, progress=progress)


def read_manuscript(
    manuscript: Manuscript, *, given: Iterable[Character] = (), progress: Progress | None = None
) -> Story:
    """The story of a manuscript: every stage of the plan, one after another."""
    from fabula.reading.assemble import assemble
    from fabula.reading.draft import Draft
    from fabula.reading.plan import STAGES
    from fabula.text import words

    draft = Draft(manuscript=manuscript, words=words(manuscript), given=tuple(given))
    for done, stage in enumerate(STAGES):
        if progress is not None:
            progress(stage.name, done / len(STAGES))
        draft = stage.run(draft)
    if progress is not None:
        progress("done", 1.0)
    return assemble(draft, generator=f"fabula {fabula.__version__}")
