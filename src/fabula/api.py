"""The public way in: a source goes in, its story comes out."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import fabula
from fabula.source import Manuscript, from_text, open_source
from fabula.story.records import Character, Story

if TYPE_CHECKING:
    from fabula.corrections import Journal
    from fabula.reading.draft import Draft
    from fabula.reading.plan import Stage

Progress = Callable[[str, float], None]
ENCODER_SHARE = 0.6  # of the time that a reading takes


def read(
    source: str | os.PathLike[str],
    *,
    text: bool = False,
    given: Iterable[Character] = (),
    corrections: Journal | None = None,
    progress: Progress | None = None,
) -> Story:
    """The story in the file at `source`, or in `source` itself when `text` is true.

    `given` is a cast known beforehand: its ids are kept, its names are matched first. `corrections` are
    evidence for the reading and hold in the story. `progress` is called with the
    name of each stage and the share of the reading done (0 to 1). Raises SourceError when the file is no story that
    can be read, and UnsafeSourceError when it is made to do harm.
    """
    manuscript = from_text(str(source)) if text else open_source(Path(source))
    story = read_manuscript(manuscript, given=given, corrections=corrections, progress=progress)
    if corrections is None:
        return story
    from fabula.corrections import apply

    return apply(story, corrections).story


def read_manuscript(
    manuscript: Manuscript,
    *,
    given: Iterable[Character] = (),
    corrections: Journal | None = None,
    progress: Progress | None = None,
    known: Draft | None = None,
) -> Story:
    """The machine's reading of a manuscript: every stage of the plan, one after another.

    `corrections` are evidence; they hold wherever they can be placed once `fabula.corrections.apply` lays them over it.
    `known` is as in `read_draft`.
    """
    from fabula.reading.assemble import assemble

    draft = read_draft(manuscript, given=given, corrections=corrections, progress=progress, known=known)
    return assemble(draft, generator=f"fabula {fabula.__version__}")


def read_draft(
    manuscript: Manuscript,
    *,
    given: Iterable[Character] = (),
    corrections: Journal | None = None,
    progress: Progress | None = None,
    last: str | None = None,
    known: Draft | None = None,
) -> Draft:
    """The draft of a manuscript after every stage of the plan, or after the stage called `last`.

    `known` is an earlier draft. Where it is of the same words, the encoder, which takes most of the time and knows
    nothing of corrections, does not read them again.
    """
    from fabula.corrections import Journal
    from fabula.reading.draft import Constraints, Draft
    from fabula.reading.plan import STAGES
    from fabula.reading.signals import find_signals
    from fabula.text import words

    fixed = Constraints(journal=corrections or Journal())
    draft = Draft(manuscript=manuscript, words=words(manuscript), given=tuple(given), constraints=fixed)
    for done, stage in enumerate(STAGES):
        if stage.run is find_signals and known is not None and known.words == draft.words:
            draft = replace(draft, signals=known.signals, antecedents=known.antecedents)
        else:
            draft = _run(stage, draft, done / len(STAGES), progress)
        if stage.name == last:
            return draft
    if progress is not None:
        progress("done", 1.0)
    return draft


def _run(stage: Stage, draft: Draft, share: float, progress: Progress | None) -> Draft:
    """The draft after a stage. The encoder's takes as long as all others, so it tells how far it is word by word."""
    from fabula.reading.signals import find_signals

    if progress is None:
        return stage.run(draft)
    if stage.run is find_signals:
        return find_signals(draft, lambda read, of: progress(stage.name, ENCODER_SHARE * read / max(1, of)))
    progress(stage.name, ENCODER_SHARE + (1 - ENCODER_SHARE) * share)
    return stage.run(draft)


def reread(
    story: Story, corrections: Journal, *, progress: Progress | None = None, known: Draft | None = None
) -> Story:
    """The machine's reading with the corrections as evidence, from the text that a story holds; no source is needed.

    What a correction changes around it comes with this: the turns beside a line, whom a pronoun means after a merge.
    `known` is as in `read_draft`.
    """
    return read_manuscript(manuscript_of(story), corrections=corrections, progress=progress, known=known)


def manuscript_of(story: Story) -> Manuscript:
    """The manuscript that a story was read from, as far as the story keeps it."""
    from itertools import chain

    from fabula.source.manuscript import Block

    kinds = {**dict.fromkeys(story.layout.headings, "heading"), **dict.fromkeys(story.layout.breaks, "break")}
    origins = dict(zip(story.paragraphs, story.layout.origins, strict=False))
    spans = sorted(dict.fromkeys(chain(story.paragraphs, kinds)))
    return Manuscript(
        text=story.text,
        blocks=tuple(
            Block(start=s.start, end=s.end, kind=kinds.get(s, "paragraph"), origin=origins.get(s))  # type: ignore[arg-type]
            for s in spans
        ),
        parts=story.parts,
        emphasis=story.layout.emphasis,
        title=story.title,
        author=story.author,
        language=story.language,
        source=story.source,
        warnings=story.warnings,
    )
