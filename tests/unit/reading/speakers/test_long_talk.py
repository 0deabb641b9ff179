"""Hard talk, read as a whole: long runs without a cue, three voices, choruses, letters, words quoted inside others."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest

import fabula
from fabula.story.records import Quotation, Story

OPENING = (
    "Ilse Marten found her brother Tom in the boathouse, bent over the broken oar.\n\n"
    "“You are late,” said Tom.\n\n“I walked,” said Ilse.\n\n"
)
ANSWERS = (
    "Did you bring the twine?", "It is in my bag.", "And the tar?", "There was none to be had.",
    "Then we are done for.",
    "Is it as bad as that?", "See for yourself.", "It looks whole to me.", "Look at the blade.", "Ah. Yes.",
)  # fmt: skip
RUN = 60


@cache
def read(text: str) -> Story:
    return fabula.read(text, text=True)


def told(story: Story) -> list[tuple[str, str | None]]:
    """The words of each quotation with the first name of its speaker."""
    names = {c.id: c.name.split()[0] for c in story.characters}
    return [(story.words(q), names.get(q.speaker or "")) for q in story.quotations]


def by_words(story: Story, words: str) -> Quotation:
    return next(q for q in story.quotations if words in story.words(q))


def who(story: Story, words: str) -> str | None:
    names = {c.id: c.name for c in story.characters}
    return names.get(by_words(story, words).speaker or "")


def test_sixty_lines_without_a_cue_go_back_and_forth() -> None:
    lines = "\n\n".join(f"“{ANSWERS[n % len(ANSWERS)]}”" for n in range(RUN))
    story = read(f"{OPENING}{lines}\n\n“Enough,” said Tom, and he put down the oar. Ilse went out.\n")
    speakers = [name for _, name in told(story)]
    assert len(speakers) == RUN + 3
    assert speakers[:2] == ["Tom", "Ilse"]
    assert speakers[-1] == "Tom"
    assert all(a != b for a, b in pairwise(speakers[:40]))
    assert set(speakers) == {"Tom", "Ilse"}


def test_the_last_of_a_run_is_less_sure_than_its_first() -> None:
    lines = "\n\n".join(f"“{ANSWERS[n % len(ANSWERS)]}”" for n in range(RUN))
    story = read(f"{OPENING}{lines}\n\nThe lamp went out. Ilse and Tom said nothing more that night.\n")
    first, last = story.quotations[0].confidence or 0, story.quotations[-1].confidence or 0
    assert first > last


def test_three_voices_are_told_apart_by_whom_they_call_on() -> None:
    story = read(
        "Ilse, Tom and old Mrs. Harrow sat down at the table.\n\n"
        "“Who has the key?” asked Ilse.\n\n“Not I,” said Tom.\n\n“Nor I,” said Mrs. Harrow.\n\n"
        "“You had it last, Tom,” said Ilse.\n\n“I gave it to Mrs. Harrow.”\n\n"
        "“You did nothing of the kind,” said Mrs. Harrow.\n"
    )
    assert who(story, "I gave it") == "Tom"
    assert who(story, "You did nothing") == "Mrs. Harrow"


def test_two_speakers_in_one_paragraph_are_two() -> None:
    story = read(
        "Ilse and Tom stood on the quay. “Is it far?” asked Ilse. “An hour,” said Tom. “By boat,” he added, "
        "“and two on foot.” Ilse turned her face to the water.\n"
    )
    assert (who(story, "Is it far"), who(story, "An hour")) == ("Ilse", "Tom")
    assert who(story, "and two on foot") == "Tom"


def test_what_all_cry_is_nobodys_alone() -> None:
    story = read(
        "Ilse and Tom waited with the crew on the deck. “Land,” said Ilse.\n\n“Land!” they all cried.\n\n"
        "“At last,” said Tom. Ilse laughed.\n"
    )
    groups = {c.id for c in story.characters if c.group} | {g.id for g in story.groups}
    chorus = story.quotations[1]
    assert chorus.speaker is None or chorus.speaker in groups or (chorus.confidence or 0) < 0.9


@pytest.mark.parametrize("mark", ["‘", "'"])
def test_words_quoted_inside_others_belong_to_whom_they_are_told_of(mark: str) -> None:
    close = "’" if mark == "‘" else "'"
    story = read(
        f"“I met Tom on the stairs,” said Ilse to her aunt, “and {mark}Go home,{close} said Tom, and I went.”\n\n"
        "“Quite right,” said her aunt. Tom was not there to hear it.\n"
    )
    inner = by_words(story, "Go home,")
    nested = next((q for q in story.quotations if q.parent is not None), None)
    assert who(story, "I met Tom") == "Ilse"
    assert nested is not None and {c.id: c.name for c in story.characters}.get(nested.speaker or "") == "Tom"
    assert inner is not None


def test_a_letter_read_aloud_is_its_writers() -> None:
    story = read(
        "Tom broke the seal, and read his sister's letter aloud to the others:\n\n"
        "“Dear Tom,\n\n“I shall not come home before the spring. The roads are bad, and the "
        "carrier will not take a trunk over the pass until the snow is gone. I have everything that I need, and the "
        "people here are kind. Give the dog a bone from me, and do not forget the hens.\n\n"
        "“Your loving sister, Ilse.”\n\n"
        "“That is Ilse all over,” said Tom.\n"
    )
    letter = by_words(story, "I shall not come home")
    assert letter.mode == "writing"
    assert who(story, "That is Ilse") == "Tom"


def test_a_letter_is_whose_name_stands_below_it() -> None:
    story = read(
        "Ilse tore the envelope and read it by the window.\n\nDear Ilse,\n\nI shall be in Port Arle on the ninth. Do "
        "not tell my brother, and bring the blue trunk.\n\nYours ever,\nHugh\n\n“What does he say?” asked Tom.\n\n"
        "“That I must come alone,” said Ilse.\n\nTom took the letter out of her hand. “Then I shall come too,” he said."
    )
    assert by_words(story, "Port Arle").mode == "writing"
    assert who(story, "Port Arle") == "Hugh"
    assert who(story, "What does he say") == "Tom"
    assert {"Hugh", "Tom", "Ilse"} == {c.name for c in story.characters}


def test_he_inside_what_one_tells_is_not_the_teller() -> None:
    story = read(
        "“Well, what did he say?” asked Ilse.\n\n“He looked at me,” said Tom, “and he said, ‘I shall leave it all to "
        "the cats,’ and he went.”\n\n“To the cats!” said Ilse.\n"
    )
    assert who(story, "He looked at me") == "Tom"
    nested = next(q for q in story.quotations if q.parent is not None)
    assert nested.speaker is None


def test_what_anybody_says_is_nobody_s_known() -> None:
    story = read(
        "The crowd stood on the quay. “Quiet,” said Tom to his daughter Ilse.\n\n“Who is that on the bridge?” said "
        "Ilse.\n\n“It is the captain,” said one.\n\n“It is not,” said another.\n\n“I cannot see,” said Tom.\n"
    )
    assert [who(story, words) for words in ("the captain", "It is not")] == [None, None]
    assert [who(story, words) for words in ("on the bridge", "cannot see")] == ["Ilse", "Tom"]
