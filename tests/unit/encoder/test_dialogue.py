"""Pairs of quotations and mentions over fourteen words in three paragraphs.

0 Fen 1 rose 2 . | 3 " 4 No 5 , 6 Ada 7 . 8 " 9 he 10 said 11 . | 12 " 13 Why 14 ? 15 "
"""

import numpy as np

from fabula.encoder.dialogue import (
    MENTION_TABLES,
    QUOTATION_TABLES,
    STEPS,
    DialogueScorer,
    Pairs,
    Quoted,
    candidates,
    form_row,
    mention_features,
    neighbours,
    quotation_features,
    slots,
)


def quoted() -> Quoted:
    return Quoted(
        np.array([4, 13]),
        np.array([8, 15]),
        np.array([0, 6, 9]),
        np.array([1, 7, 10]),
        np.array([-1, 0, -1]),
        np.array([form_row(0, "Fen"), form_row(0, "Ada"), form_row(2, "he")]),
        np.array([0] * 3 + [1] * 9 + [2] * 4),
    )


def test_a_quotation_meets_the_mentions_around_it_and_its_own_only_when_asked() -> None:
    assert list(zip(*candidates(quoted(), own=False), strict=True)) == [(0, 0), (0, 2), (1, 0), (1, 1), (1, 2)]
    assert (0, 1) in list(zip(*candidates(quoted(), own=True), strict=True))


def test_neighbours_are_the_quotations_before() -> None:
    found = neighbours(3)
    assert list(zip(found.a.tolist(), found.b.tolist(), strict=True)) == [(1, 0), (2, 1), (2, 0)]
    assert int((neighbours(20).a == 19).sum()) == STEPS


def test_the_place_of_a_mention_is_told_from_the_quotation() -> None:
    rows = mention_features(quoted(), Pairs(np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 1, 2])))
    before, own, after, called, earlier = rows[:, 0].tolist()
    assert (before, own, after, called, earlier) == (4 * 2, 0, 3 * 2, 4 * 2 + 1, 4 * 2)
    assert (rows >= 0).all()
    assert (rows < np.array(list(MENTION_TABLES.values()))).all()


def test_features_of_two_quotations_stay_inside_their_tables() -> None:
    rows = quotation_features(quoted(), neighbours(2))
    assert rows.tolist() == [[1, 1, 3]]
    assert (rows < np.array(list(QUOTATION_TABLES.values()))).all()


def test_words_beyond_the_text_are_the_empty_word() -> None:
    at = slots(quoted(), 16)
    assert at[1].tolist() == [11, 12, 13, 14, 15, 16]


def test_a_text_without_quotations_has_no_scores() -> None:
    none = np.zeros(0, np.int64)
    empty = Quoted(none, none, none, none, none, none, np.zeros(4, np.int64))
    chance = np.random.default_rng(1)
    shapes = {
        "quotation_inner": (14, 4), "quotation_vector": (4, 3), "mention_inner": (6, 4), "mention_vector": (4, 3),
        "by_this": (3, 5), "by_other": (3, 5), "by_product": (3, 5), "by_bilinear": (3, 6), "by_out": (5, 2),
    }  # fmt: skip
    weights = {name: chance.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}
    weights |= {name + "_bias": np.zeros(shape[1], np.float32) for name, shape in shapes.items()}
    weights |= {f"by_table_{name}": np.zeros((n, 5), np.float32) for name, n in MENTION_TABLES.items()}
    scorer = DialogueScorer(weights, np.zeros((4, 2), np.float16), empty)
    assert scorer.mentions(candidates(empty, own=True)).shape == (0, 2)
