"""Plain text: paragraphs, breaks, emphasis, origins."""

from __future__ import annotations

import pytest

from fabula.errors import SourceError
from fabula.source import Manuscript, from_bytes, from_text


def blocks(manuscript: Manuscript) -> list[tuple[str, str]]:
    return [(b.kind, manuscript.text[b.start : b.end]) for b in manuscript.blocks]


def test_a_newline_ends_a_paragraph() -> None:
    text = "The mill was quiet that year, and nobody asked it why.\nOla went in anyway.\n“Hello?” she said.\n"
    assert [words for _, words in blocks(from_text(text))] == text.splitlines()


def test_blank_lines_stand_between_paragraphs() -> None:
    manuscript = from_text("The mill was quiet.\n\nOla went in anyway.\n\n\n\nShe came out at noon.\n")
    assert [words for _, words in blocks(manuscript)] == [
        "The mill was quiet.",
        "Ola went in anyway.",
        "She came out at noon.",
    ]
    assert [b.extra_space for b in manuscript.blocks] == [False, False, True]


WRAPPED = """\
The mill had been quiet for so long that the swallows had taken the upper
floor for their own, and the miller did not like to tell them that it was
not to be had.

“They pay no rent,” said his wife, who had counted them twice and come to
a different number each time.

He said that he would speak to them.
"""


def test_wrapped_lines_are_one_paragraph() -> None:
    assert [words.count("\n") for _, words in blocks(from_text(WRAPPED))] == [2, 1, 0]


def test_wrapped_paragraphs_told_by_their_indents() -> None:
    paragraph = (
        "  The ferry had gone over at six with nobody on it but a goat and the\n"
        "goat had not paid, which the ferryman put down in his book under the\nweather.\n"
    )
    assert len(from_text(paragraph * 6).blocks) == 6


def test_a_file_may_mix_wrapped_and_unwrapped() -> None:
    long = (
        "Nobody in the village would say who had moved the bell, though everybody had heard it go by in the "
        "night, ringing."
    )
    wrapped = WRAPPED.split("\n\n")[0]
    manuscript = from_text(f"{long}\n{long}\n{long}\n{long}\n\n{wrapped}\n\n{long}\n{long}\n{long}\n")
    assert [words for _, words in blocks(manuscript)] == [long] * 4 + [wrapped] + [long] * 3


def test_verse_between_paragraphs_is_one_block_and_a_chat_is_not() -> None:
    prose = "\n\n".join(f"They rowed on past buoy number {n}, and it was cold." for n in range(20))
    song = "“Pull her over and pull her slow,\nsalt above and salt below,\nnobody rows where we will go.”"
    chat = "ola: are you there\nnils: no\nola: good"
    found = [words for _, words in blocks(from_text(f"{prose}\n\n{song}\n\n{prose}\n\n{chat}\n\n{prose}"))]
    assert song in found
    assert found.count("nils: no") == 1


@pytest.mark.parametrize(
    "mark",
    [
        "***",
        "* * * *",
        "---",
        "___",
        "~",
        "~*~",
        "#",
        "###",
        "oOo",
        "xXx",
        "x x x",
        "⁂",
        "❦",
        "—",
        "-x-",
        "<hr>",
        "[scene break]",
    ],
)
def test_marks_between_scenes(mark: str) -> None:
    assert blocks(from_text(f"Ola slept.\n\n{mark}\n\nIt rained."))[1] == ("break", mark)


@pytest.mark.parametrize("line", ["...", "…", ". . . .", "“…”", "?", "!!!", "Oh.", "X", "12", "break", "-", "xoxo"])
def test_lines_that_are_no_marks(line: str) -> None:
    assert all(kind != "break" for kind, _ in blocks(from_text(f"Ola slept.\n\n{line}\n\nIt rained.")))


def test_marks_may_be_listed() -> None:
    text = "Ola slept.\n\n<> heron <>\n\nIt rained.\n\n...\n\nIt stopped."
    found = blocks(from_text(text, breaks=["<> heron <>", "..."]))
    assert [kind for kind, _ in found] == ["paragraph", "break", "paragraph", "break", "paragraph"]


def test_emphasis_covers_the_words_without_the_marks() -> None:
    manuscript = from_text("It was _not_ his *own* hat, **never**, in snake_case_words or 2*3*4. _Who\nelse_ then?")
    assert [s.of(manuscript.text) for s in manuscript.emphasis] == ["not", "own", "never", "Who\nelse"]


def test_text_is_the_file_but_for_line_ends_and_mark() -> None:
    manuscript = from_bytes(b"\xef\xbb\xbfOla slept.\r\n\r\nIt  rained.\rIt stopped.\r\n")
    assert manuscript.text == "Ola slept.\n\nIt  rained.\nIt stopped.\n"


def test_origins_are_bytes_of_the_file() -> None:
    data = "Ola’s hat.\r\n\r\n“No,” said Ærø.\r\n".encode()
    second = from_bytes(data).blocks[1].origin
    assert second is not None
    assert data[second.start : second.end].decode() == "“No,” said Ærø."


def test_illustrations_are_in_no_block() -> None:
    manuscript = from_text("Ola slept.\n\n[Illustration: Ola, asleep]\n\nIt rained.")
    assert [words for _, words in blocks(manuscript)] == ["Ola slept.", "It rained."]
    assert "[Illustration" in manuscript.text


@pytest.mark.parametrize("text", ["", " \n\t\n", "\ufeff", "\0\0"])
def test_empty_text_is_refused(text: str) -> None:
    with pytest.raises(SourceError):
        from_text(text)


def test_right_to_left_text_is_kept() -> None:
    text = "היא ישנה.\n\nירד גשם.\n"
    assert from_text(text).text == text


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert from_text("It rained \ud800.").text == "It rained \ufffd."


def test_a_long_wrapped_paragraph_stays_one_when_a_line_falls_short() -> None:
    line = "and the river went on past the mill and the weir and the long wall until\n"
    text = WRAPPED * 4 + "\n" + line * 30 + "nobody could see it.\n" + line * 30 + "it was gone.\n"
    assert from_text(text).blocks[-1].end - from_text(text).blocks[-1].start > 60 * 60


def test_two_indented_lines_of_verse_in_a_wrapped_file_are_one_block() -> None:
    song = "Pull her over and pull her slow,\n    salt above and salt below."
    assert song in [words for _, words in blocks(from_text(f"{WRAPPED}\n{song}\n\n{WRAPPED}"))]
