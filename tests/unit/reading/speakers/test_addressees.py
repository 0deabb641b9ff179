"""To whom a line is said."""

from pathlib import Path

import numpy as np
import pytest

import fabula
from fabula.errors import WeightsError
from fabula.reading.speakers.address import FEATURES, Address
from fabula.reading.speakers.addressee_scorer import load, read_weights
from fabula.reading.speakers.addressees import chosen

TALK = (
    "Anna and Tom sat in the kitchen with Marten, their uncle.\n\n"
    '"The boat is gone," said Anna.\n\n"Gone where?" said Tom.\n\n"Ask the river," said Marten.\n\n'
)


def said_to(text: str) -> list[list[str]]:
    """The names of those to whom each line is said."""
    story = fabula.read(text, text=True)
    names = {c.id: c.name for c in story.characters}
    return [[names[a] for a in q.addressees] for q in story.quotations]


def test_two_who_talk_speak_to_each_other() -> None:
    assert said_to(TALK)[:2] == [["Tom"], ["Anna"]]


def test_whom_the_cue_names_is_spoken_to() -> None:
    [*_, last] = said_to(TALK + '"What do you know of it?" said Anna to Tom.\n')
    assert last == ["Tom"]


def test_whom_the_words_call_on_is_spoken_to() -> None:
    [*_, last] = said_to(TALK + '"Tom, what do you know of it?" said Anna.\n')
    assert last == ["Tom"]


def test_the_likeliest_is_chosen_and_others_from_the_threshold_on() -> None:
    asked = Address(0, ("a", "b", "c"), np.zeros((3, len(FEATURES)), np.float32))
    assert chosen(asked, np.array([0.2, 0.3, 0.1], np.float32), 0.5) == ("b",)
    assert chosen(asked, np.array([0.6, 0.8, 0.1], np.float32), 0.5) == ("b", "a")
    assert chosen(Address(0, (), asked.rows[:0]), np.zeros(0, np.float32), 0.5) == ()


def test_who_is_named_comes_first_and_others_must_be_likelier() -> None:
    asked = Address(0, ("a", "b", "c"), np.zeros((3, len(FEATURES)), np.float32), named=2)
    assert chosen(asked, np.array([0.6, 0.3, 0.1], np.float32), 0.5) == ("c",)
    assert chosen(asked, np.array([0.6, 0.8, 0.1], np.float32), 0.5) == ("c", "b")


def test_who_is_spoken_of_is_not_taken_for_called_on() -> None:
    [*_, last] = said_to(TALK.replace("Marten", "Walter") + '"Tom, he knows nothing of it," said Anna.\n')
    assert last == ["Walter"]


def test_weights_for_other_signs_are_refused(tmp_path: Path) -> None:
    weights = tmp_path / "addressees.json"
    network = '{"hidden": [], "bias": [], "out": [], "linear": []}'
    weights.write_text(f'{{"features": [], "around": [], "alone": {network}, "together": {network}, "least": 0.5}}')
    with pytest.raises(WeightsError, match="other features"):
        read_weights(weights)


def test_the_shipped_weights_fit_the_signs() -> None:
    scorer = load()
    assert scorer.together.linear.shape[0] > scorer.alone.linear.shape[0] > 0
