"""Thoughts, writing, scripts, dashes and speech without marks."""

from __future__ import annotations

import pytest

NARRATION = "The rain came in off the lake, and she shut the door of the boathouse and hung up the lamp."


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Not him, she thought. It can’t be him.", ["Not him", "It can’t be him."]),
        ("Don’t move, he told himself.", ["Don’t move"]),
        ("She listened. It wasn’t me.", ["It wasn’t me."]),
        ("Fen, frozen, thought: They have found us.", ["They have found us."]),
        ("And then she thought, there’s the boat, and she ran.", ["there’s the boat"]),
    ],
)
def test_bare_thoughts(read, text: str, pieces: list[str]) -> None:
    (found,) = read(f"{NARRATION}\n\n{text}\n\n{NARRATION}")
    assert (found.mode, found.pieces, found.row.unmarked) == ("thought", pieces, True)


@pytest.mark.parametrize(
    "text",
    [
        "Why had she come?",
        "He was late, she thought, and she was glad of it.",
        "She thought of the boat.",
        "She thought that the boat was gone.",
        "The helmet dated from the days of James I, and it was dull.",
    ],
)
def test_told_thoughts_are_no_quotations(read, text: str) -> None:
    assert read(f"{NARRATION}\n\n{text}\n\n{NARRATION}") == []


def test_a_narrator_who_says_i_thinks_no_bare_thoughts(read) -> None:
    text = "I came in off the lake and I shut the door. My lamp was out. I sat down, and it was cold to me."
    assert read(f"{text}\n\n{text}\n\n{text}") == []


def test_an_author_who_says_i_thinks_none_either(read) -> None:
    aside = "Of the lake I have told you, and I confess I am fond of it."
    assert read("\n\n".join([NARRATION, aside, NARRATION, aside, NARRATION, aside, *[NARRATION] * 20])) == []


@pytest.mark.parametrize(
    "text", ["‘Not him,’ she thought.", "“Not him,” she thought.", "“Not him,” thought the old man."]
)
def test_quoted_thoughts(read, text: str) -> None:
    assert read(text)[0].mode == "thought"


def test_single_marks_alone_in_a_book_of_double_ones(read) -> None:
    spoken = "\n\n".join(["“Late,” said Fen.", "“So are you,” said Mora."] * 4)
    found = read(f"{spoken}\n\nShe looked up.\n\n‘Three stars...’")
    assert (found[-1].pieces, found[-1].mode) == (["‘Three stars...’"], "thought")


def test_italics(read) -> None:
    text = f"{NARRATION} Not him. She never sailed the Heron."
    found = read(text, emphasis=("Not him.", "never", "Heron"))
    assert [(u.pieces, u.mode) for u in found] == [(["Not him."], "thought")]


def test_italics_whose_mark_stands_behind_them(read) -> None:
    text = "“Well?” said Fen.\n\n_Poor things_, thought Fen. She took the _Evening Star_, she thought, and her hat."
    found = read(text, emphasis=("Poor things", "Evening Star"))
    assert [(u.pieces, u.mode) for u in found[1:]] == [(["_Poor things_"], "thought")]


def test_italics_that_are_said(read) -> None:
    text = "“Well?” said Fen.\n\n_I can hear you,_ said the hare. _You are loud._"
    found = read(text, emphasis=("I can hear you,", "You are loud."))
    assert (found[1].pieces, found[1].mode) == (["_I can hear you,_", "_You are loud._"], "speech")


def test_a_letter(read) -> None:
    letter = "Dear Fen,\n\nThe boat is gone and so am I.\n\nYours ever,\n\nMora"
    (found,) = read(f"{NARRATION}\n\n{letter}\n\n{NARRATION}")
    assert (found.mode, found.pieces) == ("writing", [letter])


def test_a_note_that_is_read(read) -> None:
    (found,) = read(f"{NARRATION}\n\nThe note read:\n\nGone out. Feed the hare.\n\n{NARRATION}")
    assert (found.mode, found.pieces) == ("writing", ["Gone out. Feed the hare."])


def test_a_script(read) -> None:
    found = read("MORA: Hi.\n\nFEN: Late again.\n\nMORA: It was the boat.\n\nFEN (rising): Sit.")
    assert [(u.subject, u.pieces) for u in found] == [
        ("MORA", ["Hi."]),
        ("FEN", ["Late again."]),
        ("MORA", ["It was the boat."]),
        ("FEN", ["Sit."]),
    ]


def test_three_lines_are_a_script_where_the_labels_are_no_words_of_prose(read) -> None:
    assert [u.subject for u in read("[Mora] hi\n[Fen] late again\n[Mora] the boat")] == ["Mora", "Fen", "Mora"]
    assert read("Mora: hi.\n\nWeather: late again.\n\nMora: the boat.") == []


def test_a_chat_beside_speech(read) -> None:
    chat = "[mora] hi\n[fen] late again\n[mora] the boat\n[fen] sure"
    found = read(f"“Look,” said Fen.\n\n{chat}")
    assert [(u.mode, u.subject) for u in found][1:] == [("writing", n) for n in ("mora", "fen", "mora", "fen")]


def test_dashes(read) -> None:
    found = read("— Late again, said Mora.\n\n— It was the boat, Fen said. You know the boat.\n\nHe sat down.")
    assert [(u.pieces, u.subject) for u in found] == [
        (["— Late again"], "Mora"),
        (["— It was the boat", "You know the boat."], "Fen"),
    ]


def test_no_marks_at_all(read) -> None:
    said = "Are you cold? she asked.\n\nI’m fine.\n\nYou don’t look it, Fen said. He got up."
    assert [u.pieces for u in read(f"{NARRATION}\n\n{said}\n\n{NARRATION}")] == [
        ["Are you cold?"],
        ["I’m fine."],
        ["You don’t look it"],
    ]
