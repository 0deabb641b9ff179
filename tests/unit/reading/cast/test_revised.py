"""A second look at the cast of a short text: the encoder's word and who answers to a name."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from fabula.reading.antecedents import REACH, Antecedents
from fabula.reading.cast import find_cast
from fabula.reading.cast.likeness import signs, take_turns
from fabula.reading.coreference import resolve
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft
from fabula.reading.mentions import find_phrases
from fabula.reading.quotations import find_utterances
from fabula.source import from_text
from fabula.text import words


def read(
    text: str,
    same: tuple[tuple[str, str], ...] = (),
    unknown: tuple[str, ...] = (),
    as_names: tuple[str, ...] = (),
) -> Draft:
    """The draft of a text up to its cast, with an encoder that takes a phrase of each pair for one of the other.

    Phrases in `unknown` are no mentions for the encoder, those in `as_names` are names.
    """
    manuscript = from_text(text)
    draft = find_phrases(find_utterances(Draft(manuscript=manuscript, words=words(manuscript))))
    phrases = tuple(replace(p, form="PROP") if p.span.of(text) in as_names else p for p in draft.phrases)
    draft = replace(draft, phrases=phrases)
    known = [p for p in draft.phrases if p.span.of(text) not in unknown]
    near = np.full((len(known), REACH), -9.0, np.float16)
    for i, later in enumerate(known):
        for k, earlier in enumerate(reversed(known[max(0, i - REACH) : i])):
            pair = (later.span.of(text), earlier.span.of(text))
            if pair in same or pair[::-1] in same or pair[0].lower() == pair[1].lower():
                near[i, k] = 6.0
    scores = Antecedents({p.span: n for n, p in enumerate(known)}, near)
    return find_cast(replace(draft, antecedents=scores))


def names(draft: Draft) -> dict[str, set[str]]:
    return {c.name: set(c.aliases) for c in draft.characters}


HALL = (
    "The butler carried the lamp. “Who goes there?” said the butler. The wind rose, and Ilse went up the stairs.\n\n"
    "Garrow set down the lamp. “Nobody,” said Garrow. The butler was tired. Garrow looked at the window."
)


def test_a_description_is_joined_to_the_name_that_the_encoder_links_it_to() -> None:
    same = (("The butler", "Garrow"), ("the butler", "Garrow"), ("the butler", "The butler"))
    draft = read(HALL, same)
    assert set(names(draft)) == {"Garrow", "Ilse"}
    first = next(i for i, p in enumerate(draft.phrases) if p.span.of(draft.words.text) == "The butler")
    garrow = next(c.id for c in draft.characters if c.name == "Garrow")
    assert resolve(draft).entities[first] == garrow


def test_without_such_links_they_stay_two() -> None:
    assert "the butler" in names(read(HALL))


def test_a_name_only_called_out_is_the_one_who_answers_to_it() -> None:
    text = (
        "“Come down, Magpie!” said Dr. Orme.\n\n“I am coming, doctor,” said Mrs. Tull. Mrs. Tull took her coat.\n\n"
        "“Magpie, hurry!” said Dr. Orme.\n\n“I am here,” said Mrs. Tull, and she opened the door."
    )
    found = names(read(text))
    assert "Magpie" in next(a for a in found.values() if "Mrs. Tull" in a)
    assert len(found) == 2


def test_a_word_that_is_no_mention_for_the_encoder_is_nobody() -> None:
    text = (
        "Ilse read the Quarterly. The Quarterly had come late. “Is that the Quarterly?” said Ansel. "
        "Ansel laughed, and Ilse laughed."
    )
    assert set(names(read(text, unknown=("Quarterly", "the Quarterly", "The Quarterly")))) == {"Ilse", "Ansel"}


def test_a_given_name_of_the_other_gender_does_not_part_a_full_name_from_its_surname() -> None:
    text = (
        "Mr. Addie Crane shut the book. He yawned. Addie Crane was tired; he had read all night. "
        "“Good night, Mr. Crane,” said Ilse. Addie nodded. He went to bed."
    )
    assert len(names(read(text))) == 2


def test_a_byname_with_the_given_name_is_the_one_who_has_it() -> None:
    text = (
        "Tom Arkle rowed. Tom was strong. “Faster, Long Tom!” said Ilse.\n\n“Faster it is,” said Tom Arkle. "
        "Ilse held the rope."
    )
    assert {"Tom", "Long Tom"} <= next(a for a in names(read(text)).values() if "Tom Arkle" in a)


def test_a_longer_form_that_is_only_called_is_the_short_name() -> None:
    text = (
        "Nella ran. “Where have you been, Nell?” said Ansel.\n\n“By the sea,” said Nella. She sat down, and Ansel "
        "gave Nella some bread."
    )
    assert {"Nell", "Nella"} <= next(a for a in names(read(text)).values() if "Nella" in a)


def test_old_before_a_title_is_no_part_of_the_name() -> None:
    text = (
        "They all knew Old Mr. Tarbet. Old Mr. Tarbet sold rope. “Rope again,” said Mr. Tarbet.\n\n"
        "“Rope,” said Ansel, and Ansel paid Old Mr. Tarbet."
    )
    assert set(names(read(text))) == {"Mr. Tarbet", "Ansel"}


def test_everybody_of_a_kind_is_no_name() -> None:
    text = (
        "It was known that Everyfox came. “Is Everyfox here?” said Ansel.\n\n“Yes,” said Brisk, and Brisk waved "
        "at Ansel while Everyfox danced."
    )
    assert set(names(read(text))) == {"Ansel", "Brisk"}


def test_the_telling_form_of_a_description_is_its_name() -> None:
    text = (
        "A ferryman came to the bank where Ansel stood. “Who pays?” said the one-eyed ferryman.\n\n"
        "“I do,” said Ansel. The ferryman took the coin."
    )
    assert set(names(read(text))) == {"Ansel", "the one-eyed ferryman"}


def test_two_descriptions_that_the_encoder_links_are_one_person() -> None:
    text = (
        "A stout man stood by the pump. The rain fell. “Fine day,” said the stout man. The baker drank. "
        "“Cold water,” said the baker, and the baker went."
    )
    one = (("the stout man", "A stout man"),)
    both = (("The baker", "the stout man"), ("The baker", "A stout man"), ("the baker", "the stout man"))
    assert set(names(read(text, one))) == {"the stout man", "the baker"}
    assert len(names(read(text, one + both))) == 1


def test_a_name_used_once_that_the_encoder_is_sure_of_is_somebody() -> None:
    text = "Ilse thought of Orrin. “Where is Ansel?” said Ilse.\n\n“Here,” said Ansel, and he came in."
    assert {"Orrin"} in names(read(text)).values()


def test_what_people_swear_by_is_nobody_however_sure_the_encoder_is() -> None:
    text = "Ilse thought of Heaven. “Where is Ansel?” said Ilse.\n\n“Here,” said Ansel, and he came in."
    assert set(names(read(text))) == {"Ilse", "Ansel"}


def test_somebody_whom_the_narration_takes_for_known_is_a_character_though_silent() -> None:
    text = "Ansel opened. “Come in,” said Ansel. The postman had gone. Ansel saw a beggar, and shut the door."
    assert set(names(read(text))) == {"Ansel", "the postman"}


def test_a_noun_that_is_used_of_somebody_brings_in_no_second_one() -> None:
    text = (
        "The old postman rang. “A letter,” said the old postman. Ansel took it. “Thanks,” said Ansel. "
        "The postman had gone."
    )
    assert len(names(read(text))) == 2


def test_a_wife_by_her_husband_s_name_is_not_he_though_the_name_tells_no_gender() -> None:
    text = (
        "Orrin Tasker rowed. He was tired, and he rested. “Well,” said Orrin Tasker, and he laughed. He drank. "
        "“Come home,” said Mrs. Orrin Tasker. “She is right,” said Mr. Tasker. Mrs. Tasker took his arm."
    )
    same = (("He", "Orrin Tasker"), ("he", "Orrin Tasker"))
    husband = next(a for a in names(read(text, same)).values() if "Orrin Tasker" in a)
    assert "Mr. Tasker" in husband
    assert "Mrs. Orrin Tasker" not in husband


def test_a_disguise_is_known_by_what_the_narration_says_of_a_description() -> None:
    text = (
        "A pedlar came in. The pedlar called himself Dunstan. “What do you sell?” said Ilse. “Ribbons,” said Dunstan."
        "\n\n“And news of Sir Guy?” said Ilse. Then the beard fell off. The pedlar was Sir Guy himself."
    )
    assert {"Dunstan", "Sir Guy"} in names(read(text)).values()


ALTERNATING = """Captain Marl stood at the rail with Fen.

