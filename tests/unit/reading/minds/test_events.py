"""What happens: trigger, agents, patients, when."""

from minds_drafts import draft_of
from minds_signals import Tag, with_signals

from fabula.reading.draft import Draft
from fabula.reading.minds import find_events

CAST = {"o": ["Orla", "She", "her"], "d": ["Dunstan", "he", "him"]}
Row = tuple[str, tuple[str, ...], tuple[str, ...], str]


def happened(draft: Draft) -> list[Row]:
    return [(e.lemma, e.agents, e.patients, e.when) for e in find_events(draft).events or ()]


def test_the_subject_does_it_and_the_object_suffers_it() -> None:
    tags: list[Tag] = [("PROPN", 1, "nsubj"), ("VERB", -1, "root"), ("PROPN", 1, "obj"), ("PUNCT", 1, "punct")]
    draft = with_signals(draft_of("Orla pushed Dunstan.", CAST), tags, [1], lemmas={1: "push"})
    assert happened(draft) == [("push", ("o",), ("d",), "now")]


def test_the_subject_of_a_passive_suffers_it() -> None:
    tags: list[Tag] = [("PROPN", 2, "nsubj:pass"), ("AUX", 2, "aux:pass"), ("VERB", -1, "root"), ("PUNCT", 2, "punct")]
    draft = with_signals(draft_of("Orla was pushed.", CAST), tags, [2], lemmas={2: "push"})
    assert happened(draft) == [("push", (), ("o",), "now")]


def test_a_pluperfect_is_earlier_and_a_row_of_verbs_shares_subject_and_auxiliary() -> None:
    tags: list[Tag] = [
        ("PROPN", 2, "nsubj"),
        ("AUX", 2, "aux"),
        ("VERB", -1, "root"),
        ("CCONJ", 4, "cc"),
        ("VERB", 2, "conj"),
        ("PUNCT", 2, "punct"),
    ]
    draft = with_signals(draft_of("Orla had risen and gone.", CAST), tags, [2, 4], lemmas={2: "rise", 4: "go"})
    assert happened(draft) == [("rise", ("o",), (), "earlier"), ("go", ("o",), (), "earlier")]


def test_what_would_be_done_is_unreal() -> None:
    tags: list[Tag] = [("PROPN", 2, "nsubj"), ("AUX", 2, "aux"), ("VERB", -1, "root"), ("PUNCT", 2, "punct")]
    draft = with_signals(draft_of("Orla would jump.", CAST), tags, [])
    assert happened(draft) == [("jump", ("o",), (), "unreal")]


def test_what_is_told_in_speech_in_the_past_tense_is_earlier() -> None:
    tags: list[Tag] = [("PUNCT", 2, "punct"), ("PROPN", 2, "nsubj"), ("VERB", -1, "root"), ("PUNCT", 2, "punct")]
    tags.append(("PUNCT", 2, "punct"))
    draft = draft_of('"Orla fell."', CAST, [("d", ())])
    told = with_signals(draft, tags, [2], lemmas={2: "fall"}, features={2: {"Tense": "Past", "VerbForm": "Fin"}})
    assert happened(told) == [("fall", ("o",), (), "earlier")]


def test_without_signals_nothing_is_said_to_happen() -> None:
    assert find_events(draft_of("Orla pushed Dunstan.", CAST)).events == ()
