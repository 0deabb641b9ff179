"""A small story for questions, and a second reading of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.spans import Span
from fabula.story import (
    Character,
    Feeling,
    Knowledge,
    Mention,
    Place,
    Presence,
    Quotation,
    Scene,
    Story,
)

TEXT = "“Go,” said Ann. “Why?” asked Bo. “Now!” “Hm,” said Cy. Later Ann slept."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def said(id: str, words: str, speaker: str | None, *to: str) -> Quotation:
    return Quotation(id=id, spans=(at(words),), speaker=speaker, addressees=to, heard_by=to)


@pytest.fixture
def story() -> Story:
    middle, end = TEXT.index("Later"), len(TEXT)
    return Story(
        text=TEXT,
        title="Go",
        characters=(
            Character(id="c1", name="Ann Lee", aliases=("Ann",), pronouns="she"),
            Character(id="c2", name="Bo", aliases=("Robert Lee",)),
            Character(id="c3", name="Cy"),
        ),
        places=(Place(id="p1", name="the barn"),),
        mentions=tuple(
            Mention(start=at(w).start, end=at(w).end, entity=c, form="PROP", type="PER")
            for w, c in (("Ann", "c1"), ("Bo", "c2"), ("Cy", "c3"))
        ),
        quotations=(
            said("q1", "“Go,”", "c1", "c2"),
            said("q2", "“Why?”", "c2", "c1"),
            said("q3", "“Now!”", "c1", "c2"),
            said("q4", "“Hm,”", "c3"),
        ),
        scenes=(
            Scene(
                id="s1",
                start=0,
                end=middle,
                place="p1",
                presence=(
                    Presence(character="c1", start=0, end=middle),
                    Presence(character="c2", start=0, end=middle),
                    Presence(character="c3", start=at("“Hm,”").start, end=middle, hidden_from=("c1",)),
                ),
            ),
            Scene(id="s2", start=middle, end=end, presence=(Presence(character="c1", start=middle, end=end),)),
        ),
        feelings=(Feeling(character="c1", emotion="anger", start=at("“Now!”").start, end=at("“Now!”").end),),
        knowledge=(Knowledge(character="c3", start=0, end=5, how="overheard"),),
    )


@pytest.fixture
def newer(story: Story) -> Story:
    """Another reading: other ids, Bo by his other name, Cy's line given to Bo, a line lost, one found."""
    return replace(
        story,
        characters=(
            Character(id="x1", name="Ann Lee"),
            Character(id="x2", name="Robert Lee"),
            Character(id="x9", name="Dee"),
        ),
        mentions=tuple(replace(m, entity={"c1": "x1", "c2": "x2", "c3": "x3"}[m.entity]) for m in story.mentions),
        quotations=(
            said("k1", "“Go,”", "x1", "x2"),
            said("k2", "“Why?”", "x2", "x1"),
            said("k4", "“Hm,”", "x2"),
            said("k5", "slept", "x1"),
        ),
        scenes=story.scenes[:1],
    )
