"""A cast given by the user, where its list and the book's names do not quite agree."""

from __future__ import annotations

from fabula.reading.cast import entity_at, find_cast
from fabula.reading.coreference import resolve
from fabula.reading.draft import Draft
from fabula.reading.mentions import find_phrases
from fabula.reading.quotations import find_utterances
from fabula.source import from_text
from fabula.story.records import Character
from fabula.text import words


def read(text: str, *given: Character) -> Draft:
    """The draft of a text up to whom its phrases mean."""
    manuscript = from_text(text)
    draft = Draft(manuscript=manuscript, words=words(manuscript), given=given)
    return resolve(find_cast(find_phrases(find_utterances(draft))))


def who(draft: Draft, words_of: str) -> str | None:
    """The entity of the phrase at the last place of these words."""
    at = draft.words.text.rindex(words_of)
    return entity_at(draft, (at, at + len(words_of)))


MRS = Character(id="mrs", name="Mrs. Garrow", aliases=("Mrs. Garrow",), pronouns="she")
MR = Character(id="mr", name="Mr. Garrow", aliases=("Mr. Garrow",), pronouns="he")


def test_a_bare_surname_listed_beside_its_bearer_can_mean_the_bearer() -> None:
    text = "“Go,” said Mr. Garrow. “Well,” said Ilse. Mr. Garrow sat down. “Stay,” said Garrow."
    draft = read(text, Character(id="bare", name="Garrow", aliases=("Garrow",)), MR)
    assert who(draft, "Garrow") == "mr"


def test_a_bare_surname_stays_with_the_one_it_names_where_its_bearer_is_rarely_named() -> None:
    text = "“Go,” said Garrow. “Well,” said Garrow. Garrow rose. Garrow ran. Mr. Garrow slept. “Stay,” said Garrow."
    draft = read(text, Character(id="bare", name="Garrow", aliases=("Garrow",)), MR)
    assert who(draft, "Garrow") == "bare"


def test_a_surname_behind_a_title_listed_beside_its_bearer_can_mean_the_bearer() -> None:
    text = "“Go,” said Ned Garrow. “Well,” said Ilse. Garrow sat down. “Stay,” said Mr. Garrow."
    draft = read(text, MR, Character(id="ned", name="Ned Garrow", aliases=("Ned Garrow", "Garrow"), pronouns="he"))
    assert who(draft, "Mr. Garrow") == "ned"


def test_a_bare_surname_is_not_said_of_the_wife() -> None:
    draft = read("Mr. Garrow rose. “Go,” said Mrs. Garrow. “Stay,” said Garrow.", MRS, MR)
    assert who(draft, "Garrow") == "mr"


def test_a_name_spelt_another_way_in_the_list_is_the_listed_one() -> None:
    draft = read(
        "“Go,” said Captain Halvorsen. “Stay,” said Captain Halvorsen.", Character(id="c", name="Captain Halvosren")
    )
    assert who(draft, "Halvorsen") == "c"


def test_a_listed_description_is_known_by_part_of_its_words() -> None:
    tall, other = Character(id="tall", name="The Tall Man With The Grey Hat"), Character(id="man", name="A Man")
    draft = read("The tall man came. “Stay,” said a man. “Well?” said the tall man.", tall, other)
    assert who(draft, "a man") == "man"
    assert who(draft, "the tall man") == "tall"
