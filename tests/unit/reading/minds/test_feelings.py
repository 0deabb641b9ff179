"""Who feels what, at which words."""

from minds_drafts import draft_of

from fabula.reading.draft import Draft
from fabula.reading.minds import find_feelings
from fabula.reading.minds.feelings import feeling_candidates
from fabula.reading.minds.telling import telling

CAST = {"o": ["Orla", "she", "her", "She"], "d": ["Dunstan", "he", "his", "He"]}


def felt(draft: Draft) -> set[tuple[str, str]]:
    return {(row.character, row.emotion) for row in find_feelings(draft).feelings or ()}


def may_be_felt(draft: Draft) -> set[tuple[str, str]]:
    return {(row.character, row.emotion) for row in feeling_candidates(telling(draft))}


def test_the_subject_of_a_word_of_feeling_feels_it() -> None:
    assert felt(draft_of("Orla was furious with the ferryman.", CAST)) == {("o", "anger")}


def test_the_possessor_of_a_part_of_the_body_feels() -> None:
    assert ("d", "sadness") in felt(draft_of("Orla looked at Dunstan, and his eyes filled with tears.", CAST))


def test_the_object_of_a_verb_that_causes_a_feeling_feels_it() -> None:
    assert may_be_felt(draft_of("The bell frightened Dunstan.", CAST)) == {("d", "fear")}


def test_who_says_a_thing_angrily_is_angry() -> None:
    assert felt(draft_of('"Take it away," said Dunstan angrily.', CAST, [("d", ("o",))])) == {("d", "anger")}


def test_what_is_called_out_shows_the_feeling_of_the_speaker() -> None:
    assert ("o", "relief") in may_be_felt(draft_of('"Thank goodness!"', CAST, [("o", ())]))


def test_plain_words_show_none() -> None:
    assert felt(draft_of("Orla put the kettle on the stove and Dunstan read the label.", CAST)) == set()


def test_the_span_holds_the_subject_and_the_word() -> None:
    text = "The rain came down. Orla was furious."
    (row,) = find_feelings(draft_of(text, CAST)).feelings or ()
    assert text[row.start : row.end] == "Orla was furious"
    assert row.confidence is not None and 0 < row.confidence < 1
