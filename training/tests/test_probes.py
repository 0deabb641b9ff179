import numpy as np

from fabula_training.probes import Example, figures


def example(k: int, label: str, rule: str, question: int = 0) -> Example:
    told = 1.0 if label == "yes" else -1.0
    return Example(np.array([told, k % 3], np.float32), label, rule, f"book {k}", question)


def test_a_head_and_its_rule_are_judged_side_by_side() -> None:
    examples = [example(k, "yes" if k % 2 else "no", "yes") for k in range(20)]
    found = figures(examples, choose=False)
    assert found["head F1"] == 1
    assert round(found["rule F1"], 3) == 0.667


def test_of_several_candidates_the_surest_is_chosen_and_questions_without_an_answer_are_left_out() -> None:
    examples = [
        one
        for q in range(10)
        for one in (example(q, "yes" if q < 8 else "no", "no", q), example(q, "no", "yes", q))
    ]  # fmt: skip
    assert figures(examples, choose=True) == {"questions": 10, "answerable": 8, "rule": 0, "head": 1}
