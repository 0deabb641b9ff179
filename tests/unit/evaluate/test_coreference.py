import pytest

from fabula.evaluate import coreference
from fabula.evaluate.scores import Tally, table


def scores(gold: list[str], found: list[str]) -> dict[str, float]:
    tally = Tally()
    coreference.add(tally, [frozenset(c) for c in gold], [frozenset(c) for c in found])
    got = tally.scores()
    return {name: round(got[name].f1, 4) for name in coreference.METRICS} | {"average": coreference.average(got)}


def test_the_same_clusters_are_perfect() -> None:
    assert scores(["abc", "d"], ["d", "abc"])["average"] == pytest.approx(1.0)


def test_the_worked_example_of_the_literature() -> None:
    # gold {1-5} {6,7} {8,9,A,B,C}, found {1-5} {6,7,8,9,A,B,C}: Bagga and Baldwin's first case
    got = scores(["12345", "67", "89ABC"], ["12345", "6789ABC"])
    assert got["coreference MUC"] == pytest.approx(2 * 0.9 / 1.9, abs=1e-4)
    precision = (5 * 1 + 2 * 2 / 7 + 5 * 5 / 7) / 12
    assert got["coreference B3"] == pytest.approx(2 * precision / (1 + precision), abs=1e-4)
    shared = 1 + 2 * 5 / 12
    assert got["coreference CEAFe"] == pytest.approx(
        2 * (shared / 2) * (shared / 3) / (shared / 2 + shared / 3), abs=1e-4
    )


def test_single_mentions_that_nobody_found_cost_recall() -> None:
    assert scores(["ab", "c"], ["ab"])["coreference B3"] == pytest.approx(0.8, abs=1e-4)


def test_a_table_has_a_line_for_each_score() -> None:
    tally = Tally()
    tally.add("events", {1, 2}, {2, 3, 4})
    assert table(tally.scores()) == "events  P 0.3333  R 0.5000  F1 0.4000  gold 2  found 3"


def test_a_share_is_shown_as_one_figure() -> None:
    tally = Tally()
    tally.hit("lemma", 1, 2)
    tally.hit("lemma", 1, 1)
    assert table(tally.scores()) == "lemma  0.6667 of 3"
