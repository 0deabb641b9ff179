import pytest

from fabula.encoder.labels import apply_script, lemma_script


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("walked", "walk"), ("was", "be"), ("Houses", "house"), ("London", "London"), ("n't", "not"), ("THE", "the")],
)
def test_a_script_turns_its_word_into_the_lemma(form: str, lemma: str) -> None:
    assert apply_script(form, lemma_script(form, lemma)) == lemma


def test_a_script_serves_other_words() -> None:
    assert apply_script("Cried", lemma_script("tried", "try")) == "cry"


def test_a_script_that_cuts_more_than_there_is_leaves_the_word() -> None:
    assert apply_script("a", "l3+be") == "a"


def test_a_script_never_leaves_nothing() -> None:
    assert apply_script("ed", "l2+") == "ed"
