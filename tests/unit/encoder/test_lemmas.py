"""Which edit makes the lemma: one that was seen on such words, or that makes a word."""

from pathlib import Path

import numpy as np
import pytest

from fabula.encoder.lemmas import Lemmas, LemmaTable, lemma_table
from fabula.errors import WeightsError

SCRIPTS = ("l0+", "l1+", "l2+", "l2+un", "l3+y")
KNOWN = frozenset({"announce", "carry", "hum"})
TABLE = LemmaTable({"VERB": {"ran": "run"}}, {"VERB": {"ced": frozenset({"l1+"}), "ied": frozenset({"l3+y", "l1+"})}})


def chosen(form: str, **scores: float) -> str:
    row = np.array([[scores.get(name, 0.0) for name in ("keep", "one", "two", "un", "y")]], np.float32)
    return Lemmas(SCRIPTS, TABLE, KNOWN).read([form], ["VERB"], row)[0]


def test_an_exception_is_known_whatever_the_network_says() -> None:
    assert chosen("ran", two=9.0) == "run"
    assert chosen("Ran", two=9.0) == "run"


def test_an_edit_that_makes_a_word_beats_a_likelier_one_that_does_not() -> None:
    assert chosen("announced", two=5.0, one=3.0) == "announce"
    assert chosen("carried", one=5.0, y=3.0) == "carry"


def test_a_very_sure_network_is_believed() -> None:
    assert chosen("announced", two=20.0) == "announc"


def test_a_word_of_which_nothing_is_known_gets_the_likeliest_edit() -> None:
    assert chosen("flimmered", two=4.0, one=1.0) == "flimmer"


def test_the_shipped_table_knows_irregular_words() -> None:
    shipped = lemma_table()
    assert shipped.exceptions["VERB"]["ran"] == "run"
    assert shipped.exceptions["NOUN"]["men"] == "man"
    assert "l3+y" in shipped.endings["VERB"]["ied"]


@pytest.mark.parametrize("content", ["", "[]", '{"exceptions": {}}'])
def test_a_broken_table_is_told(tmp_path: Path, content: str) -> None:
    file = tmp_path / "lemmas.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(WeightsError, match="table of lemmas"):
        lemma_table(file)
