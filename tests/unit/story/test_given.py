"""The cast file that a user gives."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.errors import RequestError
from fabula.story.given import load_cast, never_named, parse_cast, shared_names
from fabula.story.records import Character

ILSE = Character(id="c1", name="Ilse Marten", aliases=("Ilse", "Sparrow"), pronouns="she")
FEN = Character(id="fen", name="Fen")


def test_a_cast_file_gives_characters_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "cast.toml"
    path.write_text(
        '[[character]]\nname = "Ilse  Marten"\naliases = ["Ilse", "Sparrow", "Ilse", " "]\npronouns = "she"\n'
        '[[character]]\nid = "fen"\nname = "Fen"\n',
        encoding="utf-8",
    )
    assert load_cast(path) == (ILSE, FEN)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_cast('\ufeff[[character]]\nid = "fen"\nname = "Fen"'.encode()) == (FEN,)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b"# only a comment", "empty"),
        (b"name: Ilse", "not TOML"),
        (b"\xff\xfeI\x00", "not UTF-8"),
        (b"[[character]]\nid = 'a'\nname = 'A'\n[[character]]\nid = 'a'\nname = 'B'", "two characters have the id 'a'"),
        (b"[[character]]\nid = 'c2'\nname = 'A'\n[[character]]\nname = 'B'", "two characters have the id 'c2'"),
        (b"[[character]]\nname = ' '", "character 1 has an empty name"),
        (b"[[character]]\nname = 'A'\nid = 'a b'", "one word"),
        (b"[[character]]\nid = 'a'", "name"),
        (b"[[character]]\nname = 'A'\nalias = ['B']", "alias"),
        (b"[[character]]\nname = 'A'\naliases = 'B'", r"character\[0\]\.aliases"),
        (b"[[characters]]\nname = 'A'", "characters"),
        (b"character = 3", "character"),
        (b"a = " + b"[" * 20_000, "cast"),
    ],
)
def test_a_cast_that_cannot_be_used_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(RequestError, match=says) as caught:
        parse_cast(data, where="cast.toml")
    assert caught.value.where == "cast.toml"


def test_a_cast_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="No such file"):
        load_cast(tmp_path / "cast.toml")
    with pytest.raises(RequestError):
        load_cast(tmp_path)


def test_a_name_that_two_claim_is_found_whatever_its_case() -> None:
    twin = Character(id="c2", name="sparrow")
    assert shared_names((ILSE, FEN)) == {}
    assert shared_names((ILSE, twin)) == {"Sparrow": ("c1", "c2")}
    assert shared_names((Character(id="c1", name="Ilse", aliases=("ILSE",)),)) == {}


def test_a_character_of_whom_no_name_stands_in_the_text_is_found() -> None:
    assert never_named((ILSE, FEN), "Fenwick was cold. ILSE\nMARTEN was not.") == (FEN,)
    assert never_named((ILSE, FEN), "“Fen!” cried the sparrow.") == ()
    assert never_named((FEN,), "") == (FEN,)
