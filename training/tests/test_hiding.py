"""Lines whose cue is taken away."""

import random

import pytest

from fabula_training.data import Mention, Passage, Quotation
from fabula_training.hiding import cropped, hidden, pronouns

NAME, PRONOUN = 0, 2
ANNA, BEN = 0, 1


def passage(text: str, names: dict[str, int], speaker: int = ANNA) -> Passage:
    """Words between blanks, a paragraph a line; quotations are what stands between “ and ”, all of one speaker."""
    forms: list[str] = []
    breaks = set()
    for line in text.splitlines():
        breaks.add(len(forms))
        forms += line.split()
    pieces = tuple(zip(_at(forms, "“"), (n + 1 for n in _at(forms, "”")), strict=True))
    mentions = tuple(Mention(n, n + 1, 0, NAME, names[w]) for n, w in enumerate(forms) if w in names)
    return Passage("own", tuple(forms), frozenset(breaks), mentions, None, "some", (Quotation(pieces, speaker),))


def _at(forms: list[str], form: str) -> list[int]:
    return [n for n, w in enumerate(forms) if w == form]


class Fixed(random.Random):
    """Chance that always draws one number."""

    def __init__(self, drawn: float) -> None:
        super().__init__(0)
        self.drawn = drawn

    def random(self) -> float:
        """The number."""
        return self.drawn


REMOVE, REPLACE = Fixed(0.1), Fixed(0.7)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“ Come in , ” said Anna .", "“ Come in . ”"),
        ("Anna said : “ Come in . ”", "“ Come in . ”"),
        ("“ Come , ” said Anna , “ or go . ”", "“ Come , or go . ”"),
        ("“ Come in , ” said Anna . “ Or go . ”", "“ Come in . Or go . ”"),
        ("“ Come in , ” said Anna to Ben .", "“ Come in , ” said she to Ben ."),
        ("“ Come in , ” said the stranger .", "“ Come in , ” said the stranger ."),
    ],
)
def test_a_cue_is_taken_away(before: str, after: str) -> None:
    found = hidden(passage(before, {"Anna": ANNA, "Ben": BEN}), {ANNA: "she"}, 1.0, REMOVE)
    assert " ".join(found.forms) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("“ Come in , ” said Anna .", "“ Come in , ” said she ."),
        ("Anna said : “ Come in . ”", "She said : “ Come in . ”"),
        ("“ Come in . ” Anna smiled .", "“ Come in . ” She smiled ."),
        ("“ Come in , ” said Anna 's mother .", "“ Come in , ” said Anna 's mother ."),
    ],
)
def test_a_name_becomes_a_pronoun(before: str, after: str) -> None:
    found = hidden(passage(before, {"Anna": ANNA}), {ANNA: "she"}, 1.0, REPLACE)
    assert " ".join(found.forms) == after
    assert [m.form for m in found.mentions] == [PRONOUN if "Anna" not in after else NAME]
    assert all(found.forms[m.start : m.end] in {("she",), ("She",), ("Anna",)} for m in found.mentions)


def test_pieces_move_with_their_words() -> None:
    before = passage("Ben came .\n“ Come , ” said Anna , “ or go . ”\nBen left .", {"Anna": ANNA, "Ben": BEN})
    found = hidden(before, {}, 1.0, REMOVE)
    assert [found.forms[a:b] for a, b in found.quotations[0].pieces] == [("“", "Come", ","), ("or", "go", ".", "”")]
    assert [found.forms[m.start] for m in found.mentions] == ["Ben", "Ben"]
    assert {found.forms[b] for b in found.breaks} == {"Ben", "“"}


def test_nothing_is_hidden_where_nobody_is_known_to_speak() -> None:
    before = passage("“ Come in , ” said Anna .", {"Anna": ANNA}, speaker=-1)
    assert hidden(before, {ANNA: "she"}, 1.0, REMOVE) == before


def test_a_piece_of_a_passage_stands_alone() -> None:
    before = passage("Ben came .\n“ Come in , ” said Anna .\nBen left .", {"Anna": ANNA, "Ben": BEN})
    found = cropped(before, 3, 11)
    assert " ".join(found.forms) == "“ Come in , ” said Anna ."
    assert found.breaks == {0}
    assert [found.forms[m.start] for m in found.mentions] == ["Anna"]
    assert found.quotations[0].pieces == ((0, 5),)


def test_who_is_called_he_or_she() -> None:
    words = "she saw her and his and she said she would".split()
    mentions = tuple(
        Mention(n, n + 1, 0, PRONOUN, ANNA if w in {"she", "her"} else BEN)
        for n, w in enumerate(words)
        if w in {"she", "her", "his"}
    )
    found = Passage("own", tuple(words), frozenset({0}), mentions, None, "some")
    assert pronouns(found) == {ANNA: "she"}
