"""What somebody without a name is called."""

from __future__ import annotations

import pytest

from fabula.reading.cast.naming import known_as
from fabula.reading.draft import Draft, Phrase
from fabula.source import from_text
from fabula.spans import Span
from fabula.text import words


@pytest.mark.parametrize(
    ("description", "head", "owner", "name"),
    [
        ("a farmer in a field", "farmer", None, "the farmer"),
        ("the porter who had opened it", "porter", None, "the porter"),
        ("the constable in Harbour Street", "constable", None, "the constable in Harbour Street"),
        ("a man with a lamp, who sat down", "man", None, "the man with a lamp"),
        ("an inspector of mines", "inspector", None, "the inspector of mines"),
        ("her old nurse", "nurse", "Fen", "Fen's old nurse"),
        ("two porters", "porters", None, "the two porters"),
    ],
)
def test_a_description_is_said_shortly(description: str, head: str, owner: str | None, name: str) -> None:
    manuscript = from_text(f"There was {description}.")
    draft = Draft(manuscript=manuscript, words=words(manuscript))
    start = manuscript.text.index(description)
    noun = manuscript.text.index(head, start)
    phrase = Phrase(start=start, end=start + len(description), head=Span(noun, noun + len(head)), form="NOM")
    assert known_as(draft, phrase, owner) == name
