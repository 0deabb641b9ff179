"""How exports get to disk: refused where something stands, whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from fabula.errors import OutputError, RequestError
from fabula.export import FORMATS, File, Folder, export, product, write
from fabula.story import Story


def test_a_file_is_not_replaced_without_force(story: Story, tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_text("mine")
    with pytest.raises(OutputError, match="exists"):
        export(story, "tei", path)
    assert path.read_text() == "mine"
    export(story, "tei", path, force=True)
    assert path.read_text().startswith("<?xml")


def test_a_folder_is_not_replaced_without_force(tmp_path: Path) -> None:
    write(Folder({"a.txt": b"1", "deep/b.txt": b"2"}), tmp_path / "out")
    with pytest.raises(OutputError, match="exists"):
        write(Folder({"a.txt": b"3"}), tmp_path / "out")
    assert (tmp_path / "out" / "deep" / "b.txt").read_bytes() == b"2"
    write(Folder({"a.txt": b"3"}), tmp_path / "out", force=True)
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"3"
    assert not (tmp_path / "out" / "deep").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_a_file_of_yours_is_never_replaced(tmp_path: Path) -> None:
    write(Folder({"a.txt": b"1"}), tmp_path / "out")
    (tmp_path / "out" / "notes.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"notes\.txt"):
        write(Folder({"a.txt": b"2"}), tmp_path / "out", force=True)
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"1"


def test_a_folder_of_yours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("mine")
    with pytest.raises(OutputError, match=r"letter\.txt"):
        write(Folder({"a.txt": b"2"}), tmp_path / "home", force=True)
    with pytest.raises(OutputError, match="in the way"):
        write(File(b"2"), tmp_path / "home", force=True)


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    write(Folder({"a.txt": b"1"}), tmp_path / "out")
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"1"


@pytest.mark.parametrize("to", [one.name for one in FORMATS])
def test_hostile_names_make_no_file_elsewhere_and_no_element(hostile: Story, tmp_path: Path, to: str) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    export(hostile, to, folder / "here")
    assert list(tmp_path.iterdir()) == [folder] and list(folder.iterdir()) == [folder / "here"]
    written = [one for one in folder.rglob("*") if one.is_file()]
    assert written
    for one in written:
        assert not set(one.name) & set('<>:"/\\|?*') and one.name.isprintable()
        data = one.read_bytes()
        assert not data.startswith(b"<") or b"<script" not in data  # XML and HTML


def test_a_full_disk_leaves_the_older_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Folder({"a.txt": b"1"}), tmp_path / "out")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(product.os, "fsync", full)
    with pytest.raises(OutputError, match="No space left"):
        write(Folder({"a.txt": b"2"}), tmp_path / "out", force=True)
    with pytest.raises(OutputError, match="No space left"):
        write(File(b"2"), tmp_path / "file")
    assert (tmp_path / "out" / "a.txt").read_bytes() == b"1"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        write(File(b"1"), tmp_path / "no" / "file")


def test_an_unknown_format_lists_those_there_are(story: Story, tmp_path: Path) -> None:
    with pytest.raises(RequestError) as caught:
        export(story, "docx", tmp_path / "x")
    assert "tei, booknlp" in (caught.value.hint or "")
