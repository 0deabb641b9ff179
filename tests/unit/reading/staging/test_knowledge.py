"""Who comes to know what, and how."""

from staging_drafts import Said, draft_of

from fabula.reading.hiding import emerges, hides, proofs_of_hearing
from fabula.reading.knowledge import find_knowledge
from fabula.reading.listeners import find_listeners
from fabula.reading.presence import find_presence

CAST = {"a": ["Anna"], "b": ["Ben"]}


def learned(text: str, said: list[Said]) -> list[tuple[str, str, str | None, str]]:
    draft = find_knowledge(find_listeners(find_presence(draft_of(text, CAST, said, one_scene=True))))
    return [(k.character, k.how, k.about, text[k.start : k.end]) for k in draft.knowledge or ()]


def test_who_is_told_something_knows_it() -> None:
    text = 'Anna sat down. "The old mill burned to the ground last night." Ben stared.'
    assert learned(text, [("a", ("b",))]) == [("b", "told", "q1", '"The old mill burned to the ground last night."')]


def test_a_question_or_a_call_tells_nothing() -> None:
    assert learned('"Do you know where the old mill is?" "Ben!"', [("a", ("b",)), ("a", ("b",))]) == []


def test_a_hidden_listener_overhears() -> None:
    text = 'Ben dug. "I have never loved anybody else but her." Anna sat down by Ben. "Well?" "How much did you hear?"'
    assert [row[:3] for row in learned(text, [("b", ()), ("a", ("b",)), ("b", ("a",))])] == [("a", "overheard", "q1")]


def test_who_sees_or_understands_knows() -> None:
    text = "Anna saw that the boat was gone. Ben realised his mistake. Anna never saw the letter. Ben would see that."
    assert learned(text, []) == [
        ("a", "saw", None, "Anna saw that the boat was gone."),
        ("b", "realised", None, "Ben realised his mistake."),
    ]


def test_words_that_prove_listening() -> None:
    draft = draft_of('"How much did you hear?" "I heard every word."', CAST, [("b", ("a",)), ("a", ("b",))])
    assert proofs_of_hearing(draft) == {"a": [0, 25]}


def test_verbs_of_hiding_and_of_coming_out() -> None:
    assert hides(("crouched", "behind", "the", "wall")) and hides(("watched", "unseen", "from", "the", "stairs"))
    assert emerges(("crawled", "out", "from", "under", "the", "bed"))
    assert not hides(("sat", "behind", "the", "desk")) and not emerges(("walked", "out", "of", "the", "house"))
