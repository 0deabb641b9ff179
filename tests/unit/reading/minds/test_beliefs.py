"""What characters believe, and what the story makes of it."""

from minds_drafts import draft_of

from fabula.reading.draft import Draft
from fabula.reading.minds import find_beliefs
from fabula.reading.minds.beliefs import belief_candidates
from fabula.reading.minds.telling import telling

CAST = {"o": ["Orla", "She", "she", "her"], "d": ["Dunstan", "He", "his", "he"]}


def held(draft: Draft) -> set[tuple[str, str, str]]:
    return {(row.character, row.attitude, row.status) for row in find_beliefs(draft).beliefs or ()}


def may_hold(draft: Draft) -> set[tuple[str, str]]:
    return {(row.character, row.attitude) for row in belief_candidates(telling(draft))}


def test_narrated_minds_belong_to_their_subject() -> None:
    assert held(draft_of("Orla wondered whether the bridge would hold.", CAST)) == {("o", "wonders", "open")}


def test_a_question_is_confirmed_by_yes_and_contradicted_by_no() -> None:
    said = [("o", ("d",)), ("d", ("o",))]
    text = '"Would the bridge have held them, do you think?" asked Orla.\n"{}, it was sound," said Dunstan.'
    assert ("o", "wonders", "confirmed") in held(draft_of(text.format("Yes"), CAST, said))
    assert ("o", "wonders", "contradicted") in held(draft_of(text.format("No"), CAST, said))


def test_what_settles_a_question_is_told() -> None:
    text = '"Would the bridge have held them, do you think?" asked Orla.\n"Yes, it was sound," said Dunstan.'
    rows = find_beliefs(draft_of(text, CAST, [("o", ("d",)), ("d", ("o",))])).beliefs or ()
    by = next(row.by for row in rows if row.character == "o")
    assert by is not None and text[by.start : by.end].startswith('"Yes, it was sound')


def test_unmarked_questions_of_the_narration_are_those_of_the_viewer() -> None:
    text = "Dunstan stopped at the gate. Would she ever forgive a thing like that?"
    assert ("d", "wonders") in may_hold(draft_of(text, CAST, viewer="d"))


def test_narration_without_a_mind_states_no_belief() -> None:
    assert may_hold(draft_of("Dunstan stopped at the gate and lit his pipe.", CAST, viewer="d")) == set()


def test_a_refusal_to_say_and_a_mere_no_more_settle_nothing() -> None:
    said = [("o", ("d",)), ("d", ("o",))]
    for answer in ("I do not know", "Never mind that"):
        text = f'"Would the bridge have held them, do you think?" asked Orla.\n"{answer}," said Dunstan.'
        assert ("o", "wonders", "open") in held(draft_of(text, CAST, said))
