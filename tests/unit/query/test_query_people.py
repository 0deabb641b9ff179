"""Who, together, network, compare."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fabula.errors import RequestError
from fabula.query.compare import compare
from fabula.query.people import find, pair, portrait
from fabula.story import Character, Story
from fabula.story.network import presence_ties, speech_ties


def test_one_is_found_by_name_alias_id_and_part(story: Story) -> None:
    assert [find(story, name).id for name in ("ann lee", "ANN", "c1", "robert", "  Bo ")] == [
        "c1",
        "c1",
        "c1",
        "c2",
        "c2",
    ]


def test_a_name_of_two_is_asked_back(story: Story) -> None:
    with pytest.raises(RequestError, match=r"Ann Lee \(c1\), Bo \(c2\)"):
        find(story, "lee")


def test_a_name_of_nobody_lists_the_cast(story: Story) -> None:
    for name in ("Zed", "", "  "):
        with pytest.raises(RequestError) as caught:
            find(story, name)
        assert caught.value.hint == "The cast: Ann Lee, Bo, Cy"


def test_a_portrait_gathers_all_that_is_said_of_one(story: Story) -> None:
    ann = portrait(story, story.characters[0])
    assert ann.names == {"Ann": 1}
    assert [q.id for q in ann.lines] == ["q1", "q3"]
    assert ann.words == 2
    assert [(s.number, s.scene.id) for s in ann.scenes] == [(1, "s1"), (2, "s2")]
    assert [(t.target, t.weight) for t in ann.speaks_to] == [("c2", 2)]
    assert [(t.source, t.weight) for t in ann.hears_from] == [("c2", 1)]
    assert {t.target for t in ann.companions} == {"c2", "c3"}
    assert [f.emotion for f in ann.feelings] == ["anger"]
    assert [k.how for k in portrait(story, story.characters[2]).knowledge] == ["overheard"]


def test_two_share_the_words_while_both_are_there(story: Story) -> None:
    ann, bo, cy = story.characters
    found = pair(story, ann, cy)
    assert [(stay.scene.id, both) for stay, both in found.together] == [("s1", ((story.text.index("“Hm"), 55),))]
    assert found.lines == ()
    assert [q.id for q in pair(story, bo, ann).lines] == ["q1", "q2", "q3"]
    with pytest.raises(RequestError):
        pair(story, ann, ann)


def test_ties_are_counted(story: Story) -> None:
    assert [(t.source, t.target, t.weight, t.words, t.scenes) for t in speech_ties(story)] == [
        ("c1", "c2", 2, 2, {0: 2}),
        ("c2", "c1", 1, 1, {0: 1}),
    ]
    assert [(t.source, t.target, t.weight, t.words) for t in presence_ties(story)] == [
        ("c1", "c2", 1, 10),
        ("c1", "c3", 1, 3),
        ("c2", "c3", 1, 3),
    ]


def test_a_reading_is_like_itself(story: Story) -> None:
    found = compare(story, story)
    assert (found.both, found.same_speaker, found.changes) == (4, 4, ())
    assert not (found.gone or found.come or found.lost or found.found or found.scenes_gone or found.renamed)


def test_two_readings_are_compared_by_names_and_words_not_ids(story: Story, newer: Story) -> None:
    found = compare(story, newer)
    assert [(a.id, b.id) for a, b in found.pairs] == [("c1", "x1"), ("c2", "x2")]
    assert [(a.name, b.name) for a, b in found.renamed] == [("Bo", "Robert Lee")]
    assert ([c.name for c in found.gone], [c.name for c in found.come]) == (["Cy"], ["Dee"])
    assert (found.both, found.same_speaker) == (3, 2)
    assert [(c.old.id, c.new.id, c.speaker, c.addressees) for c in found.changes] == [("q4", "k4", True, False)]
    assert ([q.id for q in found.lost], [q.id for q in found.found]) == (["q3"], ["k5"])
    assert ([s.id for s in found.scenes_gone], found.scenes_come) == (["s2"], ())


def test_readings_of_two_texts_are_refused(story: Story) -> None:
    with pytest.raises(RequestError, match="code point 3"):
        compare(story, replace(story, text="“Go!” " + story.text))


def test_many_namesakes_take_no_time(story: Story) -> None:
    crowd = tuple(Character(id=f"x{i}", name=f"Man {i}", aliases=("man",)) for i in range(300))
    assert len(compare(replace(story, characters=crowd), replace(story, characters=crowd)).pairs) == 300
