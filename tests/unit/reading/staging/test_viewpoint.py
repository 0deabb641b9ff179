"""Through whose eyes a scene is told."""

from staging_drafts import draft_of

from fabula.reading.presence import find_presence
from fabula.reading.viewpoint import find_viewpoint


def pov(text: str, cast: dict[str, list[str]], **kwargs: object) -> tuple[str, ...]:
    return find_viewpoint(find_presence(draft_of(text, cast, one_scene=True, **kwargs))).scenes[0].pov


def test_the_one_whose_thoughts_are_told() -> None:
    text = "Anna opened the door. Anna wondered who had lit the lamp. Ben looked tired. Anna felt cold."
    assert pov(text, {"a": ["Anna"], "b": ["Ben"]}) == ("a",)


def test_the_narrator_in_the_first_person() -> None:
    text = "I saw Ben on the stairs. Ben thought me dead. I knew it. I went down to him."
    assert pov(text, {"n": ["I", "me"], "b": ["Ben"]}, narrator="n")[0] == "n"


def test_nobody_where_no_mind_is_shown() -> None:
    assert pov("Anna walked. Ben dug.", {"a": ["Anna"], "b": ["Ben"]}) == ()


def test_somebody_with_a_name_before_somebody_without_one() -> None:
    text = "Anna met the smith. Anna felt cold. The smith felt tired."
    assert pov(text, {"a": ["Anna"], "b": ["the smith", "The smith"]})[0] == "a"
    text = "The smith met Anna. The smith felt cold. Anna felt tired."
    assert pov(text, {"a": ["Anna"], "b": ["the smith", "The smith"]})[0] == "a"
