"""The beam follows the turns of a conversation."""

import numpy as np
import pytest

from fabula.reading.speakers.confidence import CLUES, confidence
from fabula.reading.speakers.evidence import LOCAL, Evidence
from fabula.reading.speakers.scorer import Scorer, load
from fabula.reading.speakers.turns import TURN, History, follow, turn_features


def scorer(**weights: float) -> Scorer:
    """A scorer that only knows the weights given by the features' names."""
    linear = np.array([weights.get(n.replace(" ", "_").replace(",", ""), 0.0) for n in (*LOCAL, *TURN)], np.float32)
    unit = np.zeros((1, len(linear)), np.float32)
    return Scorer(unit, np.zeros(1, np.float32), np.zeros(1, np.float32), linear, (0.0,) * len(CLUES))


def line(n: int, gap: int, cue: str | None = None) -> Evidence:
    """An utterance between two candidates, with a cue by name or none."""
    local = np.zeros((2, len(LOCAL)), np.float32)
    if cue is not None:
        local["ab".index(cue), LOCAL.index("cue name")] = 1.0
    return Evidence(n, gap, ("a", "b"), local, cue is not None)


def speakers(found: list[Evidence], by: Scorer) -> str:
    return "".join(d.speaker or "-" for d in follow(found, by))


ALTERNATE = scorer(cue_name=9.0, spoke_last_next_paragraph=-3.0)


def test_lines_without_a_cue_alternate_after_one_that_has_it() -> None:
    assert speakers([line(0, 3, "a"), line(1, 1), line(2, 1), line(3, 1)], ALTERNATE) == "abab"


def test_a_cue_at_the_end_decides_the_lines_before_it() -> None:
    assert speakers([line(0, 3), line(1, 1), line(2, 1, "b")], ALTERNATE) == "bab"


def test_a_new_conversation_forgets_the_turns_of_the_last() -> None:
    found = turn_features(line(1, 3), History(("a", "b")))
    assert found[:, TURN.index("no turn before")].tolist() == [1.0, 1.0]
    assert found.sum() == 2.0


def test_an_utterance_without_candidates_has_no_speaker() -> None:
    empty = Evidence(0, 3, (), np.zeros((0, len(LOCAL)), np.float32))
    decision = follow([empty, line(1, 1, "a")], ALTERNATE)
    assert [d.speaker for d in decision] == [None, "a"]


def test_a_choice_comes_with_clues_to_its_confidence() -> None:
    sure, unsure = follow([line(0, 3, "a"), line(1, 2)], ALTERNATE)
    share = CLUES.index("share")
    assert sure.clues[share] > 0.99
    assert unsure.clues[share] == pytest.approx(0.5)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99, 1.0])
def test_the_shipped_confidence_is_a_probability(share: float) -> None:
    assert 0.0 <= confidence([1.0, *[share] * (len(CLUES) - 1)], load().confidence) <= 1.0
