"""A reading with corrections as evidence: what a person decided holds, and what follows from it changes."""

from __future__ import annotations

from fabula import api
from fabula.corrections import Journal
from fabula.corrections.kinds import Correction
from fabula.corrections.making import Maker
from fabula.story import Story

TEXT = (
    "Ilse came in. “Run,” said Ilse.\n\n“Why?” asked Fen.\n\n“Because they come.”\n\n“Who?”\n\n“The soldiers.”\n\n"
    "“I do not believe you.”\n\nMora laughed in the corner. She was old.\n\n“You never do,” said Mora.\n\n"
    "The next day Captain Marten rode to the mill. He was tired.\n\n“Nobody is here,” he said.\n"
)
STORY = api.read(TEXT, text=True)
MAKE = Maker(STORY)


def read(*entries: Correction) -> Story:
    """The story read with these corrections as evidence."""
    return api.read(TEXT, text=True, corrections=Journal(entries))


def speakers(story: Story) -> list[str]:
    """The name of each line's speaker."""
    names = {c.id: c.name for c in story.characters}
    return [names.get(q.speaker or "", "?") for q in story.quotations]


def test_without_corrections_nothing_changes() -> None:
    assert read() == STORY


def test_a_story_is_read_again_from_what_it_holds() -> None:
    assert api.reread(STORY, Journal()) == STORY


def test_the_turns_around_a_line_follow_it() -> None:
    story = read(MAKE.speaker("q4", "Ilse"))
    assert story.quotations[3].confidence == 1.0
    pairs = zip(story.quotations, STORY.quotations, strict=True)
    changed = [new.id for new, old in pairs if (new.speaker, new.confidence) != (old.speaker, old.confidence)]
    assert speakers(story)[3] == "Ilse" and len(changed) > 1  # who answers is decided anew


def test_a_merge_is_known_before_anything_is_resolved() -> None:
    story = api.reread(STORY, Journal((MAKE.merge("Mora", "Ilse"),)))  # the machine's reading, no correction applied
    assert [c.name for c in story.characters] == ["Ilse", "Fen", "Captain Marten"]
    assert "Mora" in story.character("c1").aliases and "Mora" not in speakers(story)
    assert {m.entity for m in story.mentions if TEXT[m.start : m.end] == "Mora"} == {"c1"}


def test_a_quotation_that_is_none_takes_no_turn() -> None:
    story = read(MAKE.mode("q4", "none"))
    assert len(story.quotations) == len(STORY.quotations) - 1
    assert "“Who?”" not in [story.words(q) for q in story.quotations]


def test_a_newcomer_and_their_line() -> None:
    new = MAKE.character("the miller", "he")
    makes = Maker(api.reread(STORY, Journal((new,))))
    story = read(new, makes.speaker("q8", "the miller"))
    assert speakers(story)[-1] == "the miller"


def test_a_description_is_somebody_of_the_cast() -> None:
    text = (
        "Mora was in the mill. “Well,” said Mora.\n\nThe old landlady sighed. “Well,” said the old "
        "landlady. “Sit,” said the old landlady.\n\nMora left.\n"
    )
    before = api.read(text, text=True)
    assert [c.name for c in before.characters] == ["Mora", "the old landlady"]
    journal = Journal((Maker(before).merge("the old landlady", "Mora"),))
    story = api.read(text, text=True, corrections=journal)
    assert [c.name for c in story.characters] == ["Mora"] and speakers(story) == ["Mora"] * 2
    assert {text[m.start : m.end] for m in story.mentions if m.entity == "c1"} >= {"The old landlady", "Mora"}


def test_a_scene_begins_where_a_person_says() -> None:
    story = read(MAKE.begin("Mora laughed"))
    assert TEXT.index("Mora laughed") in [s.start for s in story.scenes]


def test_reading_twice_with_a_journal_is_no_conflict() -> None:
    from fabula.corrections import apply

    journal = Journal((MAKE.merge("Mora", "Ilse"), MAKE.mode("q4", "none"), MAKE.speaker("q5", "Ilse")))
    once = api.read(TEXT, text=True, corrections=journal)
    assert apply(once, journal).conflicts == () and apply(api.reread(once, journal), journal).story == once


HOUSE = (
    "Chapter One\n\nIlse waited in the kitchen. Fen came in and sat down in the kitchen.\n\n“Well,” said Ilse.\n\n"
    "“Well,” said Fen.\n\n* * *\n\nThey talked on. Ilse thought of the letter, and Fen knew it.\n\n“It is late,” said "
    "Ilse.\n\n“It is,” said Fen.\n\n* * *\n\nFen knew that she would go. He wondered when, and heard the clock.\n\n"
    "“Tomorrow,” said Ilse.\n\n“Hush,” said Mora. Mora slept.\n"
)
AT_HOME = api.read(HOUSE, text=True)


def at_home(*entries: Correction) -> Story:
    """The machine's reading of the talk in the house with these corrections as evidence, none applied to it."""
    return api.reread(AT_HOME, Journal(entries))


def test_a_scene_without_a_place_of_its_own_plays_where_the_one_before_was_said_to() -> None:
    places = {p.id: p.name for p in AT_HOME.places}
    assert [places.get(s.place or "") for s in AT_HOME.scenes] == ["the kitchen"] * 3
    story = at_home(Maker(AT_HOME).place("s2", "the mill"))
    names = {p.id: p.name for p in story.places}
    assert [names.get(s.place or "") for s in story.scenes] == ["the kitchen", "the mill", "the mill"]


def test_who_is_said_to_be_there_hears_what_is_said() -> None:
    heard = {q.id: q.heard_by for q in at_home(Maker(AT_HOME).presence("s1", "Mora")).quotations}
    mora = next(c.id for c in AT_HOME.characters if c.name == "Mora")
    assert mora in heard["q1"] and mora not in {h for q in AT_HOME.quotations[:1] for h in q.heard_by}
    gone = at_home(Maker(AT_HOME).presence("s1", "Fen", present=False))
    fen = next(c.id for c in AT_HOME.characters if c.name == "Fen")
    assert fen not in [p.character for p in gone.scenes[0].presence]


def test_a_point_of_view_tells_of_the_scenes_around() -> None:
    make = Maker(AT_HOME)
    fen = at_home(make.pov("s1", ["Fen"]), make.pov("s2", ["Fen"]))
    names = {c.id: c.name for c in fen.characters}
    assert [names[who] for s in fen.scenes for who in s.pov[:1]] == ["Fen"] * 3
    assert fen.scenes[1].pov != AT_HOME.scenes[1].pov


def test_whom_a_line_is_said_to_is_evidence_of_who_answers() -> None:
    text = (
        "Ilse, Fen and Mora sat in the mill. “Run,” said Ilse.\n\n“Why?” asked Fen.\n\n“No,” said Mora.\n\n"
        "“Where is the boat?” asked Ilse.\n\n“At the ford.”\n"
    )
    story = api.read(text, text=True)
    for name in ("Fen", "Mora"):
        told = api.reread(story, Journal((Maker(story).addressees("q4", [name]),)))
        assert speakers(told)[4] == name
