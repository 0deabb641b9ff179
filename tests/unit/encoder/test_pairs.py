import numpy as np

from fabula.encoder.antecedents import PairScorer, mention_vectors
from fabula.encoder.pairs import TABLES, pair_features, traits

FORMS = "Old Marta Quill saw her brother , and the brother waved to Quill and to her".split()
SPANS = [(0, 3), (4, 5), (4, 6), (8, 10), (12, 13), (15, 16)]
KINDS = [0, 2, 1, 1, 0, 2]


def features(i: int, j: int) -> dict[str, int]:
    of = traits(FORMS, SPANS, KINDS, [0] * len(SPANS))
    rows = pair_features(of, np.array([i]), np.array([j]))[0]
    return dict(zip(TABLES, rows.tolist(), strict=True))


def strings(i: int, j: int) -> int:
    return features(i, j)["strings"] // 9


def test_shared_words_are_told_apart_from_shared_heads() -> None:
    assert strings(3, 2) == 1  # "the brother", "her brother": the same but for light words
    assert strings(4, 0) == 2  # "Quill", "Old Marta Quill": the same head
    assert strings(3, 0) == 4  # nothing shared
    assert strings(5, 0) == 0  # a pronoun


def test_nesting_is_seen() -> None:
    assert features(1, 2)["nesting"] == 1
    assert features(2, 1)["nesting"] == 2
    assert features(3, 2)["nesting"] == 0


def test_every_feature_has_a_row_in_its_table() -> None:
    of = traits(FORMS, SPANS, KINDS, [5] * len(SPANS))
    i, j = np.tril_indices(len(SPANS), -1)
    rows = pair_features(of, i, j)
    assert (rows >= 0).all()
    assert (rows < np.array(list(TABLES.values()))).all()


def weights(size: int, hidden: int, seed: int) -> dict[str, np.ndarray]:
    chance = np.random.default_rng(seed)

    def some(*shape: int) -> np.ndarray:
        return chance.normal(size=shape).astype(np.float32)

    tables = {f"table_{name}": some(rows, hidden) for name, rows in TABLES.items()}
    return tables | {
        "this": some(size, hidden), "this_bias": some(hidden), "other": some(size, hidden), "out": some(hidden),
        "product": some(size, hidden), "bilinear": some(size, size), "out_bias": some(1),
    }  # fmt: skip


def test_pairs_score_the_same_alone_and_together() -> None:
    of = traits(FORMS, SPANS, KINDS, [0] * len(SPANS))
    vectors = np.random.default_rng(1).normal(size=(len(SPANS), 8)).astype(np.float32)
    scorer = PairScorer(weights(8, 4, 2), vectors, of)
    i, j = np.tril_indices(len(SPANS), -1)
    together = scorer.scores(i, j)
    alone = [scorer.scores(i[k : k + 1], j[k : k + 1])[0] for k in range(len(i))]
    np.testing.assert_allclose(together, alone, rtol=1e-5, atol=1e-5)


def test_a_mention_vector_is_made_of_start_end_and_mean() -> None:
    x = np.array([[1.0], [2.0], [6.0]], np.float32)
    layers = {
        "inner": np.eye(3, dtype=np.float32), "inner_bias": np.zeros(3, np.float32),
        "vector": np.eye(3, dtype=np.float32), "vector_bias": np.zeros(3, np.float32),
    }  # fmt: skip
    assert mention_vectors(layers, x, np.array([[0, 3]])).tolist() == [[1.0, 6.0, 3.0]]
