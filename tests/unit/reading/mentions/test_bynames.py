"""Bynames in quotes inside a name."""

from __future__ import annotations

from fabula.reading.mentions.name_forms import parse_name


def test_a_byname_in_quotes_belongs_to_the_name() -> None:
    name = parse_name(("‘", "Candle", "Tess", "’", "Arden"), (0, 1, 0, 1, 0))
    assert name is not None
    assert name.text == "‘Candle Tess’ Arden"
    assert name.words == ("candle", "tess", "arden")


def test_the_name_outside_the_quotes_tells_the_gender() -> None:
    name = parse_name(("“", "Daisy", "”", "Robert"), (0, 1, 1, 0))
    assert name is not None
    assert name.gender == "he"
