"""The storyline's layout: company kept together, few crossings, straight lines, in bounded time."""

from __future__ import annotations

import itertools
import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.page.storyline import AWAY, LONG_AWAY, TOGETHER, layout

scenes_of = st.lists(st.lists(st.integers(0, 9), max_size=7, unique=True), max_size=14)


def test_two_who_stay_together_run_straight_side_by_side() -> None:
    drawn = layout([[0, 1], [0, 1], [0, 1]], 2)
    assert drawn.rows == ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))
    assert drawn.crossings == 0


def test_a_line_is_drawn_from_the_first_scene_to_the_last_of_its_character() -> None:
    drawn = layout([[0], [0, 1], [0], [1]], 2)
    assert [y is not None for y in drawn.rows[0]] == [True, True, True, False]
    assert [y is not None for y in drawn.rows[1]] == [False, True, True, True]


def test_a_line_that_is_away_for_long_stops_and_comes_back() -> None:
    scenes = [[0, 1]] + [[0]] * (LONG_AWAY + 1) + [[0, 1]]
    assert layout(scenes, 2, lasting=1).rows[1][1:-1] == (None,) * (LONG_AWAY + 1)
    assert None not in layout(scenes, 2, lasting=2).rows[1]


def test_an_order_without_crossings_is_found() -> None:
    # 0 with 2, and 1 with 3, in turns: listed as they come, lines 1 and 2 would cross each time.
    assert layout([[0, 2], [1, 3], [0, 2], [1, 3]], 4).crossings == 0


def test_nobody_anywhere_is_an_empty_chart() -> None:
    assert layout([], 0).rows == ()
    assert layout([[], []], 1).rows == ((None, None),)


@given(scenes_of)
@settings(deadline=None, max_examples=60)
def test_company_runs_side_by_side_and_no_two_lines_meet(scenes: list[list[int]]) -> None:
    rows = layout(scenes, 10).rows
    for at, scene in enumerate(scenes):
        heights = sorted(y for line in scene if (y := rows[line][at]) is not None)
        assert len(heights) == len(scene)
        assert all(abs(b - a - TOGETHER) < 0.02 for a, b in itertools.pairwise(heights))
        every = sorted(y for row in rows if (y := row[at]) is not None)
        assert all(b - a > AWAY - 0.02 for a, b in itertools.pairwise(every))
        assert all(y >= 0 for y in every)


def test_two_hundred_scenes_of_forty_characters_are_laid_out_within_seconds() -> None:
    dice = random.Random(3)
    scenes = [dice.sample(range(40), dice.randint(2, 9)) for _ in range(200)]
    begun = time.process_time()
    layout(scenes, 40)
    assert time.process_time() - begun < 8
