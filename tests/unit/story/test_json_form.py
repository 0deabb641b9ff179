"""The story file: there and back, checked at the edge, written whole."""

from __future__ import annotations

import errno
import json
import os
import stat
import typing
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.errors import OutputError, StoryFormatError
from fabula.spans import Span
from fabula.story import json_form, records
from fabula.story.records import Character, Quotation, Story

STORY = Story(
    text="“Run,” said Ilse.",
    characters=(Character(id="c1", name="Ilse"),),
    quotations=(Quotation(id="q1", spans=(Span(0, 6),), speaker="c1", cue=Span(7, 16), confidence=0.9),),
)
VALIDATOR = jsonschema.Draft202012Validator(json_form.schema())
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def rows(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Records of one kind with every field filled."""
    hints = typing.get_type_hints(kind)
    return st.builds(kind, **{one.name: values(hints[one.name]) for one in fields(kind)})


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of one field."""
    origin, of = typing.get_origin(hint), typing.get_args(hint)
    if hint is Span:
        return st.tuples(st.integers(0, 999), st.integers(0, 99)).map(lambda pair: Span(pair[0], sum(pair)))
    if hint is str:
        return WORDS
    if hint is bool:
        return st.booleans()
    if hint is int:
        return st.integers(0, 10**6)
    if hint is float:
        return st.floats(0, 1)
    if hint is type(None):
        return st.none()
    if origin is typing.Literal:
        return st.sampled_from(of)
    if origin is tuple:
        return st.lists(values(of[0]), max_size=2).map(tuple)
    if of:  # a union
        return st.one_of(*map(values, of))
    return rows(hint)


@given(rows(Story))
@settings(max_examples=60, deadline=None)
def test_any_story_comes_back_the_same_and_obeys_the_schema(story: Story) -> None:
    data = json_form.encode(story)
    assert json_form.decode(data) == story
    VALIDATOR.validate(json.loads(data))


def test_save_and_load_through_a_file(tmp_path: Path) -> None:
    path = tmp_path / "run.fabula.json"
    STORY.save(path)
    assert Story.load(path) == STORY
    assert [one.name for one in tmp_path.iterdir()] == ["run.fabula.json"]


def test_the_file_is_plain_json_with_spans_as_pairs() -> None:
    built = json.loads(json_form.encode(STORY))
    assert built["format"] == "fabula-1"
    assert built["quotations"][0]["spans"] == [[0, 6]]
    assert built["quotations"][0]["cue"] == [7, 16]
    assert built["events"] is None  # not read, which is not the same as none there


def test_keys_that_a_later_version_adds_are_passed_over() -> None:
    built = json.loads(json_form.encode(STORY)) | {"weather": "rain"}
    assert json_form.decode(json.dumps(built).encode()) == STORY


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": "fabula-99"}, "format"),
        ({"text": None}, "text"),
        ({"quotations": [{"id": "q1", "spans": [[0]]}]}, r"quotations\[0\]\.spans"),
        ({"quotations": [{"id": "q1", "spans": [], "mode": "song"}]}, "mode"),
        ({"characters": [{"id": "c1"}]}, "name"),
    ],
)
def test_a_file_that_breaks_the_format_is_refused_with_the_key(change: dict[str, Any], says: str) -> None:
    built = json.loads(json_form.encode(STORY)) | change
    with pytest.raises(StoryFormatError, match=says) as caught:
        json_form.decode(json.dumps(built).encode(), where="run.fabula.json")
    assert caught.value.where == "run.fabula.json"
    assert not VALIDATOR.is_valid(built)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe\x00", b'{"text": "\\ud800"}', b"[" * 100_000])
def test_what_is_no_story_file_is_a_story_format_error(data: bytes) -> None:
    with pytest.raises(StoryFormatError):
        json_form.decode(data)


def test_half_a_surrogate_pair_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="surrogate"):
        Story(text="Il\ud800se").save(tmp_path / "a.json")
    assert list(tmp_path.iterdir()) == []


def test_loading_a_file_that_is_not_there_names_it(tmp_path: Path) -> None:
    with pytest.raises(StoryFormatError, match="gone"):
        Story.load(tmp_path / "gone.fabula.json")


def test_the_schema_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(json_form.schema())


def test_every_record_is_frozen_and_slotted() -> None:
    kinds = [one for one in vars(records).values() if isinstance(one, type) and one.__module__ == records.__name__]
    assert Story in kinds
    for kind in kinds:
        assert kind.__dataclass_params__.frozen, kind
        assert not hasattr(kind, "__dict__") or "__slots__" in vars(kind), kind


def test_a_character_is_found_by_id_and_a_quotation_gives_its_words() -> None:
    story = replace(STORY, quotations=(Quotation(id="q1", spans=(Span(0, 6), Span(12, 16))),))
    assert story.character("c1").name == "Ilse"
    with pytest.raises(KeyError):
        story.character("c2")
    assert story.words(story.quotations[0]) == "“Run,” Ilse"


class TestWriteWhole:
    """An older file stays whole until the new one is."""

    def test_it_overwrites(self, tmp_path: Path) -> None:
        path = tmp_path / "a.json"
        path.write_bytes(b"old and longer")
        json_form.write_whole(path, b"new")
        assert path.read_bytes() == b"new"

    def test_a_new_file_has_the_rights_that_the_umask_leaves(self, tmp_path: Path) -> None:
        old = os.umask(0o027)
        try:
            json_form.write_whole(tmp_path / "a.json", b"x")
        finally:
            os.umask(old)
        assert stat.S_IMODE((tmp_path / "a.json").stat().st_mode) == 0o640

    def test_a_full_disk_leaves_the_old_file_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "a.json"
        path.write_bytes(b"old")

        def full(descriptor: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(OutputError, match="No space left") as caught:
            json_form.write_whole(path, b"new")
        assert caught.value.where == str(path)
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    def test_an_interruption_leaves_the_old_file_and_nothing_else(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "a.json"
        path.write_bytes(b"old")

        def stop(self: Path, target: Path) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Path, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            json_form.write_whole(path, b"new")
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    def test_a_folder_in_the_way_is_an_output_error(self, tmp_path: Path) -> None:
        (tmp_path / "a.json").mkdir()
        with pytest.raises(OutputError):
            json_form.write_whole(tmp_path / "a.json", b"new")
        assert [one.name for one in tmp_path.iterdir()] == ["a.json"]

    def test_a_missing_folder_is_an_output_error(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError):
            json_form.write_whole(tmp_path / "no" / "a.json", b"new")


def test_a_story_file_that_is_not_there_is_told_with_what_writes_one(tmp_path: Path) -> None:
    with pytest.raises(StoryFormatError) as told:
        Story.load(tmp_path / "none.fabula.json")
    assert told.value.hint is not None and "fabula read" in told.value.hint
