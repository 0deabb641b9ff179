import itertools

import numpy as np

from fabula.encoder.trees import best_tree


def is_tree(heads: tuple[int, ...]) -> bool:
    if list(heads).count(0) != 1:
        return False
    for node in range(1, len(heads) + 1):
        seen = set()
        while node:
            if node in seen:
                return False
            seen.add(node)
            node = heads[node - 1]
    return True


def by_trying_all(scores: np.ndarray) -> float:
    n = len(scores)
    trees = (h for h in itertools.product(range(n + 1), repeat=n) if is_tree(h))
    return max(sum(float(scores[i, h[i]]) for i in range(n)) for h in trees)


def test_greedy_heads_that_make_a_tree_are_kept() -> None:
    scores = np.array([[0, 0, 5, 0], [5, 0, 0, 0], [0, 0, 5, 0]], np.float32)
    assert best_tree(scores).tolist() == [2, 0, 2]


def test_a_cycle_is_broken() -> None:
    scores = np.array([[1, 0, 9, 0], [3, 9, 0, 0], [0, 0, 9, 0]], np.float32)
    assert best_tree(scores).tolist() == [2, 0, 2]


def test_there_is_one_root() -> None:
    scores = np.array([[9, 0, 1], [9, 2, 0]], np.float32)
    assert best_tree(scores).tolist() == [0, 1]


def test_a_word_alone_is_the_root() -> None:
    assert best_tree(np.zeros((1, 2), np.float32)).tolist() == [0]


def test_trees_are_the_best_of_all_trees() -> None:
    chance = np.random.default_rng(5)
    same = 0
    for _ in range(60):
        n = int(chance.integers(2, 6))
        scores = chance.normal(size=(n, n + 1)).astype(np.float32)
        scores[np.arange(n), np.arange(1, n + 1)] = -1e4
        heads = best_tree(scores)
        assert is_tree(tuple(heads.tolist()))
        same += np.isclose(float(scores[np.arange(n), heads].sum()), by_trying_all(scores), atol=1e-4)
    assert same >= 57  # only the two likeliest roots are tried
