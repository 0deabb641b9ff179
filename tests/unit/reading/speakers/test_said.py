import math

from fabula.reading.dialogue import Dialogue
from fabula.reading.speakers.said import said

FOUND = Dialogue(
    {2: [(0, 1.0), (1, 1.0), (3, 1.0)]},
    {2: [(0, 0.0), (4, math.log(3))]},
    {(3, 2): (1.5, -0.5, 2.5)},
)
ENTITIES = ["fen", "ada", None, "fen", "ada"]


def test_the_mentions_of_a_character_speak_for_it_together() -> None:
    assert FOUND.shares(2, ENTITIES) == {"fen": 2 / 3, "ada": 1 / 3}


def test_mentions_of_nobody_known_have_no_share() -> None:
    assert FOUND.shares(2, [None, "ada", None, None, None]) == {"ada": 1.0}
    assert FOUND.shares(2, [None] * 5) == {}


def test_a_line_without_mentions_has_no_shares() -> None:
    assert FOUND.shares(7, ENTITIES) == {}
    assert FOUND.speakers(7) == []


def test_whom_a_line_is_said_to() -> None:
    found = FOUND.addressee_shares(2, ENTITIES)
    assert math.isclose(found["ada"], 0.75)
    assert math.isclose(found["fen"], 0.25)


def test_two_lines_are_compared_in_either_order() -> None:
    assert FOUND.same(2, 3) == FOUND.same(3, 2) == 1.5
    assert FOUND.said_to(3, 2) == -0.5
    assert FOUND.said_to(2, 3) == 2.5
    assert FOUND.same(3, 9) == 0.0


def test_whom_a_person_has_named_hears_the_line() -> None:
    assert said(FOUND, ENTITIES, [2, 3], 1, {2: ("fen",)}).listened_before == {"fen": 1.0}
    assert said(FOUND, ENTITIES, [2, 3], 1, {}).listened_before == FOUND.addressee_shares(2, ENTITIES)
    assert said(None, ENTITIES, [2, 3], 1, {2: ("fen",)}).listened_before == {}


def test_whom_a_person_has_named_is_likelier_to_answer() -> None:
    talk = Dialogue({3: [(0, 0.0), (1, 0.0)]}, {2: [(0, 0.0), (1, 0.0)]}, {})
    assert said(talk, ENTITIES, [2, 3], 1, {}).says == {"fen": 0.5, "ada": 0.5}
    assert said(talk, ENTITIES, [2, 3], 1, {2: ("fen",)}).says["fen"] > 0.9
