"""The clause of saying: who, to whom, in which manner."""

from __future__ import annotations

import pytest

CUES = [
    ("“Go,” said the old man with the lamp.", "the old man"),
    ("“Go,” Captain Holt of the Marigold said quietly.", "Captain Holt of the Marigold"),
    ("“Go!” he practically screamed.", "he"),
    ("“Go,” Fen, who was tired, whispered.", "Fen"),
    ("Fen turned to Mora and said, “Go.”", "Fen"),
    ("She had seen the boat, so Fen put down the rope, and said: “Go.”", "Fen"),
    ("“Go,” grandmother groaned.", "grandmother"),
    ("“Go,” said one of the men.", "one of the men"),
    ("“Go?” May suddenly proposed.", "May"),
    ("“Go,” Mora’s brother went on.", "Mora’s brother"),
    ("“Go!” was the captain’s answer.", "the captain"),
    ("“Go,” she haw-hawed.", "she"),
    ("“Go away.” That was Fen.", "Fen"),
    ("“Go!” This from the baker’s boy.", "the baker’s boy"),
    ("“There is another door.” It was Fen who spoke.", "Fen"),
    ("“Go,” was the opinion of the smith.", "the smith"),
    ("Mora came towards the bench where Fen sat, and with a smile said, “Go.”", "Mora"),
    ("Mora waited for a moment, and then asked, “Who?”", "Mora"),
    ("She was stopped by Fen’s saying, “Go.”", "Fen"),
    ("He looked at Fen, who said, “Go.”", "Fen"),
    ("He knew the place, for he smiled and said, “Go.”", "he"),
]


@pytest.mark.parametrize(("text", "subject"), CUES)
def test_subject(read, text: str, subject: str) -> None:
    found = read(text)[0].subject
    assert found is not None
    assert found.startswith(subject)


def test_a_thing_that_was_is_no_speaker(read) -> None:
    assert read("“We won.” That was a lie.")[0].subject is None


def test_the_clause_and_its_parts(read) -> None:
    (found,) = read("“Are you cold?” she asked Tom gently, and shut the door.")
    assert (found.cue, found.subject, found.listener, found.manner) == ("she asked Tom gently", "she", "Tom", "gently")


def test_listener_behind_to(read) -> None:
    assert read("“Late,” said Fen to the harbour master.")[0].listener == "the harbour master"


def test_a_colon_ends_the_paragraph_before(read) -> None:
    assert read("Fen rose, and it said:\n\n“I am the gate.”")[0].subject == "it"


def test_an_action_is_no_cue(read) -> None:
    assert read("“I see.” He sighed.")[0].cue is None


def test_who_comes_in_behind_a_full_stop_does_not_speak_up(read) -> None:
    assert [u.cue for u in read("“Well.” Fen came in. “It is late.”")] == [None]


def test_speaking_of_something_is_no_cue(read) -> None:
    assert read("“I see.” He said nothing more that day.")[0].cue is None


def test_another_name_is_another_turn(read) -> None:
    found = read("“Late,” said Fen. Then Mora looked up and said, “So are you.”")
    assert [(u.pieces, u.subject) for u in found] == [(["“Late,”"], "Fen"), (["“So are you.”"], "Mora")]


def test_a_clause_of_saying_goes_on_behind_anothers_speaking(read) -> None:
    found = read("“If you ask,” cried Fen, preventing his sister’s speaking, “I shall go.”")
    assert [(u.pieces, u.subject) for u in found] == [(["“If you ask,”", "“I shall go.”"], "Fen")]


def test_a_misspelt_verb(read) -> None:
    assert read('"No!" Fen interupted Mora.')[0].subject == "Fen"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("“If you would only—”", True),
        ('"Where is the-"', True),
        ('"If you would only--" said Fen.', True),
        ("“I thought . . .”", False),
        ("“I thought…”", False),
        ("“The key—” he said, “is gone.”", False),
        ("« Viens »", False),
    ],
)
def test_cut_off(read, text: str, cut: bool) -> None:
    assert read(text)[0].row.cut_off is cut
