"""Half-open spans of code points."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fabula.spans import Span, containing, strip

TEXT = "Ilse shut the box.\n  “Run.”  \n"


def test_a_span_gives_its_words_and_its_length_in_code_points() -> None:
    span = Span(21, 27)
    assert span.of(TEXT) == "“Run.”"
    assert len(span) == 6
    assert tuple(span) == (21, 27)


def test_overlap_counts_shared_code_points() -> None:
    assert Span(2, 8).overlap((6, 20)) == 2
    assert Span(2, 8).overlap((8, 9)) == 0
    assert Span(2, 8).overlap((0, 100)) == 6


def test_strip_drops_white_space_at_the_ends() -> None:
    assert strip(TEXT, (18, 30)) == Span(21, 27)
    assert strip(TEXT, (18, 21)) == Span(18, 18)  # nothing but white space: empty at its start


def test_containing_finds_the_span_of_an_offset() -> None:
    spans = [(0, 4), (4, 9), (12, 20)]
    assert containing(spans, 0) == 0
    assert containing(spans, 4) == 1
    assert containing(spans, 10) is None
    assert containing(spans, 19) == 2
    assert containing(spans, 20) is None
    assert containing([], 0) is None


@given(st.text(alphabet="ab \n\t\u2003", max_size=30), st.data())
def test_strip_never_loses_anything_but_white_space(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = strip(text, (start, end))
    assert start <= span.start <= span.end <= end
    assert span.of(text) == text[start:end].strip()


@given(st.lists(st.integers(0, 200), unique=True, max_size=20), st.integers(0, 200))
def test_containing_agrees_with_looking_at_every_span(cuts: list[int], offset: int) -> None:
    edges = sorted(cuts)
    spans = list(zip(edges[::2], edges[1::2], strict=False))
    expected = next((i for i, (start, end) in enumerate(spans) if start <= offset < end), None)
    assert containing(spans, offset) == expected
