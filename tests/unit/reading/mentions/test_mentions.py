"""Mentions: names, noun phrases and pronouns, and what each tells by itself."""

from __future__ import annotations

import pytest

from fabula.reading.draft import Draft
from fabula.reading.mentions import describe, find_phrases
from fabula.reading.mentions.name_forms import parse_name
from fabula.source import from_text
from fabula.text import words


def found(text: str) -> list[tuple[str, str]]:
    manuscript = from_text(text)
    draft = find_phrases(Draft(manuscript=manuscript, words=words(manuscript)))
    return [(p.span.of(text), p.form) for p in draft.phrases]


def test_names_nouns_and_pronouns_nest() -> None:
    text = "Yesterday Mora met her brother and the little dragon."
    assert found(text) == [("Mora", "PROP"), ("her brother", "NOM"), ("her", "PRON"), ("the little dragon", "NOM")]


def test_role_alone_is_a_noun_phrase() -> None:
    assert ("the Judge", "NOM") in found("Nobody spoke until the Judge rose. Then the Judge spoke.")


def test_of_phrase_belongs_to_its_head() -> None:
    assert ("the captain of the guard", "NOM") in found("Then the captain of the guard bowed.")


def test_article_belongs_to_a_name_that_always_has_it() -> None:
    text = "Then the Scarecrow bowed, and the Scarecrow laughed when the Scarecrow fell."
    assert found(text)[0] == ("the Scarecrow", "NOM")


@pytest.mark.parametrize(
    ("phrase", "head", "gender", "plural"),
    [
        ("the old woman with the basket", "woman", "she", False),
        ("her three brothers", "brothers", "they", True),
        ("Tom's elder sister", "sister", "she", False),
        ("the lady doctor", "doctor", "she", False),
        ("Mrs. Garrow", "Garrow", "she", False),
        ("a small, bald man", "man", "he", False),
        ("the inspector", "inspector", None, False),
    ],
)
def test_attributes(phrase: str, head: str, gender: str | None, plural: bool) -> None:
    text = f"Then {phrase} bowed."
    tokens = words(from_text(text))
    told = describe(tokens, (5, 5 + len(phrase)))
    assert (told.head.of(text), told.gender, told.plural) == (head, gender, plural)


@pytest.mark.parametrize(
    ("forms", "text", "titles", "core"),
    [
        (("poor", "little", "Miss", "Fen"), "Miss Fen", ("miss",), ("fen",)),
        (("Lady", "Ilse", "de", "Marl"), "Lady Ilse de Marl", ("lady",), ("ilse", "marl")),
        (("the", "White", "Rabbit"), "the White Rabbit", (), ("white", "rabbit")),
        (("Old", "Hob"), "Old Hob", (), ("hob",)),
        (("my", "cousin", "Fen", ",", "aged", "nine"), "Fen", (), ("fen",)),
        (("Fen", "Mrs.", "Marl"), "Fen", (), ("fen",)),
    ],
)
def test_names_are_taken_to_pieces(
    forms: tuple[str, ...], text: str, titles: tuple[str, ...], core: tuple[str, ...]
) -> None:
    name = parse_name(forms)
    assert name is not None
    assert (name.text, name.titles, name.words) == (text, titles, core)
