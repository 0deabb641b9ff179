"""Who is in a story: names joined, places left out, the narrator, descriptions, a cast given by the user."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula import api
from fabula.reading.cast import entity_at, find_cast
from fabula.reading.coreference import resolve
from fabula.reading.draft import Draft
from fabula.reading.mentions import find_phrases
from fabula.reading.quotations import find_utterances
from fabula.source import from_text
from fabula.story.records import Character
from fabula.text import words


def read(text: str, given: tuple[Character, ...] = ()) -> Draft:
    """The draft of a text up to its cast."""
    manuscript = from_text(text)
    draft = Draft(manuscript=manuscript, words=words(manuscript), given=given)
    return find_cast(find_phrases(find_utterances(draft)))


def names(draft: Draft) -> dict[str, set[str]]:
    """The aliases of every character by its name."""
    return {c.name: set(c.aliases) for c in draft.characters}


def test_title_surname_and_full_name_are_one() -> None:
    text = (
        "Mr. Tobias Garrow came in. “Good morning,” said Mr. Garrow.\n\n"
        "“You are late, Garrow,” said Ilse. She laughed. Tobias laughed too, and Mr. Garrow sat down."
    )
    found = names(read(text))
    assert {"Tobias", "Garrow", "Mr. Garrow"} <= next(a for a in found.values() if "Garrow" in a)
    assert len(found) == 2


def test_mr_and_mrs_are_two() -> None:
    text = (
        "Mr. Pell opened the door. “Who is there?” said Mr. Pell.\n\n"
        "“Only the cat,” said Mrs. Pell. She closed the window, and Mr. Pell closed the door."
    )
    assert set(names(read(text))) == {"Mr. Pell", "Mrs. Pell"}


@pytest.mark.parametrize(
    ("full", "short"), [("Elizabeth", "Lizzy"), ("Robert", "Bob"), ("Brock", "Brocky"), ("Brock", "Brocky-Wocky")]
)
def test_short_forms_are_joined(full: str, short: str) -> None:
    text = (
        f"{full} walked to the mill. {full} was tired. “Sit down, {short},” said Ansel.\n\n“Thank you,” said {full}. "
        f"Ansel gave {full} a cup. “Drink, {short}!” he said."
    )
    assert {full, short} <= next(a for a in names(read(text)).values() if full in a)


def test_places_months_and_openers_are_nobody() -> None:
    text = (
        "Sure enough, Mora came to Wexcombe in April. She lived at Wexcombe for a year, and went from Wexcombe to "
        "Paris. “Heavens!” said Mora. Suddenly she wept. Sure enough, Mora was home."
    )
    assert set(names(read(text))) == {"Mora"}


def test_narrator_is_named_by_who_addresses_them() -> None:
    text = (
        "I opened the box. My hands shook, and I put it down.\n\n“Is it empty, Fen?” said Ansel.\n\n"
        "I told him that I did not know. I looked again. He came to me and I gave it to him.\n\n"
        "“Poor Fen,” said Ansel. I sighed."
    )
    draft = read(text)
    teller = next(c for c in draft.characters if c.id == draft.narrator)
    assert "Fen" in teller.aliases
    assert teller.pronouns == "I"


def test_third_person_story_has_no_narrator() -> None:
    draft = read("Fen opened the box. “I think I know,” she said. “I told you, I am sure.” Ansel nodded.")
    assert draft.narrator is None


def test_speaker_without_a_name_is_a_character() -> None:
    draft = read("Ansel knocked. “We are closed,” said the landlady. She shut the door.\n\n“Please,” said Ansel.")
    assert {"Ansel", "the landlady"} == set(names(draft))


@pytest.mark.parametrize(
    "written", ["“Come home,” said the telegram.", "“Miss Quill,” the letter said. “You must go.”"]
)
def test_what_is_written_is_nobody(written: str) -> None:
    text = f"{written}\n\nOrla Quill put it down and looked at the water.\n"
    assert [c.name for c in api.read(text, text=True).characters] == ["Orla Quill"]


def test_given_cast_keeps_ids_and_others_get_new_ones() -> None:
    given = (Character(id="c7", name="Fen Arkwright", aliases=("Fen Arkwright", "Fen"), pronouns="they"),)
    draft = read("“Go,” said Fen. Ansel went. “Good,” said Fen Arkwright. Ansel came back. “Well?” said Ansel.", given)
    ids = {c.name: c.id for c in draft.characters}
    assert ids["Fen Arkwright"] == "c7"
    assert draft.characters[0].pronouns == "they"
    assert ids["Ansel"] not in {"c7", None}


def test_kind_is_what_the_story_says() -> None:
    draft = read("Brock was a dragon. Brock sat on the bridge. “I am cold,” said Brock.")
    assert draft.characters[0].kind == "dragon"


def test_entity_at_finds_the_phrase_under_a_span() -> None:
    text = "“Come in,” said old Mr. Pell. He smiled. Mr. Pell was glad."
    draft = resolve(read(text))
    start = text.index("old Mr. Pell")
    assert entity_at(draft, (start, start + len("old Mr. Pell"))) == draft.characters[0].id
    assert entity_at(draft, (0, 3)) is None


def test_reading_twice_gives_the_same() -> None:
    draft = read("“Go,” said Fen. The landlady laughed. “Never,” said the landlady. Fen sat down by her.")
    assert resolve(resolve(draft)).entities == resolve(draft).entities
    assert replace(draft, entities=()).characters == draft.characters


def test_mother_and_daughter_are_two() -> None:
    text = (
        "Mrs. Garrow sat with Ilse. “Come, Miss Ilse,” said Pell. Ilse Garrow rose. “Not yet,” said Mrs. Garrow.\n\n"
        "“I must,” said Ilse. Mrs. Garrow frowned. “Good night, Miss Garrow,” said Pell. Ilse and Mrs. Garrow went up."
    )
    found = names(read(text))
    assert not any({"Mrs. Garrow", "Ilse"} <= a for a in found.values())


def test_role_with_a_capital_is_a_name() -> None:
    text = (
        "The box opened, and the Scarecrow came out. “Well met,” said the Scarecrow. Ilse stared at the Scarecrow.\n\n"
        "“Well met,” said Ilse."
    )
    assert names(read(text))["the Scarecrow"] == {"the Scarecrow"}


def test_a_given_name_stays_with_whom_it_was_given_to() -> None:
    given = (
        Character(id="h", name="Fen Arkwright", aliases=("Fen",), pronouns="he"),
        Character(id="w", name="Mrs. Arkwright", aliases=("Fen Arkwright's wife",), pronouns="she"),
    )
    draft = read("“Go,” said Fen. Mrs. Arkwright went. “Good,” said Fen Arkwright. “Well?” said Mrs. Arkwright.", given)
    whose = {draft.words.text[p.start : p.end]: e for p, e in zip(draft.phrases, draft.entities, strict=True)}
    assert whose["Fen"] == whose["Fen Arkwright"] == "h"
    assert whose["Mrs. Arkwright"] == "w"
    assert [c.id for c in draft.characters] == ["h", "w"]


def test_a_name_that_can_mean_several_given_characters_makes_none_of_its_own() -> None:
    given = (
        Character(id="h", name="Mr. Arkwright", aliases=("Mr. Arkwright",), pronouns="he"),
        Character(id="s", name="Fen Arkwright", aliases=("Fen Arkwright",), pronouns="he"),
    )
    draft = read("“Go,” said Mr. Arkwright. Fen Arkwright went. “Good,” said Arkwright. Arkwright sat down.", given)
    assert [c.id for c in draft.characters] == ["h", "s"]


def test_in_a_novel_the_girl_is_no_character_of_her_own_and_the_miller_is() -> None:
    said = ("“Go,” said the girl.", "“Why?” said the miller.", "“Oh,” said the girl.", "“Well,” said the miller.")
    told = "\n\n".join((*said, "Fen came. "))
    short, long = read(told), read(told + "Fen went on and on. " * 4_000)
    assert {"the girl", "the miller"} <= set(names(short))
    assert "the miller" in names(long)
    assert "the girl" not in names(long)


def test_a_word_that_only_begins_sentences_is_no_name() -> None:
    text = "“Plait,” said Fen. Ilse began to plait. “Plait!” Fen and Ilse would plait all night."
    assert {c.name for c in read(text).characters} == {"Fen", "Ilse"}


def test_mrs_is_the_wife_whom_a_husbands_name_names_not_the_girl_of_that_surname() -> None:
    found = names(
        read(
            "Mrs. Owen Marl came in with her cousin. Mr. Owen Marl followed her; he was cold. "
            "Jessie Marl was ten years old. “Sit down,” said Mrs. Marl. Jessie Marl sat down. Mrs. Marl smiled."
        )
    )
    assert not any({"Mrs. Marl", "Jessie Marl"} <= aliases for aliases in found.values())


def test_a_ship_in_italics_is_nobody() -> None:
    text = (
        "They sailed on the *Halcyon*. “The *Halcyon* was late,” said Ilse. “She never was before,” said Ansel.\n\n"
        "Ilse looked at the *Halcyon* and laughed. *Ansel* laughed too."
    )
    assert set(names(read(text))) == {"Ilse", "Ansel"}


def test_a_courtesy_that_somebody_only_says_is_nobody() -> None:
    text = "“This is Ansel,” said Ilse.\n\n“Charmed,” said Marl. Marl bowed to Ilse, and Ansel bowed to Marl."
    assert "Charmed" not in {alias for one in names(read(text)).values() for alias in one}


def test_who_signs_the_letters_tells_the_story_and_where_they_were_written_is_nobody() -> None:
    letter = (
        "Marwick, 3rd November\n\nI came by the late train and I saw nobody. I was cold, and Robert met me with a cart."
        " I asked Robert who lived in the tower, and he said that I should mind the step.\n\nYour loving\nMartha\n\n"
    )
    draft = read(letter + "* * *\n\n" + letter.replace("3rd", "5th") + "* * *\n\n" + letter.replace("3rd", "9th"))
    assert "Marwick" not in names(draft)
    narrator = next(c for c in draft.characters if c.id == draft.narrator)
    assert (narrator.name, narrator.pronouns) == ("Martha", "I")


def test_brothers_told_apart_by_age_are_so_many_characters() -> None:
    text = (
        "A miller had three sons. “I shall go,” said the eldest son. “We shall see,” said the second. The youngest was "
        "silent.\n\nThe eldest brother came back. “Nothing there,” said the eldest brother. “I told you so,” said the "
        "second brother.\n\n“Let me try,” said the youngest brother, and the miller laughed."
    )
    assert {"the eldest brother", "the second brother", "the youngest brother"} <= set(names(read(text)))
