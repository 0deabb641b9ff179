"""Whatever the marks, the page keeps every word of the text in its place."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.page.blocks import sections
from fabula.page.body import body
from fabula.page.cast import cast
from fabula.page.units import Units, keepable
from fabula.spans import Span
from fabula.story import Character, Layout, Quotation, Story

TEXTS = st.text(alphabet='ab \n\r\t<>&"“”*\U0001f6f6\u05d0\u2028', max_size=60)
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6)


def blocks(html: str) -> list[tuple[int, str]]:
    """Offset and words of each block as a browser has them."""
    found = re.findall(r'<(?:p|h2)[^>]*data-s="(\d+)"[^>]*>(.*?)</(?:p|h2)>', html, re.DOTALL)
    return [(int(start), unescape(re.sub(r"<[^>]*>", "", words))) for start, words in found]


@given(TEXTS, SPANS, SPANS)
@settings(deadline=None, max_examples=200)
def test_every_word_is_in_its_place(text: str, said: list[tuple[int, int]], stressed: list[tuple[int, int]]) -> None:
    def spans(pairs: list[tuple[int, int]]) -> tuple[Span, ...]:
        cut = [(min(a, len(text)), min(b, len(text))) for a, b in pairs]
        return tuple(Span(min(pair), max(pair)) for pair in cut)

    story = Story(
        text=text,
        characters=(Character(id="c", name="<C>"),),
        quotations=tuple(Quotation(id=f"q{n}", spans=(span,), speaker="c") for n, span in enumerate(spans(said))),
        layout=Layout(emphasis=spans(stressed)),
    )
    units = Units(text)
    html = body(story, cast(story), sections(story), units).html
    browser = keepable(text).encode("utf-16-le")
    for start, words in blocks(html):
        assert browser[start * 2 :].startswith(words.encode("utf-16-le"))
    assert "".join("".join(words for _, words in blocks(html)).split()) == "".join(text.split())
    assert html.count("<span") == html.count("</span>") and html.count("<em>") == html.count("</em>")
