import builtins
from typing import Any

import numpy as np
import pytest

from fabula.errors import RequestError
from fabula.evaluate import alignment
from fabula.evaluate.assignment import need_scipy, one_to_one


def test_a_quotation_answers_to_the_one_that_shares_most_of_both() -> None:
    text = '"Go on," said Fen, "go on, Mora."'
    whole, first, second = [(0, len(text))], [(0, 8)], [(19, 33)]
    assert alignment.quotations(text, [[(1, 7)], [(20, 32)]], [whole, first, second]) == [1, 2]


def test_pieces_of_one_quotation_count_together() -> None:
    text = '"Go on," said Fen, "go on, Mora."'
    both, second = [(0, 8), (19, 33)], [(19, 33)]
    assert alignment.quotations(text, [[(1, 7), (20, 32)], [(20, 32)]], [second, both]) == [1, 0]


def test_marks_alone_are_no_quotation() -> None:
    assert alignment.quotations('"Go." ""', [[(1, 4)], [(6, 8)]], [[(5, 8)]]) == [None, None]


def test_nothing_answers_where_nothing_was_found() -> None:
    assert alignment.quotations("Go.", [[(0, 3)]], []) == [None]


def test_names_are_compared_without_case_marks_and_articles() -> None:
    assert alignment.names(["The Old  Pilot", "OLD PILOT!", "Mr. Venn", "the", ""]) == {"old pilot", "mr venn"}


def test_lines_decide_where_names_are_equal() -> None:
    tam = alignment.names(["Tam"])
    assert alignment.casts({"C1": tam}, {"c1": tam, "c2": tam}, {("C1", "c2"): 1}) == {"C1": "c2"}


def test_those_who_share_nothing_have_no_partner() -> None:
    assert alignment.casts({"C1": alignment.names(["Tam"])}, {"c1": alignment.names(["Orla"])}, {}) == {}


def test_the_greatest_sum_wins_over_the_greatest_pair() -> None:
    assert one_to_one(np.array([[3.0, 2.0], [2.0, 0.0]])) == ((0, 1), (1, 0))


def test_a_missing_scipy_is_told_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name.startswith("scipy"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RequestError) as told:
        need_scipy()
    assert told.value.hint == 'Install it: pip install "fabula-reader[evaluate]"'
