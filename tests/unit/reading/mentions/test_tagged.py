"""Phrases from the mentions of the encoder."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from fabula.encoder.signals import MentionSignal
from fabula.reading.mentions.tagged import tagged_phrases
from fabula.source import from_text
from fabula.text import words


def phrases(text: str, *tagged: tuple[str, str]) -> list[str]:
    """The words of the phrases where the encoder tags the first occurrence of each (words, form)."""
    read = words(from_text(text))
    found = []
    for mention, form in tagged:
        inside = read.within((text.index(mention), text.index(mention) + len(mention)))
        found.append(MentionSignal(inside.start, inside.stop, "PER", cast(Any, form), 0.9, False))
    return [p.span.of(text) for p in tagged_phrases(read, cast(Any, SimpleNamespace(mentions=tuple(found))))]


def test_a_name_that_is_found_elsewhere_is_one_where_it_was_passed_over() -> None:
    text = "Late that night Ansel rowed. In the fog a light shone, and then Ansel saw the Quarterly."
    assert phrases(text, ("Ansel", "PROP")) == ["Ansel", "Ansel"]


def test_pronouns_that_the_encoder_passes_over_are_no_mentions() -> None:
    assert phrases("Ilse bought apples. They were sour, and she wept.", ("Ilse", "PROP"), ("she", "PRON")) == [
        "Ilse",
        "she",
    ]
