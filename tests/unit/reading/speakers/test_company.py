"""Who takes part in the talk around a line."""

from fabula.reading.speakers.company import Company

TALK = Company(
    cues=("a", "b", None, None, "c"),
    called=((), (), ("a",), (), ()),
    spoken_of=(frozenset(), frozenset("d"), frozenset(), frozenset(), frozenset()),
    talks=(1, 1, 1, 1, 2),
)


def test_the_company_of_a_line_is_its_own_conversations_the_nearest_first() -> None:
    assert TALK.people(3) == ["a", "b"]
    assert TALK.people(4) == ["c"]


def test_whom_the_last_line_spoke_of_is_told_from_who_speaks() -> None:
    a, b, d = TALK.features(2, ("a", "b", "d"))
    assert d["spoken of in turn before"] == 1.0
    assert (a["only two in talk"], b["only two in talk"], d["only two in talk"]) == (1.0, 1.0, 0.0)
    assert a["share of cues near"] == b["share of cues near"] == 0.5


def test_its_own_cue_does_not_count() -> None:
    (a,) = TALK.features(0, ("a",))
    assert a["cues near"] == 0.0
    assert a["called near"] > 0.0
