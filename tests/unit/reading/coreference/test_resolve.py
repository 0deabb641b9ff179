"""Whom pronouns and descriptions stand for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.reading.cast import find_cast
from fabula.reading.coreference import resolve
from fabula.reading.draft import Draft, Turn
from fabula.reading.mentions import find_phrases
from fabula.reading.quotations import find_utterances
from fabula.source import from_text
from fabula.text import words


def read(text: str) -> Draft:
    manuscript = from_text(text)
    draft = Draft(manuscript=manuscript, words=words(manuscript))
    return resolve(find_cast(find_phrases(find_utterances(draft))))


def who(draft: Draft, phrase: str, nth: int = 0) -> str | None:
    """The name of whom the nth phrase with these words stands for; its id where it is no character."""
    text = draft.words.text
    hits = [e for p, e in zip(draft.phrases, draft.entities, strict=True) if text[p.start : p.end] == phrase]
    return {c.id: c.name for c in draft.characters}.get(hits[nth] or "", hits[nth])


def test_pronouns_follow_gender() -> None:
    draft = read("Martha met Robert at the mill. She gave him a letter, and he thanked her.")
    assert [who(draft, w) for w in ("She", "him", "he", "her")] == ["Martha", "Robert", "Robert", "Martha"]


def test_object_is_not_the_subject_of_its_clause() -> None:
    draft = read("Robert was early. Walter was late. Robert saw him.")
    assert who(draft, "him") == "Walter"


def test_possessor_and_possessed() -> None:
    draft = read("Martha came in. Her brother sat down. “Well?” said her brother. Martha looked at her brother.")
    assert who(draft, "Her") == "Martha"
    assert who(draft, "Her brother") == who(draft, "her brother") == who(draft, "her brother", 1)


def test_apposition_and_predicate_noun() -> None:
    draft = read("“Here I am,” said Ansel. Ansel, the miller, came in. Ilse was a barn owl. The miller bowed.")
    assert who(draft, "the miller") == who(draft, "The miller") == "Ansel"


def test_rank_of_a_named_character() -> None:
    draft = read("Captain Orme laughed. “Sail!” said Captain Orme. Martha waved. The captain looked up.")
    assert who(draft, "The captain") == "Captain Orme"


def test_first_and_second_person_need_a_speaker() -> None:
    draft = read("“I know you,” said Martha. Robert stared. “You know me,” said Robert.")
    assert who(draft, "I") is None
    ids = {c.name: c.id for c in draft.characters}
    turns = (
        Turn(speaker=ids["Martha"], addressees=(ids["Robert"],)),
        Turn(speaker=ids["Robert"], addressees=(ids["Martha"],)),
    )
    told = resolve(replace(draft, turns=turns))
    assert [who(told, w) for w in ("I", "you", "You", "me")] == ["Martha", "Robert", "Martha", "Robert"]


def test_narration_says_i() -> None:
    draft = read("I sat down. I was tired, and I took off my boots. I slept. Martha woke me.")
    assert who(draft, "me") == "the narrator"


@pytest.mark.parametrize("text", ["", "…", "He. She. They. I. You.", "“”", "the the the man man of of"])
def test_odd_texts_are_read(text: str) -> None:
    if not text:
        pytest.skip("an empty source is refused by the sources")
    draft = read(text)
    assert len(draft.entities) == len(draft.phrases)


def test_a_description_is_named_by_called() -> None:
    draft = read("A woman called Ilse Marl opened the door. “Come in,” said Ilse Marl, and Ilse Marl shut it.")
    assert who(draft, "A woman") == who(draft, "Ilse Marl") is not None


def test_a_daughter_has_a_mother() -> None:
    text = "Martha and her daughter Ellen came in. Ellen sat down. “Eat,” said her mother. Robert watched her daughter."
    draft = read(text)
    assert who(draft, "her mother") == "Martha" and who(draft, "her daughter", -1) == "Ellen"


def test_a_possessive_goes_to_the_one_whose_relative_is_known() -> None:
    text = "Robert and his son Tom sat by the fire. Robert laughed. Robert was merry. “Enough,” said his son."
    assert who(read(text), "his son", -1) == "Tom"


def test_a_description_that_holds_a_name() -> None:
    draft = read("Fen Marl was nine. “Where is he?” asked Ilse. That Fen boy was never home.")
    assert who(draft, "That Fen boy") == "Fen Marl"


def test_the_same_words_of_the_same_person() -> None:
    draft = read(
        "Martha, the old woman of the mill, slept. The old woman snored. Ilse came in and sat. The old woman woke."
    )
    assert who(draft, "The old woman", 1) == "Martha"


def test_a_title_cut_short_is_the_noun() -> None:
    draft = read("Dr. Lisle came in. Ellen rose. “Tea?” said Ellen. The doctor bowed.")
    assert who(draft, "The doctor") == "Dr. Lisle"


def test_nobody_is_called_by_whose_relative_another_is() -> None:
    draft = read("“Who is up there?” asked Tom. “Your mother,” said Martha. Ellen stood behind the door.")
    assert who(draft, "Your mother") not in ("Tom", "Martha")


def test_a_name_of_either_gender_goes_by_the_noun_beside_it() -> None:
    draft = read("My brother Theo sat down. I laughed, and I looked at him, and I told him what I thought I knew.")
    assert {c.name: c.pronouns for c in draft.characters}["Theo"] == "he"


def test_those_who_are_meant_together_are_a_group_with_its_members() -> None:
    draft = read("Martha and Robert came to the mill. They were cold. “Come in,” said Ellen. Martha thanked Ellen.")
    names = {c.id: c.name for c in draft.characters}
    members = {g.id: [names[m] for m in g.members] for g in draft.groups}
    assert members[who(draft, "They") or ""] == ["Martha", "Robert"]


def test_a_bare_noun_of_kinship_is_the_narrators_own() -> None:
    draft = read(
        "I came home and I was cold. My grandmother, Mrs. Arden, met me at the gate and I kissed her. I went in. "
        "I sat down. Grandmother gave me soup. I thanked grandmother for it, and I slept."
    )
    assert who(draft, "Grandmother") == who(draft, "grandmother") == who(draft, "Mrs. Arden")


def test_the_eldest_and_the_second_are_two_though_the_nouns_change() -> None:
    draft = read(
        "“I am strong,” said the eldest son. “I am clever,” said the second son. The miller called the eldest son. The "
        "miller called the second brother."
    )
    eldest, second = who(draft, "the eldest son"), who(draft, "the second son")
    assert eldest != second
    assert (who(draft, "the eldest son", 1), who(draft, "the second brother")) == (eldest, second)


def test_no_goose_is_called_a_boy() -> None:
    draft = read("“Well?” said the miller. The goose slept by the wall. “Now,” said the goose. The boy sat down.")
    assert who(draft, "The boy") != who(draft, "The goose")


def test_whoever_says_a_name_as_his_own_is_the_one_so_called() -> None:
    draft = read(
        "Ansel opened the door. Robert stood there. “My name is Walter,” he said. “Come in,” said Ansel, and Walter "
        "came in with Robert."
    )
    assert who(draft, "he") == "Walter"
