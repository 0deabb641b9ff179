"""Which marks open and close: straight, curly, single, wrong way round, nested, forgotten."""

from __future__ import annotations

import pytest

SPOKEN = [
    ("“Run,” said Ilse, “or hide.”", [["“Run,”", "“or hide.”"]]),
    ("Ilse shut the box. “Run.”", [["“Run.”"]]),
    ("“The key”—he patted his coat—“is gone.”", [["“The key”", "“is gone.”"]]),
    ("“First, the mill burned.\n\n“Then the barn.”", [["“First, the mill burned.", "“Then the barn.”"]]),
    ("“Come in, she said.", [["“Come in,"]]),
    ("“Come in, she said. “Sit down.”", [["“Come in,", "“Sit down.”"]]),
    ('"Go."', [['"Go."']]),
    ("”Go.“", [["”Go.“"]]),
    ("‘’Tis Tom’s,’ said Fen.", [["‘’Tis Tom’s,’"]]),
    ("‘The boys’ hats,’ she said.", [["‘The boys’ hats,’"]]),
    ("'I don't see 'em,' said Fen. 'They're gone.'", [["'I don't see 'em,'", "'They're gone.'"]]),
    ("« Viens », dit-elle.", [["« Viens »"]]),
    ("»Komm!«", [["»Komm!«"]]),
    ("「行こう」", [["「行こう」"]]),
    ("„Komm“, sagte Fen.", [["„Komm“"]]),
    ("“Yes?” “No.”", [["“Yes?”"], ["“No.”"]]),
    ("“Hurrah!” they cried.", [["“Hurrah!”"]]),
    ('"Go!" Yelled Fen.', [['"Go!"']]),
    ('"I don t know," said Mora.', [['"I don t know,"']]),
    ("“It is late,” said\nFen, “and the boat\nis gone.”", [["“It is late,”", "“and the boat\nis gone.”"]]),
    ("“\u200a‘Never’ was his word.”", [["“\u200a‘Never’ was his word.”"]]),
    ("“Jane! (turning to her sister) Not you.”", [["“Jane!", "Not you.”"]]),
]


@pytest.mark.parametrize(("text", "pieces"), SPOKEN)
def test_pieces(read, text: str, pieces: list[list[str]]) -> None:
    assert [u.pieces for u in read(text)] == pieces


@pytest.mark.parametrize(
    "text",
    [
        "Her “friend” from the mill came late.",
        "He read “The Lark” to the end.",
        "He stood 6'2\" in his socks and 5'11\" without the hat.",
        "The word “harbour” was worn away.",
        "It was what they called “the season,” more or less.",
        "The boats' ropes and the dogs' bowls lay on Fen's step.",
    ],
)
def test_marks_that_nobody_says(read, text: str) -> None:
    assert read(text) == []


def test_words_quoted_inside_others(read) -> None:
    outer, inner = read("“He told me, ‘Never again,’ and left.”")
    assert outer.row.parent is None
    assert inner.pieces == ["‘Never again,’"]
    assert inner.row.parent == 0


def test_a_new_paragraph_is_a_new_turn(read) -> None:
    assert [u.pieces for u in read("“Who’s there?”\n\n“Fen.”")] == [["“Who’s there?”"], ["“Fen.”"]]


def test_a_closing_mark_forgotten_before_another_speaks(read) -> None:
    found = read("“Come in, she said.\n\n“Thank you,” said Fen.")
    assert [u.pieces for u in found] == [["“Come in,"], ["“Thank you,”"]]


def test_what_one_tells_of_others_goes_on(read) -> None:
    outer, _ = read("“I met Tom.\n\n“‘Go home,’ said he.\n\n“And so I went.”")
    assert outer.pieces == ["“I met Tom.", "“‘Go home,’ said he.", "“And so I went.”"]


def test_no_speech_runs_over_a_break(read) -> None:
    found = read("“It began in the mill.\n\n***\n\n“Late again,” said Fen.")
    assert len(found) == 2


def test_two_conventions_in_one_book(read) -> None:
    text = "“Late,” said Mora.\n\n'So are you,' said Fen.\n\n“Sit,” said Mora.\n\n'I'd rather not,' said Fen."
    assert [u.pieces for u in read(text)] == [["“Late,”"], ["'So are you,'"], ["“Sit,”"], ["'I'd rather not,'"]]


def test_lines_of_verse_are_one_piece(read) -> None:
    text = "They sang.\n\nIt was an old song.\n\nFen knew it.\n\n“Haul her in,\nhaul her slow.”\n\nNobody stirred."
    assert read(text)[0].pieces == ["“Haul her in,\nhaul her slow.”"]