“We sail at noon,” said Marl.

“Without the mail?” asked Fen.

“Without it,” said the skipper.

“You will be sorry,” said Fen. She went below.

“I am always sorry,” said the skipper.
"""


def test_who_speaks_in_the_turns_of_one_with_a_name_is_that_one() -> None:
    found = names(read(ALTERNATING, (("the skipper", "Marl"),)))
    assert len(found) == 2
    assert not any("skipper" in name for name in found)


def test_turns_next_to_each_other_are_of_two_and_every_second_may_be_of_one() -> None:
    manuscript = from_text(ALTERNATING)
    draft = find_phrases(find_utterances(Draft(manuscript=manuscript, words=words(manuscript))))
    speakers = [u.cue.subject.of(ALTERNATING) if u.cue and u.cue.subject else None for u in draft.utterances]
    found = signs(draft, engine := Engine(draft), engine.run())
    found.exchanged.clear()
    found.alternating.clear()
    take_turns(draft, speakers, found)
    assert ("the skipper", "Fen") in found.exchanged
    assert ("the skipper", "Marl") in found.alternating - found.exchanged


def test_who_is_only_called_papa_is_the_father_of_whom_the_text_tells() -> None:
    text = """Oswin Marl came in with his daughter Ada. Oswin sat down. Ada laughed.

“Poor old Papa has lost his hat,” said Ada. “I saw Papa drop it.”

“Bless me,” said Oswin. He looked under the chair.
"""
    assert "Papa" in names(read(text, as_names=("Papa",)))["Oswin Marl"]
