"""From words to their place: the right one or none."""

from __future__ import annotations

import pytest

from fabula.corrections.anchors import Unplaced, anchor, locate

TEXT = (
    "The boat lay on the sand where the tide had left it the night before.\n\n"
    "“Yes,” said Fen, and looked at the water for a long time.\n\n"
    "The gulls had gone, and with them the last of the noise that the harbour made.\n\n"
    "“Yes,” said Ilse.\n\n"
    "Then they pushed the boat down to the water together, without another word between them.\n"
)
FIRST, SECOND = TEXT.index("“Yes,”"), TEXT.rindex("“Yes,”")


def span(start: int) -> tuple[int, int]:
    """The span of a “Yes,” that begins there."""
    return start, start + len("“Yes,”")


@pytest.mark.parametrize("start", [FIRST, SECOND])
def test_an_unchanged_text_gives_the_same_place(start: int) -> None:
    assert locate(TEXT, anchor(TEXT, span(start))) == span(start)


def test_text_put_before_moves_it_along() -> None:
    assert locate("It was late.\n\n" + TEXT, anchor(TEXT, span(SECOND))) == span(SECOND + 14)


def test_a_change_on_one_side_leaves_it_certain() -> None:
    edited = TEXT.replace("said Ilse", "cried Ilse out loud")
    assert locate(edited, anchor(TEXT, span(SECOND))) == span(SECOND)


def test_the_other_of_two_is_not_taken_for_one_that_is_gone() -> None:
    edited = TEXT.replace("“Yes,” said Ilse.", "Ilse nodded.")
    with pytest.raises(Unplaced, match="among others now"):
        locate(edited, anchor(TEXT, span(SECOND)), hint=FIRST)


def test_a_place_that_was_copied_is_no_longer_certain() -> None:
    with pytest.raises(Unplaced, match="several places"):
        locate(TEXT + "\n" + TEXT, anchor(TEXT, span(SECOND)))


def test_words_edited_between_what_stayed_are_the_same_place() -> None:
    words = "the last of the noise that the harbour made"
    start = TEXT.index(words)
    edited = TEXT.replace(words, "the last of the noises the harbour made")
    assert (
        locate(edited, anchor(TEXT, (start, start + len(words)))).of(edited)
        == "the last of the noises the harbour made"
    )


def test_a_long_letter_with_a_word_mended_is_found_at_once() -> None:
    letter = "".join(f"On day {n} it rained. " for n in range(5000))
    old = TEXT.replace("“Yes,” said Ilse.", letter)
    new = old.replace("On day 2500 it rained", "On day 2500 it snowed")
    start = old.index(letter)
    assert locate(new, anchor(old, (start, start + len(letter)))) == (start, start + len(letter))


def test_other_words_in_the_same_place_are_not() -> None:
    words = "the last of the noise that the harbour made"
    start = TEXT.index(words)
    with pytest.raises(Unplaced):
        locate(TEXT.replace(words, "a bell"), anchor(TEXT, (start, start + len(words))))


def test_long_words_pasted_elsewhere_are_not_followed() -> None:
    words = "The gulls had gone, and with them the last of the noise that the harbour made."
    start = TEXT.index(words)
    moved = TEXT.replace("\n\n" + words, "") + "Now all was said. " + words + " So it went."
    with pytest.raises(Unplaced):
        locate(moved, anchor(TEXT, (start, start + len(words))))


def test_refrains_get_surroundings_that_tell_them_apart() -> None:
    song = "Row, row, row the boat along the shore and sing.\n" * 9
    for n in range(9):
        start = n * (len(song) // 9)
        assert locate(song, anchor(song, (start, start + 8))) == (start, start + 8)


def test_a_copy_put_before_the_words_makes_the_place_uncertain() -> None:
    text = "“Who is there?”\n\n“Yes.”\n\nOn the second day of the voyage nobody was called."
    found = anchor(text, (0, 15), "q1")
    with pytest.raises(Unplaced):
        locate(text[:60] + text, found, hint=0)
