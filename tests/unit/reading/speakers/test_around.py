"""What the lines around a line tell of the ones it is said to."""

import numpy as np
import pytest

from fabula.reading.draft import Turn
from fabula.reading.speakers.address import FEATURES, Address, Spoken
from fabula.reading.speakers.around import AROUND, around
from fabula.reading.speakers.evidence import LOCAL, Evidence
from fabula.reading.speakers.scorer import load
from fabula.reading.speakers.turns import likely


def spoken(speakers: str, gaps: list[int]) -> Spoken:
    """Lines said by these, one letter each; a gap of 3 begins a conversation."""
    found = [Evidence(n, gap) for n, gap in enumerate(gaps)]
    return Spoken(None, [Turn(speaker=who) for who in speakers], found, [{}] * len(found))  # type: ignore[arg-type]


def asked(*candidates: str) -> list[Address]:
    """The candidates of each line, one letter each."""
    return [Address(n, tuple(c), np.zeros((len(c), len(FEATURES)), np.float32)) for n, c in enumerate(candidates)]


def test_a_talk_ends_where_a_conversation_is_new_and_where_the_reach_does() -> None:
    talk = spoken("ababab", [3, 1, 1, 3, 1, 1])
    assert list(talk.talk(1, 40)) == [0, 1, 2]
    assert list(talk.talk(3, 40)) == [3, 4, 5]
    assert list(talk.talk(5, 1)) == [4, 5]


def test_who_spoke_to_the_speaker_is_known_from_the_line_before() -> None:
    rows = around(
        asked("bc", "ac", "ab"),
        [np.array([0.9, 0.2]), np.array([0.7, 0.1]), np.array([0.5, 0.5])],
        spoken("aba", [3, 1, 1]),
    )
    last = dict(zip(AROUND, rows[1].T, strict=True))
    assert last["turn before by it, to the speaker"] == pytest.approx([0.9, 0.0])
    assert last["turn before is said to it"] == pytest.approx([0.0, 0.2])
    assert last["turn after by it, to the speaker"] == pytest.approx([0.5, 0.0])
    assert last["there"] == pytest.approx([1.0, 0.2])
    assert last["likelihood alone"] == pytest.approx([0.7, 0.1])


def test_lines_of_another_conversation_are_not_beside() -> None:
    rows = around(asked("b", "a"), [np.array([0.9]), np.array([0.7])], spoken("ab", [3, 3]))
    second = dict(zip(AROUND, rows[1].T, strict=True))
    assert second["turn before by it, to the speaker"] == [0.0]
    assert second["said to many in talk"] == [0.0]


def test_how_likely_each_says_a_line() -> None:
    local = np.zeros((2, len(LOCAL)), np.float32)
    local[0, LOCAL.index("cue name")] = 1.0
    lines = [Evidence(0, 3, ("a", "b"), local), Evidence(1, 1), Evidence(2, 1, ("a", "b"), local, fixed=1)]
    first, none, fixed = likely(lines, ["a", None, "b"], load())
    assert first["a"] > first["b"]
    assert sum(first.values()) == pytest.approx(1.0)
    assert none == {}
    assert fixed == {"b": 1.0}
