"""One person under two names, two persons under one, and capitals that are nobody's name."""

from __future__ import annotations

import pytest

from fabula.reading.cast import find_cast
from fabula.reading.draft import Draft
from fabula.reading.mentions import find_phrases
from fabula.reading.quotations import find_utterances
from fabula.reading.revelations import told
from fabula.source import from_text
from fabula.text import words


def before_cast(text: str) -> Draft:
    manuscript = from_text(text)
    return find_phrases(find_utterances(Draft(manuscript=manuscript, words=words(manuscript))))


def names(text: str) -> dict[str, set[str]]:
    return {c.name: set(c.aliases) for c in find_cast(before_cast(text)).characters}


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("The pedlar was Fen Marl himself.", ("The pedlar", "Fen Marl")),
        ("The pedlar was none other than Fen Marl.", ("The pedlar", "Fen Marl")),
        ("A man came in. He called himself Marl.", ("He", "Marl")),
        ("The stranger gave the name of Marl.", ("The stranger", "Marl")),
        ("Miss Dray, whose name was Ilse, wept.", ("Miss Dray", "Ilse")),
        ("The girl's real name was Ilse.", ("The girl", "Ilse")),
    ],
)
def test_who_is_revealed_to_be_whom(text: str, pair: tuple[str, str]) -> None:
    draft = before_cast(text)
    found = [(draft.phrases[p.one].span.of(text), draft.phrases[p.name].span.of(text)) for p in told(draft).same]
    assert found == [pair]


@pytest.mark.parametrize("text", ["The pedlar was Fen's uncle.", "Ilse was taller than Fen.", "The pedlar saw Fen."])
def test_what_reveals_nobody(text: str) -> None:
    assert told(before_cast(text)).same == []


def test_who_marries_whom() -> None:
    text = "Ilse married Captain Marl in April. Miss Pell was to marry Sir Guy Dray."
    draft = before_cast(text)
    found = [(draft.phrases[p.one].span.of(text), draft.phrases[p.name].span.of(text)) for p in told(draft).married]
    assert found == [("Ilse", "Captain Marl"), ("Miss Pell", "Sir Guy Dray")]


DISGUISE = (
    "Ilse opened the gate. “What do you sell?” said Ilse. Dunstan laughed.\n\n"
    "“Ribbons,” said Dunstan. “And news of Sir Guy?” said Ilse.\n\n“None,” said Dunstan, and he pulled off the grey "
    "beard. Dunstan was Sir Guy himself.\n\n“I had to know,” said Sir Guy."
)


def test_a_disguise_is_one_person_once_the_text_says_so() -> None:
    assert {"Dunstan", "Sir Guy"} in names(DISGUISE).values()


def test_until_then_it_is_two() -> None:
    assert {"Dunstan", "Sir Guy"} not in names(DISGUISE.replace("Dunstan was Sir Guy himself.", "")).values()


def test_a_bride_has_her_husband_s_name_afterwards() -> None:
    text = (
        "Clara Dunne waited. “It is late,” said Clara. Edmund Frost laughed. “It is,” said Edmund.\n\n"
        "Clara married Edmund Frost in the spring. “Are you happy?” said Nan. “I am,” said Mrs. Frost. Nan smiled."
    )
    assert "Mrs. Frost" in next(aliases for aliases in names(text).values() if "Clara" in aliases)


def test_a_wife_of_whom_nothing_is_told_is_herself() -> None:
    text = (
        "Clara Dunne waited. “It is late,” said Clara. Edmund Frost laughed. “It is,” said Edmund.\n\n"
        "“Are you happy?” said Nan. “I am,” said Mrs. Frost. Nan smiled."
    )
    assert {"Mrs. Frost"} in names(text).values()


FATHER_AND_SON = (
    "Old Mr. Garrow kept the mill, and young Mr. Garrow kept the books. “Mend the wheel,” said old Mr. Garrow.\n\n"
    "“It is mended,” said young Mr. Garrow. Ilse swept the floor. “Good,” said Ilse."
)


def test_an_old_one_and_a_young_one_of_one_name_are_two() -> None:
    found = names(FATHER_AND_SON)
    assert {"old Mr. Garrow"} in found.values()
    assert {"young Mr. Garrow"} in found.values()


def test_an_old_man_alone_is_called_by_his_name() -> None:
    text = FATHER_AND_SON.replace("young Mr. Garrow", "Ansel")
    assert {"Mr. Garrow"} in names(text).values()


def test_who_speaks_of_them_is_told_apart_by_their_age() -> None:
    draft = find_cast(before_cast(FATHER_AND_SON))
    whose = {c.id: c.name for c in draft.characters}
    found = [
        whose.get(e or "")
        for e, p in zip(draft.entities, draft.phrases, strict=True)
        if "Garrow" in p.span.of(draft.words.text)
    ]
    assert found == ["old Mr. Garrow", "young Mr. Garrow"] * 2


@pytest.mark.parametrize(
    "nobody",
    [
        "In May Mrs. Marl came home.",
        "“By Saint Ann, it is cold!” said Fen.",
        "They met at the Blue Anchor Inn.",
        "They sailed in the Maria, and the Maria sank.",
    ],
)
def test_months_oaths_inns_and_ships_are_nobody(nobody: str) -> None:
    text = f"“Sit down,” said Fen to Mrs. Marl. “Thank you,” said Mrs. Marl. {nobody} “Good day,” said Mrs. Marl."
    assert set(names(text)) == {"Fen", "Mrs. Marl"}


def test_a_name_that_stands_in_the_title_alone_is_nobody() -> None:
    text = "The Teller of Tales\n\n“Sit down,” said Fen to Mora.\n\n“Thank you,” said Mora. Fen laughed."
    assert set(names(text)) == {"Fen", "Mora"}
