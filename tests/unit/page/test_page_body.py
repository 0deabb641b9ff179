"""The text as HTML: blocks, marks that cross, offsets of a browser, and what leads the cast."""

from __future__ import annotations

import re

import pytest

from fabula.page.blocks import paragraphs, sections
from fabula.page.body import body
from fabula.page.cast import cast, initial, is_doubtful
from fabula.page.payload import encode, payload
from fabula.page.units import Units, keepable
from fabula.spans import Span
from fabula.story import Character, Group, Layout, Mention, Part, Presence, Quotation, Scene, Story


def html(story: Story) -> str:
    """The body's HTML without what is around the marks."""
    text = body(story, cast(story), sections(story), Units(story.text)).html
    return re.sub(r' (data-[sen]|data-i|dir)="[^"]*"', "", text)


def test_units_are_code_points_until_a_character_takes_two() -> None:
    units = Units("a🛶b")
    assert [units(at) for at in (0, 1, 2, 3, 99)] == [0, 1, 3, 4, 4]


def test_what_html_cannot_hold_is_replaced_in_place() -> None:
    assert keepable("a\x00b\ud800c") == "a\ufffdb\ufffdc"


def test_paragraphs_are_lines_where_the_story_has_none() -> None:
    assert [span.of(" One.\n\n\tTwo. \n") for span in paragraphs(Story(text=" One.\n\n\tTwo. \n"))] == ["One.", "Two."]


def test_words_outside_every_paragraph_are_not_lost() -> None:
    story = Story(text="Title\nOne. Two.\nEnd", paragraphs=(Span(6, 10), Span(11, 15)))
    assert [span.of(story.text) for span in paragraphs(story)] == ["Title", "One.", "Two.", "End"]


@pytest.mark.parametrize("mark", ["* * *", "***", "—", "#", "⁂", "~~~"])
def test_a_line_of_marks_is_a_break(mark: str) -> None:
    assert sections(Story(text=f"One.\n\n{mark}\n\nTwo."))[0].blocks[1].kind == "break"


@pytest.mark.parametrize("line", ["Oo", "x", "…", "I", "– and then", "0"])
def test_a_line_with_words_is_no_break(line: str) -> None:
    assert sections(Story(text=line))[0].blocks[0].kind == "text"


def test_blocks_go_to_the_innermost_part() -> None:
    parts = (
        Part(id="a", kind="front", start=0, end=3),
        Part(id="b", kind="chapter", start=4, end=20),
        Part(id="c", kind="note", start=8, end=12),
    )
    found = sections(Story(text="One\nTwo\nThr\nFour", parts=parts))
    assert [section.part.id if section.part else None for section in found] == ["a", "b", "c", "b"]


def test_headings_and_stress_are_set() -> None:
    story = Story(text="One\nso she", layout=Layout(headings=(Span(0, 3),), emphasis=(Span(4, 6),)))
    assert "<h2>One</h2>" in html(story) and "<p><em>so</em> she</p>" in html(story)


def test_marks_that_cross_are_cut_in_pieces() -> None:
    story = Story(
        text="abcdef",
        quotations=(Quotation(id="q1", spans=(Span(0, 4),)), Quotation(id="q2", spans=(Span(2, 6),))),
    )
    words = re.sub(r' class="[^"]*"', "", html(story))
    assert (
        '<p><span data-q="q1">ab<span data-q="q2">cd</span></span><span data-q="q2">ef</span></p>'.replace(
            '"q2">ef', '"q2">ef'
        )
        in words
    )


def test_a_later_turn_in_a_paragraph_is_told_apart() -> None:
    rows = [("q1", 0, "a"), ("q2", 4, "a"), ("q3", 8, "b")]
    story = Story(
        text="“A” “B” “C”",
        characters=(Character(id="a", name="Ann"), Character(id="b", name="Ben")),
        quotations=tuple(Quotation(id=id, spans=(Span(at, at + 3),), speaker=who) for id, at, who in rows),
    )
    assert re.findall(r'class="(\w+) [^"]*turn"', html(story)) == ["q", "again", "second"]


def test_the_payload_is_safe_inside_a_script() -> None:
    story = Story(text="x", characters=(Character(id="c", name="</script><!--&"),))
    text = encode(payload(story, cast(story), Units("x"), "k", 0.6))
    assert not set("<>&") & set(text)


def test_the_leading_eight_have_hues_and_those_never_met_have_none() -> None:
    people = tuple(Character(id=f"c{n}", name=f"N{n}") for n in range(10))
    mentions = tuple(Mention(start=0, end=1, entity=f"c{n}", form="PROP", type="PER") for n in range(3))
    hues = [member.hue for member in cast(Story(text="x", characters=people, mentions=mentions)).members]
    assert hues == [0, 1, 2] + [-1] * 7


def test_a_name_counts_from_where_the_text_first_uses_it() -> None:
    one = Character(id="c", name="Ruth", aliases=("the miller",))
    story = Story(text="A truthful hand. the miller. Ruth.", characters=(one,))
    assert cast(story).members[0].names == (("Ruth", 29), ("the miller", 17))


def test_a_group_gives_its_place_to_its_members() -> None:
    story = Story(
        text="They came.",
        characters=(
            Character(id="g", name="they", group=True),
            Character(id="a", name="Ann"),
            Character(id="b", name="Ben"),
        ),
        groups=(Group(id="g", members=("a", "b")),),
        scenes=(Scene(id="s", start=0, end=10, presence=(Presence(character="g", start=0, end=10),)),),
    )
    people = cast(story)
    data = payload(story, people, Units(story.text), "k", 0.6)
    assert sorted(data.characters[person.who].name for person in data.scenes[0].people) == ["Ann", "Ben"]


def test_doubt_is_a_speech_without_speaker_or_a_low_confidence() -> None:
    span = (Span(0, 1),)
    assert is_doubtful(Quotation(id="q", spans=span))
    assert is_doubtful(Quotation(id="q", spans=span, speaker="c", confidence=0.59))
    assert not is_doubtful(Quotation(id="q", spans=span, speaker="c", confidence=0.6))
    assert not is_doubtful(Quotation(id="q", spans=span, speaker="c"))
    assert not is_doubtful(Quotation(id="q", spans=span, mode="writing"))


@pytest.mark.parametrize(
    ("name", "letter"),
    [("Mrs. Moss", "M"), ("Miss Quill", "Q"), ("the cook", "C"), ("Dr", "D"), ("“Él”", "É"), ("…", "?")],
)
def test_the_initial_passes_over_titles_and_articles(name: str, letter: str) -> None:
    assert initial(name) == letter


def test_a_name_too_long_for_the_margin_gives_way_to_one_that_is_their_own() -> None:
    long = Character(id="a", name="Dame Agatha Winterbottom", aliases=("Dame Agatha", "Winterbottom"))
    other = Character(id="b", name="Piers Winterbottom", aliases=("Winterbottom", "Piers"))
    story = Story(text="Dame Agatha Winterbottom met Piers Winterbottom.", characters=(long, other))
    assert [member.short for member in cast(story).members] == ["Dame Agatha", "Piers"]
