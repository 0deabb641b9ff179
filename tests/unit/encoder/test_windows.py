from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fabula.encoder.subwords import INITIAL, LOWER, MIXED, UPPER, case_of, plain
from fabula.encoder.windows import plan


@pytest.mark.parametrize(
    ("form", "case"),
    [("rain", LOWER), ("Fen", INITIAL), ("I", INITIAL), ("STOP", UPPER), ("McKay", MIXED), ("42", LOWER), ("—", LOWER)],
)
def test_the_case_of_a_word(form: str, case: int) -> None:
    assert case_of(form) == case


def test_apostrophes_in_words_are_straightened_and_marks_keep_their_shape() -> None:
    assert [plain(f) for f in ("n’t", "o’clock", "’", "“")] == ["n't", "o'clock", "’", "“"]


def test_a_short_text_is_one_window() -> None:
    assert plan([1, 2, 1], frozenset({0}), 320, 32) == [(0, 0, 3, 3)]


def test_no_words_make_no_window() -> None:
    assert plan([], frozenset(), 320, 32) == []


def test_a_window_ends_where_a_sentence_begins() -> None:
    first, second = plan([1] * 60, frozenset({0, 36}), 50, 4)
    assert (first.start, first.end) == (0, 36)
    assert (second.first, second.start) == (34, 36)


@given(
    st.lists(st.integers(1, 12), max_size=400),
    st.sets(st.integers(0, 399)),
    st.integers(40, 120),
    st.integers(0, 12),
)
def test_windows_tile_the_words_and_are_never_too_long(
    sizes: list[int], stops: set[int], longest: int, context: int
) -> None:
    windows = plan(sizes, frozenset(stops), longest, context)
    assert [w for window in windows for w in range(window.start, window.end)] == list(range(len(sizes)))
    for w in windows:
        assert w.first <= w.start < w.end <= w.last
        inside = sum(sizes[w.first : w.last]) + sum(1 for s in stops if w.first < s < w.last)
        assert inside + 2 <= longest


def test_words_become_subwords_once(tmp_path: Path) -> None:
    from tokenizers import Tokenizer
    from tokenizers.models import WordPiece

    from fabula.encoder.subwords import LONGEST_WORD, Subwords

    known = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "lamp", "##s", "z", "##z"]
    model = WordPiece({w: i for i, w in enumerate(known)}, unk_token="[UNK]", max_input_chars_per_word=200)
    Tokenizer(model).save(str(tmp_path / "vocabulary.json"))
    subwords = Subwords(tmp_path / "vocabulary.json")
    assert subwords.encode(["lamps", "tree", "lamps"]) == [(5, 6), (1,), (5, 6)]
    assert len(subwords.encode(["z" * 90])[0]) == LONGEST_WORD
