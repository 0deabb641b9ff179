"""Stories that somebody edited: what lies outside the text is left out and said."""

from __future__ import annotations

from dataclasses import replace

from fabula.export import make
from fabula.export.sound import sound
from fabula.spans import Span
from fabula.story import Story, TokenTable


def test_a_sound_story_comes_back_itself(story: Story) -> None:
    assert sound(story) == (story, ())
    assert sound(story)[0] is story


def test_rows_outside_the_text_are_left_out_and_counted(story: Story) -> None:
    broken = replace(
        story,
        mentions=(replace(story.mentions[0], start=-4), *story.mentions[1:]),
        quotations=(replace(story.quotations[0], spans=(Span(9, 3), story.quotations[0].spans[1])),),
        scenes=(replace(story.scenes[0], end=10**9), story.scenes[1]),
    )
    mended, notes = sound(broken)
    assert len(mended.mentions) == len(story.mentions) - 1
    assert mended.quotations[0].spans == (story.quotations[0].spans[1],)
    assert [s.id for s in mended.scenes] == ["s2"]
    assert notes == ("3 rows or pieces that do not lie in the text were left out",)
    assert make(broken, "tei").notes == notes


def test_tokens_that_do_not_fit_are_made_anew(story: Story) -> None:
    for table in (
        TokenTable(start=(0, 4), end=(3,)),
        TokenTable(start=(0, 2), end=(3, 5)),
        TokenTable(start=(0,), end=(3,), head=(7,)),
        TokenTable(start=(0,), end=(10**9,)),
    ):
        assert sound(replace(story, tokens=table))[0].tokens is None
    fits = TokenTable(start=(0,), end=(3,), head=(-1,))
    assert sound(replace(story, tokens=fits))[0].tokens == fits
