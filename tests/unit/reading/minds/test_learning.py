"""Who comes to know what, and how."""

from minds_drafts import draft_of

from fabula.reading.draft import Draft
from fabula.reading.minds import find_knowledge
from fabula.reading.minds.knowledge import knowledge_candidates
from fabula.reading.minds.telling import telling

CAST = {"o": ["Orla", "She", "her"], "d": ["Dunstan", "He", "his"], "p": ["Pell"]}


def may_learn(draft: Draft) -> set[tuple[str, str, str | None]]:
    return {(row.character, row.how, row.about) for row in knowledge_candidates(telling(draft))}


def test_who_is_answered_is_told() -> None:
    text = '"Where is the boat?" asked Orla.\n"It was stolen in the night, and his brother was killed," said Dunstan.'
    rows = find_knowledge(draft_of(text, CAST, [("o", ("d",)), ("d", ("o",))])).knowledge or ()
    assert [(r.character, r.how, r.about) for r in rows] == [("o", "told", "q2")]


def test_who_listens_unseen_overhears() -> None:
    text = '"The will is hidden under the stairs," said Dunstan.'
    assert ("p", "overheard", "q1") in may_learn(draft_of(text, CAST, [("d", ("o",))], unseen=("p", "d")))


def test_who_sees_learns_by_seeing() -> None:
    assert may_learn(draft_of("Orla saw that the boat was gone.", CAST)) == {("o", "saw", None)}


def test_who_says_it_does_not_learn_it() -> None:
    text = '"The will is hidden under the stairs," said Dunstan.'
    assert {who for who, _, about in may_learn(draft_of(text, CAST, [("d", ("o",))])) if about} == {"o"}
