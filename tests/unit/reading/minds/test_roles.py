"""Who has a part in an event, and which rows of one holder make one."""

from dataclasses import dataclass

from minds_drafts import draft_of
from minds_signals import Tag, with_signals

from fabula.reading.minds import find_events
from fabula.reading.minds.weighing import any_of, runs

CAST = {"o": ["Orla", "She", "her"], "d": ["Dunstan", "he", "him"]}


@dataclass(frozen=True)
class Row:
    character: str
    start: int
    end: int
    voice: int = 0


def test_a_second_verb_has_the_subject_of_the_first() -> None:
    tags: list[Tag] = [
        ("PROPN", 1, "nsubj"),
        ("VERB", -1, "root"),
        ("PROPN", 1, "obj"),
        ("CCONJ", 4, "cc"),
        ("VERB", 1, "conj"),
        ("PUNCT", 1, "punct"),
    ]
    draft = with_signals(draft_of("Orla pushed Dunstan and ran.", CAST), tags, [1, 4])
    assert [e.agents for e in find_events(draft).events or ()] == [("o",), ("o",)]


def test_who_is_nobody_of_the_cast_leaves_no_agent() -> None:
    tags: list[Tag] = [
        ("DET", 1, "det"),
        ("NOUN", 2, "nsubj"),
        ("VERB", -1, "root"),
        ("PROPN", 2, "obj"),
        ("PUNCT", 2, "punct"),
    ]
    draft = with_signals(draft_of("The wave pushed Dunstan.", CAST), tags, [2])
    assert [(e.agents, e.patients) for e in find_events(draft).events or ()] == [((), ("d",))]


def test_rows_of_one_holder_close_together_are_one_run() -> None:
    rows = [Row("o", 0, 40), Row("d", 42, 60), Row("o", 70, 110), Row("o", 400, 420)]
    assert runs(rows, apart=60, longest=300) == [[1], [0, 2], [3]]


def test_a_run_is_no_longer_than_it_may_be() -> None:
    rows = [Row("o", 0, 40), Row("o", 41, 80)]
    assert runs(rows, apart=60, longest=60) == [[0], [1]]


def test_another_voice_between_keeps_rows_apart() -> None:
    rows = [Row("o", 0, 40, 1), Row("o", 42, 60, 3), Row("o", 80, 90, -1), Row("o", 100, 120, -1)]
    assert runs(rows, apart=60, longest=300) == [[2], [3], [0], [1]]


def test_one_of_two_even_chances() -> None:
    assert any_of([0.5, 0.5]) == 0.75
