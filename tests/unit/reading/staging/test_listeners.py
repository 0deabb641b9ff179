"""Who hears a quotation beyond its speaker."""

from dataclasses import replace

from staging_drafts import draft_of

from fabula.reading.draft import Constraints, Cue, Draft
from fabula.reading.listeners import find_listeners
from fabula.spans import Span
from fabula.story.records import Presence

CAST = {"a": ["Anna"], "b": ["Ben"], "c": ["Carl"]}


def heard(draft: Draft, *rows: Presence) -> list[tuple[str, ...]]:
    """`heard_by` of each quotation when those rows are there."""
    [scene] = draft.scenes
    return [t.heard_by for t in find_listeners(replace(draft, scenes=(replace(scene, presence=rows),))).turns]


def there(who: str, draft: Draft, *, hidden_from: tuple[str, ...] = ()) -> Presence:
    return Presence(character=who, start=0, end=len(draft.manuscript.text), hidden_from=hidden_from)


def test_everybody_present_hears() -> None:
    draft = draft_of('"Go," said Anna.', CAST, [("a", ("b",))], one_scene=True)
    assert heard(draft, there("a", draft), there("b", draft), there("c", draft)) == [("b", "c")]


def test_who_has_left_hears_nothing() -> None:
    draft = draft_of('Carl left. "Go," said Anna.', CAST, [("a", ("b",))], one_scene=True)
    gone = Presence(character="c", start=0, end=10)
    assert heard(draft, there("a", draft), there("b", draft), gone) == [("b",)]


def test_words_said_alone_are_overheard_by_the_hidden_one_who_is_no_addressee() -> None:
    draft = draft_of('"I love her," said Ben.', CAST, [("b", ("a",))], one_scene=True)
    rows = there("b", draft), there("a", draft, hidden_from=("b",))
    [scene] = draft.scenes
    [turn] = find_listeners(replace(draft, scenes=(replace(scene, presence=rows),))).turns
    assert (turn.addressees, turn.heard_by) == ((), ("a",))


def test_a_whisper_is_for_the_addressee_and_a_thought_for_nobody() -> None:
    draft = draft_of('"Now," whispered Anna. "Then so be it."', CAST, [("a", ("b",)), ("c", ())], one_scene=True)
    first, second = draft.utterances
    whisper = replace(first, cue=Cue(span=Span(7, 21), manner=Span(7, 16)))
    draft = replace(draft, utterances=(whisper, replace(second, mode="thought")))
    assert heard(draft, there("a", draft), there("b", draft), there("c", draft)) == [("b",), ()]


def test_who_writes_in_an_exchange_of_messages_reads_all_of_it() -> None:
    text = '"Late again?"\n"Who?"\n"Me, I fear."\n' + "The evening went on without a word. " * 20 + '\n"Dear Anna."'
    said = [("a", ("b",)), ("b", ("a",)), ("c", ()), ("b", ("a",))]
    draft = draft_of(text, CAST, said, one_scene=True)
    draft = replace(draft, utterances=tuple(replace(u, mode="writing") for u in draft.utterances))
    assert heard(draft) == [("b", "c"), ("a", "c"), ("a", "b"), ("a",)]


def test_a_crowd_that_only_stands_by_hears_nothing() -> None:
    draft = draft_of('"Go," said Anna.', {**CAST, "g": ["crowd"]}, [("a", ("b",))], groups=["g"], one_scene=True)
    assert heard(draft, there("a", draft), there("b", draft), there("g", draft)) == [("b",)]


def test_a_turn_without_a_cue_is_not_the_hidden_listeners() -> None:
    draft = draft_of('"I love her."', CAST, [("a", ("b",))], one_scene=True)
    rows = there("b", draft), there("a", draft, hidden_from=("b",))
    [scene] = draft.scenes
    [turn] = find_listeners(replace(draft, scenes=(replace(scene, presence=rows),))).turns
    assert (turn.speaker, turn.addressees, turn.heard_by) == ("b", (), ("a",))


def test_a_speaker_that_a_person_has_decided_stays() -> None:
    draft = draft_of('"I love her."', CAST, [("a", ("b",))], one_scene=True)
    draft = replace(draft, constraints=Constraints(speakers={0: "a"}))
    rows = there("b", draft), there("a", draft, hidden_from=("b",))
    [scene] = draft.scenes
    [turn] = find_listeners(replace(draft, scenes=(replace(scene, presence=rows),))).turns
    assert turn.speaker == "a"
