"""Scenes begin where a mark, a time or a place says so, and tile the story text."""

from dataclasses import replace

from staging_drafts import draft_of

from fabula.reading.narration import narration
from fabula.reading.places import find_places, place_ids, place_sightings
from fabula.reading.scenes import find_scenes
from fabula.reading.settings import Setting, signs
from fabula.reading.times import time_words
from fabula.story.records import Part

FILLER = (
    "Anna kneaded the dough and hummed. Ben counted the sacks by the wall and wrote the sum on a slate. "
    "They had worked like this for as long as either of them cared to remember, and neither was tired of it. "
    "The dough rose and the sacks stood where they stood, and the cat slept on the warmest of them as ever."
)


def scenes_of(text: str, **kwargs: object) -> list[str]:
    draft = find_scenes(find_places(draft_of(text, {"a": ["Anna"], "b": ["Ben"]}, **kwargs)))
    return [text[s.start : s.end] for s in draft.scenes]


def test_a_break_mark_belongs_to_the_scene_before_it() -> None:
    text = "Anna slept in the mill.\n# # #\nBen rowed to the island.\n"
    assert scenes_of(text) == ["Anna slept in the mill.\n# # #\n", "Ben rowed to the island.\n"]


def test_a_break_mark_run_into_the_next_paragraph_parts_scenes_after_the_mark() -> None:
    text = "Anna slept in the mill.\n* * * Ben rowed to the island.\n"
    assert scenes_of(text) == ["Anna slept in the mill.\n* * * ", "Ben rowed to the island.\n"]


def test_a_new_day_begins_a_scene_without_a_mark() -> None:
    text = f"{FILLER}\nThe next morning Ben rowed to the island and sat down in the ruined chapel. {FILLER}\n"
    assert [s[:16] for s in scenes_of(text)] == [FILLER[:16], "The next morning"]


def test_an_answer_in_a_conversation_begins_no_scene() -> None:
    text = f'{FILLER}\n"Is it done?"\n"Nearly."\n"Good." {FILLER}\n'
    said = [("a", ("b",)), ("b", ("a",)), ("a", ("b",))]
    assert len(scenes_of(text, said=said)) == 1


def test_front_matter_and_notes_are_in_no_scene_and_chapters_begin_scenes() -> None:
    text = "A blurb.\nAnna slept.\nBen rowed.\nThanks for reading!\n"
    draft = draft_of(text, {"a": ["Anna"], "b": ["Ben"]})
    parts = (
        Part(id="d1", kind="description", start=0, end=9),
        Part(id="k1", kind="chapter", start=9, end=21),
        Part(id="k2", kind="chapter", start=21, end=32),
        Part(id="n1", kind="note", start=32, end=len(text)),
    )
    draft = replace(draft, manuscript=replace(draft.manuscript, parts=parts))
    assert [(s.start, s.end) for s in find_scenes(draft).scenes] == [(9, 21), (21, 32)]


def test_a_scene_has_the_place_it_opens_in_and_its_time() -> None:
    draft = find_places(draft_of("At noon Anna sat in the old mill. She could see the river.\n", {"a": ["Anna"]}))
    scene = find_scenes(draft).scenes[0]
    assert next(p.name for p in draft.places if p.id == scene.place) == "the old mill"
    assert scene.time == "At noon"


def test_a_scene_told_as_past_is_earlier() -> None:
    text = "Ben slept.\n# # #\nAnna had come by sea. She had walked the last mile. She had knocked twice.\n"
    draft = find_scenes(draft_of(text, {"a": ["Anna", "She"], "b": ["Ben"]}))
    assert [s.when for s in draft.scenes] == ["now", "earlier"]


def test_an_empty_text_has_no_scenes() -> None:
    assert find_scenes(draft_of("", {})).scenes == ()


def test_expressions_of_time_and_those_that_carry_the_story_on() -> None:
    text = "Three weeks later, at half past nine, he was at one end of the table, as every evening."
    found = [(t.span.of(text), t.jumps) for t in time_words(text, 0, len(text))]
    assert found == [("Three weeks later", True), ("at half past nine", True), ("every evening", False)]


def test_a_summer_house_is_no_time() -> None:
    text = "She sat in the summer-house in the evening."
    assert [t.span.of(text) for t in time_words(text, 0, len(text))] == ["in the evening"]


def test_a_place_set_out_for_just_before_a_scene_may_be_its_own() -> None:
    text = "Anna slept in the mill. At dusk she went down to the chapel.\n# # #\nBen was asleep in this barn.\n"
    draft = find_scenes(find_places(draft_of(text, {"a": ["Anna"], "b": ["Ben"]})))
    seen = place_sightings(draft)
    scene = draft.scenes[-1]
    found = signs(Setting(draft, narration(draft), seen, place_ids(draft, seen), scene.start, scene.end), None)
    names = {p.id: p.name for p in draft.places}
    assert {names[p]: "goal just before" in own for p, own in found.items()} == {"the chapel": True, "the barn": False}
