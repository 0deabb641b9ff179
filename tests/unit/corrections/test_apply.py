"""A story with its corrections: what each kind changes, and what cannot be placed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tale import TEXT, at, tale

from fabula.corrections import Journal, apply, belongs
from fabula.corrections.journal import head_of
from fabula.corrections.kinds import Correction, Merge, Undo, Who
from fabula.corrections.making import Maker
from fabula.errors import RequestError
from fabula.story import Quotation, Scene, Story

MAKE = Maker(tale())


def corrected(*entries: Correction, story: Story | None = None) -> Story:
    """The story with these corrections, none of them in conflict."""
    done = apply(story or tale(), Journal(entries))
    assert done.conflicts == ()
    return done.story


def line(story: Story, id: str) -> Quotation:
    """The quotation with that id."""
    return next(q for q in story.quotations if q.id == id)


def scene(story: Story, id: str) -> Scene:
    """The scene with that id."""
    return next(s for s in story.scenes if s.id == id)


def reasons(*entries: Correction, story: Story | None = None) -> list[str]:
    """Why these corrections are in conflict with the story, which they leave as it is."""
    done = apply(story or tale(), Journal(entries))
    assert done.story == (story or tale()) or len(done.conflicts) < len(entries)
    return [c.reason for c in done.conflicts]


def test_no_journal_changes_nothing() -> None:
    assert apply(tale(), Journal()).story == tale()


def test_a_speaker_is_certain_and_changes_places_with_who_was_thought_to_speak() -> None:
    row = line(corrected(MAKE.speaker("q1", "Fen")), "q1")
    assert (row.speaker, row.addressees, row.heard_by, row.confidence) == ("c2", ("c1",), ("c1", "c3"), 1.0)


def test_a_speaker_may_be_nobody_known() -> None:
    assert line(corrected(MAKE.speaker("q1", None)), "q1").speaker is None


def test_the_second_of_two_like_lines_is_meant() -> None:
    story = corrected(MAKE.speaker("q4", "Mora"))
    assert (line(story, "q3").speaker, line(story, "q4").speaker) == ("c1", "c3")


def test_addressees_hear_what_is_said_to_them() -> None:
    row = line(corrected(MAKE.addressees("q1", ["Mora"])), "q1")
    assert (row.addressees, row.heard_by) == (("c3",), ("c3",))


def test_a_quotation_may_be_none() -> None:
    story = corrected(MAKE.mode("q5", "none"))
    assert [q.id for q in story.quotations] == ["q1", "q2", "q3", "q4"]
    assert story.knowledge is not None and story.knowledge[0].about is None


def test_a_thought_is_heard_by_nobody() -> None:
    row = line(corrected(MAKE.mode("q2", "thought")), "q2")
    assert (row.mode, row.heard_by, row.addressees) == ("thought", (), ())


def test_a_merge_reaches_every_table() -> None:
    story = corrected(MAKE.merge("Captain Fen", "Fen"))
    assert [c.id for c in story.characters] == ["c1", "c2", "c3"]
    assert story.character("c2").aliases == ("Fen", "Captain Fen") and story.character("c2").pronouns == "he"
    assert {m.entity for m in story.mentions} == {"c1", "c2", "c3"}
    assert line(story, "q5").speaker == "c2" and line(story, "q5").addressees == ()
    assert [(p.character, p.hidden_from) for p in scene(story, "s2").presence] == [("c2", ())]
    assert scene(story, "s2").pov == ("c2",)
    assert story.events is not None and story.events[0].agents == ("c2",)
    assert story.knowledge is not None and story.knowledge[0].character == "c2"


def test_a_correction_of_somebody_merged_goes_to_who_they_are() -> None:
    story = corrected(MAKE.merge("c4", "c2"), MAKE.speaker("q1", "c4"))
    assert line(story, "q1").speaker == "c2"


def test_merges_in_a_row() -> None:
    story = corrected(MAKE.merge("c4", "c2"), MAKE.merge("c2", "c1"))
    assert [c.id for c in story.characters] == ["c1", "c3"]
    assert line(story, "q5").speaker == "c1"


def test_a_circle_of_merges_is_a_conflict() -> None:
    done = apply(tale(), Journal((MAKE.merge("c4", "c2"), MAKE.merge("c2", "c4"))))
    assert [c.id for c in done.story.characters] == ["c1", "c2", "c3"]
    assert "circle" in done.conflicts[0].reason


def test_nobody_is_merged_with_themself() -> None:
    with pytest.raises(RequestError, match="themself"):
        MAKE.merge("Ilse", "c1")
    assert reasons(Merge(id="m", character=Who("c1", "Ilse"), into=Who("c1", "Ilse")))


def test_what_is_already_so_is_no_conflict() -> None:
    once = corrected(MAKE.merge("c4", "c2"), MAKE.mode("q5", "none"), MAKE.join("s2"))
    again = apply(once, Journal((MAKE.merge("c4", "c2"), MAKE.mode("q5", "none"), MAKE.join("s2"))))
    assert again.conflicts == () and again.story == once


def test_a_split_takes_names_and_lines_along() -> None:
    story = corrected(MAKE.split("Mora", "Old Mora", aliases=["Old Mora"], quotations=["q1"]))
    new = story.characters[-1]
    assert (new.name, new.aliases) == ("Old Mora", ("Old Mora",))
    assert story.character("c3").aliases == ("Mora",)
    assert line(story, "q1").speaker == new.id
    assert [m.entity for m in story.mentions if (m.start, m.end) == at("Old Mora")] == [new.id]


def test_a_newcomer_may_speak() -> None:
    new = MAKE.character("the miller", "he")
    story = corrected(new)
    story = corrected(new, Maker(story).speaker("q2", "the miller"))
    assert story.character(new.new.id).pronouns == "he" and line(story, "q2").speaker == new.new.id


def test_a_name_for_the_cast() -> None:
    story = corrected(MAKE.rename("c2", "Fen Marten"), MAKE.alias("c2", "Sparrow"), MAKE.pronouns("c2", "he"))
    assert story.character("c2").name == "Fen Marten"
    assert story.character("c2").aliases == ("Fen", "Sparrow") and story.character("c2").pronouns == "he"


def test_a_renamed_character_is_found_by_both_names_also_when_that_is_undone() -> None:
    rename = MAKE.rename("c2", "Ash")
    after = Maker(corrected(rename)).speaker("q1", "Ash")
    assert line(corrected(rename, after), "q1").speaker == "c2"
    done = apply(tale(), Journal((rename, after, Undo(id="u", undoes=rename.id))))
    assert done.conflicts == () and line(done.story, "q1").speaker == "c2"


def test_a_refused_name_stands_for_somebody_else() -> None:
    story = corrected(MAKE.alias("Mora", "Old Mora", refused=True))
    assert story.character("c3").aliases == ("Mora",)
    assert not any(m.entity == "c3" for m in story.mentions)


def test_a_mention_is_resolved() -> None:
    he = at("he", TEXT[: at("he said").start].count("he"))
    story = corrected(MAKE.mention(he.start, he.end, "Fen"))
    assert [m.entity for m in story.mentions if (m.start, m.end) == he] == ["c2"]


def test_a_scene_begins_where_it_is_said_to() -> None:
    story = corrected(MAKE.begin("Old Mora laughed"))
    assert [(s.start, s.end) for s in story.scenes] == [
        (0, at("Old Mora").start),
        (at("Old Mora").start, at("In the").start),
        (at("In the").start, len(TEXT)),
    ]
    assert all(s.start <= p.start < p.end <= s.end for s in story.scenes for p in s.presence)


def test_a_scene_is_part_of_the_one_before() -> None:
    story = corrected(MAKE.join("s2"))
    assert [(s.id, s.start, s.end) for s in story.scenes] == [("s1", 0, len(TEXT))]
    assert [p.character for p in story.scenes[0].presence] == ["c1", "c2", "c3", "c4"]
    assert story.events is not None and story.events[0].scene == "s1"


def test_a_scene_begins_elsewhere() -> None:
    story = corrected(MAKE.move("s2", "Old Mora laughed"))
    assert [s.start for s in story.scenes] == [0, at("Old Mora").start]
    assert story.scenes[0].end == story.scenes[1].start == story.scenes[1].presence[0].start


def test_a_scene_cannot_move_past_another() -> None:
    assert reasons(MAKE.begin("Old Mora"), MAKE.move("s2", "asked Fen")) == ["it would move past another scene"]


def test_place_presence_and_point_of_view() -> None:
    story = corrected(
        MAKE.place("s1", "the mill"),
        MAKE.place("s2", "the ford"),
        MAKE.presence("s1", "Mora", hidden_from=["Ilse"]),
        MAKE.presence("s2", "c2", present=False),
        MAKE.pov("s1", ["Mora", "Ilse"]),
    )
    one, two = story.scenes
    assert one.place == "p1" and next(p.name for p in story.places if p.id == two.place) == "the ford"
    assert [p.hidden_from for p in one.presence if p.character == "c3"] == [("c1",)]
    assert [p.character for p in two.presence] == ["c4"] and one.pov == ("c3", "c1")


def test_unknown_ids_are_told() -> None:
    for ask in (
        lambda: MAKE.speaker("q9", "Ilse"),
        lambda: MAKE.speaker("q1", "Nobody"),
        lambda: MAKE.join("s9"),
        lambda: MAKE.begin("not in the text"),
        lambda: MAKE.begin("“Yes.”"),
        lambda: MAKE.mention(0, 3, "Ilse"),
        lambda: MAKE.rename("Ilse", " "),
        lambda: MAKE.split("Ilse", "Else"),
    ):
        with pytest.raises(RequestError):
            ask()


def test_a_correction_of_somebody_who_is_gone_is_a_conflict() -> None:
    story = replace(tale(), characters=tale().characters[1:])
    assert reasons(MAKE.speaker("q4", "Ilse"), story=story) == ["nobody is called Ilse (c1)"]


def test_another_id_with_the_same_name_is_who_is_meant() -> None:
    renumbered = replace(
        tale(), characters=tuple(replace(c, id={"c1": "c2", "c2": "c1"}.get(c.id, c.id)) for c in tale().characters)
    )
    assert line(corrected(MAKE.speaker("q4", "Ilse"), story=renumbered), "q4").speaker == "c2"


def test_two_of_one_name_are_never_guessed_between() -> None:
    two = replace(tale(), characters=tuple(replace(c, id="x" + c.id, name="Ilse") for c in tale().characters))
    assert reasons(MAKE.speaker("q4", "Ilse"), story=two) == ["4 characters are called Ilse"]


def test_a_journal_of_another_story_does_not_belong() -> None:
    other = "It rained. “Well,” said the judge. “Well, well.”"
    journal = Journal((head_of(tale()), MAKE.speaker("q1", "Fen")))
    assert belongs(journal, TEXT) and not belongs(journal, other)
    assert belongs(journal, "A new beginning.\n\n" + TEXT)
