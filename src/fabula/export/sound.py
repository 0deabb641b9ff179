"""A story whose spans all lie in its text: files are edited by hand, and an export must not break on one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol, TypeVar

from fabula.spans import Span
from fabula.story.records import Layout, Story


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


Row = TypeVar("Row", bound=_Spanned)


def sound(story: Story) -> tuple[Story, tuple[str, ...]]:
    """The story without the rows and pieces that do not lie in the text, and a note that counts them, if any.

    A story as it was read comes back as it is.
    """
    keeper = _Keeper(len(story.text))
    layout = story.layout
    made = replace(
        story,
        parts=keeper.rows(story.parts),
        paragraphs=keeper.spans(story.paragraphs),
        sentences=keeper.spans(story.sentences),
        mentions=keeper.rows(story.mentions),
        quotations=tuple(
            replace(q, spans=keeper.spans(q.spans), cue=q.cue if q.cue and keeper.keeps(*q.cue) else None)
            for q in story.quotations
        ),
        scenes=tuple(replace(s, presence=keeper.rows(s.presence)) for s in keeper.rows(story.scenes)),
        events=None if story.events is None else keeper.rows(story.events),
        feelings=None if story.feelings is None else keeper.rows(story.feelings),
        knowledge=None if story.knowledge is None else keeper.rows(story.knowledge),
        beliefs=None if story.beliefs is None else keeper.rows(story.beliefs),
        layout=Layout(
            headings=keeper.spans(layout.headings),
            breaks=keeper.spans(layout.breaks),
            emphasis=keeper.spans(layout.emphasis),
            origins=layout.origins,
        ),
        tokens=story.tokens if keeper.tokens(story) else None,
    )
    if not keeper.dropped:
        return story, ()
    return made, (f"{keeper.dropped} rows or pieces that do not lie in the text were left out",)


class _Keeper:
    """Tells which spans lie in a text of so many code points, and counts those that do not."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.dropped = 0

    def keeps(self, start: int, end: int) -> bool:
        good = 0 <= start <= end <= self.size
        self.dropped += not good
        return good

    def rows(self, rows: Iterable[Row]) -> tuple[Row, ...]:
        return tuple(row for row in rows if self.keeps(row.start, row.end))

    def spans(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(span for span in spans if self.keeps(span[0], span[1]))

    def tokens(self, story: Story) -> bool:
        """Whether the table of tokens can be used: columns of one length, in the text and in order."""
        given = story.tokens
        if given is None:
            return True
        columns = (given.end, given.upos, given.lemma, given.feats, given.head, given.relation)
        size = len(given.start)
        good = len(given.end) == size and all(len(c) in (0, size) for c in columns)
        at = 0
        for start, end in zip(given.start, given.end, strict=False):
            good = good and at <= start <= end <= self.size
            at = end
        good = good and all(-1 <= head < size for head in given.head)
        self.dropped += not good
        return good
