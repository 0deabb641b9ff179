"""Whatever the text: the spans of utterances lie in it, in order, and pieces of one utterance do not overlap."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.reading.draft import Draft
from fabula.reading.quotations import find_utterances
from fabula.source import Block, Manuscript
from fabula.text import words

PIECES = st.sampled_from(
    [
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        "«",
        "»",
        "—",
        "--",
        "...",
        ",",
        ".",
        "?",
        "!",
        ":",
        " ",
        " ",
        "\n",
        "\n\n",
        "_",
        "(",
    ]
    + ["Fen", "Mora", "she", "I", "said", "thought", "the old man", "boat", "don’t", "is", "was", "Dear", "MORA:", "和"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=120))
def test_spans_lie_in_the_text_in_order(parts: list[str]) -> None:
    text = "".join(parts)
    blocks, at = [], 0
    for part in text.split("\n\n"):
        if part.strip():
            start = at + len(part) - len(part.lstrip())
            blocks.append(Block(start=start, end=at + len(part.rstrip())))
        at += len(part) + 2
    manuscript = Manuscript(text=text, blocks=tuple(blocks))
    found = find_utterances(Draft(manuscript=manuscript, words=words(manuscript))).utterances
    assert [u.start for u in found] == sorted(u.start for u in found)
    for i, utterance in enumerate(found):
        assert utterance.spans
        assert all(0 <= s.start < s.end <= len(text) for s in utterance.spans)
        assert all(a.end <= b.start for a, b in zip(utterance.spans, utterance.spans[1:], strict=False))
        assert utterance.parent is None or (utterance.parent < len(found) and utterance.parent != i)
        if utterance.cue is not None:
            assert 0 <= utterance.cue.span.start < utterance.cue.span.end <= len(text)
