"""The documents do what they say: their Python runs, their commands exist, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from conftest import Run

from fabula import cli

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *sorted((REPOSITORY / "docs").glob("*.md"))]
COMMANDS = re.compile(r"^    (fabula [^|<\n]*)", re.MULTILINE)


def fenced(document: Path) -> list[str]:
    """The Python of a document."""
    return re.findall(r"```python\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)


def commands(document: Path) -> list[list[str]]:
    """The `fabula` command lines of a document, those that start in an indented block."""
    return [shlex.split(line) for line in COMMANDS.findall(document.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_link_leads_to_a_file(document: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not link.endswith(".png") and not (document.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_the_python_of_a_document_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "examples").symlink_to(REPOSITORY / "examples")
    monkeypatch.chdir(tmp_path)
    blocks = fenced(REPOSITORY / name)
    assert blocks
    for block in blocks:
        exec(compile(block, name, "exec"), {})


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_command_of_a_document_exists(document: Path) -> None:
    names = {line[1] for line in commands(document) if not line[1].startswith("-")}
    assert names <= set(cli.COMMANDS)


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_the_commands_of_a_document_run_one_after_another(name: str, run: Run) -> None:
    Path("examples").symlink_to(REPOSITORY / "examples")
    cast = re.search(r"```toml\n(.*?)```", (REPOSITORY / "docs/tutorial.md").read_text(encoding="utf-8"), re.DOTALL)
    assert cast is not None
    Path("cast.toml").write_text(cast[1], encoding="utf-8")
    lines = [line for line in commands(REPOSITORY / name) if line[1] in ("read", "show", "page") and "-" not in line]
    assert len(lines) >= 2
    for line in lines:
        done = run(*line[1:])
        assert done.status == 0, done.talk
        assert "warning" not in done.talk
