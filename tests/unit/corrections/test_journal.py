"""The journal as a file: only ever longer, and never the worse for what stands in it."""

from __future__ import annotations

import errno
import multiprocessing
import os
from pathlib import Path
from typing import Any

import pytest

from fabula.corrections import Journal, append, journal_path, load
from fabula.corrections.journal import encode, head_of, parse
from fabula.corrections.kinds import Anchor, Rename, Speaker, Undo, Who
from fabula.corrections.making import undo
from fabula.errors import OutputError, RequestError
from fabula.story import Story

STORY = Story(text="“Run,” said Ilse.", title="Run")


def rename(id: str, name: str = "Ilse Marten") -> Rename:
    """A correction with that id."""
    return Rename(id=id, at="2026-01-02T03:04:05Z", character=Who("c1", "Ilse"), name=name)


def test_a_line_reads_as_what_it_says() -> None:
    anchor = Anchor(words="“Run,”", before="", after=" said Ilse.", id="q1")
    line = encode(Speaker(id="a1", at="2026-01-02T03:04:05Z", quotation=anchor, speaker=Who("c1", "Ilse")))
    assert line.decode() == (
        '{"kind":"speaker","quotation":{"words":"“Run,”","after":" said Ilse.","id":"q1"},'
        '"speaker":{"id":"c1","name":"Ilse"},"id":"a1","at":"2026-01-02T03:04:05Z"}\n'
    )


def test_the_journal_stands_beside_the_story() -> None:
    assert journal_path(Path("a/tale.fabula.json")) == Path("a/tale.corrections.jsonl")
    assert journal_path(Path("a/tale.txt")) == Path("a/tale.corrections.jsonl")


def test_lines_are_added_at_the_end_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "tale.corrections.jsonl"
    append(path, [rename("a")], head=head_of(STORY))
    first = path.read_bytes()
    after = append(path, [rename("b")], head=head_of(STORY))
    assert path.read_bytes().startswith(first)
    assert load(path) == after
    assert [e.id for e in after.effective()] == ["a", "b"]
    assert after.head is not None and after.head.title == "Run"
    assert first.startswith(b'{"kind":"journal","format":"fabula-corrections-1","title":"Run","sha256":"')


def test_no_file_is_an_empty_journal(tmp_path: Path) -> None:
    assert load(tmp_path / "none.corrections.jsonl") == Journal()


def test_an_undo_takes_back_and_its_own_undo_gives_again() -> None:
    one = Journal((rename("a"), Undo(id="u", undoes="a")))
    assert one.effective() == ()
    again = one.with_entries([Undo(id="v", undoes="u")])
    assert [e.id for e in again.effective()] == ["a"]


def test_undo_goes_to_the_last_that_holds() -> None:
    journal = Journal((rename("a"), rename("b")))
    journal = journal.with_entries([undo(journal)])
    assert undo(journal).undoes == "a"


def test_there_must_be_something_to_undo() -> None:
    with pytest.raises(RequestError, match="nothing to undo"):
        undo(Journal())
    with pytest.raises(RequestError, match="'x'"):
        undo(Journal((rename("a"),)), "x")


def test_broken_lines_are_listed_and_the_others_hold() -> None:
    data = encode(rename("a")) + b"{not json\n\xff\xfe\n" + b'{"kind":"spell","id":"s"}\n' + encode(rename("a"))
    journal = parse(data + encode(rename("b")))
    assert [e.id for e in journal.effective()] == ["a", "b"]
    assert [b.line for b in journal.broken] == [2, 3, 4, 5]
    assert "second line with the id 'a'" in journal.broken[-1].reason


@pytest.mark.parametrize("cut", range(1, len(encode(rename("b")))))
def test_a_write_cut_off_anywhere_costs_only_itself(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "tale.corrections.jsonl"
    path.write_bytes(encode(rename("a")) + encode(rename("b"))[:cut])
    torn = load(path).torn
    after = append(path, [rename("c")], head=head_of(STORY))
    assert load(path) == after and after.broken == () and after.torn == ""
    whole = cut == len(encode(rename("b"))) - 1  # only the line end is missing
    assert [e.id for e in after.effective()] == (["a", "b", "c"] if whole else ["a", "c"])
    aside = tmp_path / "tale.corrections.jsonl.torn"
    assert aside.exists() != whole and bool(torn) != whole


def test_a_full_disk_leaves_the_journal_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tale.corrections.jsonl"
    append(path, [rename("a")], head=head_of(STORY))
    before = path.read_bytes()
    write = os.write

    def full(file: int, data: Any) -> int:
        if len(data) > 20:
            return write(file, bytes(data[:20]))
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OutputError, match="No space left"):
        append(path, [rename("b")], head=head_of(STORY))
    assert path.read_bytes() == before


def _append_many(path: str, name: str) -> None:
    for n in range(20):
        append(path, [rename(f"{name}{n}")], head=head_of(STORY))


def test_two_processes_lose_no_line(tmp_path: Path) -> None:
    path = tmp_path / "tale.corrections.jsonl"
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_append_many, args=(str(path), name)) for name in "ab"]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    journal = load(path)
    assert sorted(e.id for e in journal.effective()) == sorted(f"{n}{k}" for n in "ab" for k in range(20))
    assert journal.broken == () and path.read_bytes().count(b'{"kind":"journal"') == 1


def test_a_folder_is_no_journal(tmp_path: Path) -> None:
    with pytest.raises(RequestError):
        load(tmp_path)


def _append_and_tell(path: str, pipe: Any) -> None:
    for n in range(100_000):
        append(path, [rename(f"k{n}")], head=head_of(STORY))
        pipe.send(n)


def test_what_was_acknowledged_outlives_a_kill(tmp_path: Path) -> None:
    path = tmp_path / "tale.corrections.jsonl"
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    writer = context.Process(target=_append_and_tell, args=(str(path), there))
    writer.start()
    last = -1
    while last < 25:
        last = here.recv()
    writer.kill()
    writer.join()
    while here.poll():
        last = here.recv()
    journal = append(path, [rename("after")], head=head_of(STORY))
    ids = [e.id for e in journal.effective()]
    assert ids[: last + 1] == [f"k{n}" for n in range(last + 1)] and ids[-1] == "after" and journal.broken == ()
