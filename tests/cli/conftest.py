"""Running the command line inside the test, with its streams and its exit status."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from fabula.cli import main
from fabula.spans import Span
from fabula.story.records import Character, Part, Place, Presence, Quotation, Scene, Story

TEXT = "“Run,” said Ilse. “Or hide.”\n\nFen hid. Under the stairs Mora held her breath.\n\n“Where?” he asked.\n"


@dataclass(frozen=True)
class Done:
    """What a command left: its exit status, what it printed as data and as talk."""

    status: int
    data: bytes
    talk: str

    @property
    def out(self) -> str:
        """The data as text."""
        return self.data.decode("utf-8")


Run = Callable[..., Done]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `fabula ARGS` in an empty folder, with bytes on stdin."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def run(*args: object, stdin: bytes = b"") -> Done:
        out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["fabula", *map(str, args)])
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            status = 0
            try:
                main()
            except SystemExit as left:
                status = left.code if isinstance(left.code, int) else 0
            out.flush()
            err.flush()
        return Done(status, out.buffer.getvalue(), err.buffer.getvalue().decode("utf-8"))  # type: ignore[attr-defined]

    return run


def span(words: str, number: int = 0) -> Span:
    """Where the words stand in TEXT."""
    start = -1
    for _ in range(number + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


@pytest.fixture
def story() -> Story:
    """A small story made by hand."""
    end = len(TEXT)
    return Story(
        text=TEXT,
        title="The Stairs",
        author="A. Author",
        language="en",
        parts=(Part(id="part1", kind="chapter", start=0, end=end),),
        paragraphs=(span(TEXT.split("\n\n", maxsplit=1)[0]), span(TEXT.split("\n\n")[1]), span("“Where?” he asked.")),
        characters=(
            Character(id="c1", name="Ilse", aliases=("Ilse",), pronouns="she", kind="human", confidence=0.9),
            Character(id="c2", name="Fen", aliases=("Fen",), pronouns="he", confidence=0.8),
            Character(id="c3", name="Mora", aliases=("Mora",), pronouns="she"),
        ),
        places=(Place(id="p1", name="the stairs"),),
        quotations=(
            Quotation(
                id="q1",
                spans=(span("“Run,”"), span("“Or hide.”")),
                speaker="c1",
                addressees=("c2",),
                heard_by=("c2", "c3"),
                cue=span("said Ilse"),
                confidence=0.95,
            ),
            Quotation(
                id="q2", spans=(span("“Where?”"),), speaker="c2", addressees=("c1",), heard_by=("c1",), confidence=0.4
            ),
        ),
        scenes=(
            Scene(
                id="s1",
                start=0,
                end=end,
                place="p1",
                pov=("c2",),
                presence=(
                    Presence(character="c1", start=0, end=end),
                    Presence(character="c2", start=0, end=end),
                    Presence(character="c3", start=0, end=end, hidden_from=("c1", "c2")),
                ),
            ),
        ),
    )


@pytest.fixture
def story_file(story: Story, tmp_path: Path) -> Path:
    """The small story as a file."""
    path = tmp_path / "stairs.fabula.json"
    story.save(path)
    return path
