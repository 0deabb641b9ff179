"""Writes the command reference, docs/cli.md, from the commands themselves.

python scripts/cli_docs.py            # write it
python scripts/cli_docs.py --check    # status 1 when it is out of date
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

import fabula.errors
from fabula.cli import app

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
HEAD = "<!-- Written by scripts/cli_docs.py from the commands; edit their docstrings instead. -->"
OTHER_STATUSES = """\
| 0 | done |
| 1 | the reader of a pipe has left, or a defect of Fabula (with a traceback): please report it |
"""


def document() -> str:
    """The whole reference as Markdown."""
    root: Any = typer.main.get_command(app)
    lines = [HEAD, "", "# Command reference", "", *_section(root, "fabula")]
    context = root.make_context("fabula", ["schema"], resilient_parsing=True)
    for name in root.list_commands(context):
        lines += _command(root.get_command(context, name), f"fabula {name}")
    return "\n".join(lines + list(_statuses())) + "\n"


def _command(command: Any, name: str) -> Iterator[str]:
    """The section of a command and those of the commands under it."""
    yield from ("", f"## `{name}`", "")
    yield from _section(command, name)
    for under, one in getattr(command, "commands", {}).items():
        yield from _command(one, f"{name} {under}")


def _section(command: Any, name: str) -> Iterator[str]:
    """Usage, description and parameters of one command."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not getattr(p, "hidden", False)]
    usage = [name, *(["[OPTIONS]"] if options else []), *(_metavar(p) for p in arguments)]
    if hasattr(command, "list_commands"):
        usage.append("COMMAND ...")
    yield from ("```", " ".join(usage), "```", "", _paragraphs(command.help or ""))
    if arguments or options:
        yield from ("", "| | |", "| --- | --- |")
    for one in arguments:
        yield f"| `{_metavar(one)}` | {_cell(one.help)} |"
    for one in options:
        value = "" if getattr(one, "is_flag", False) else f" {_metavar(one)}"
        yield f"| `{', '.join(one.opts)}{value}` | {_cell(one.help)} |"


def _metavar(param: Any) -> str:
    """What stands for the value of a parameter."""
    if param.metavar:
        return str(param.metavar)
    if param.param_type_name == "argument":
        return str(param.name).upper() + ("..." if param.nargs == -1 else "")
    return "VALUE"


def _paragraphs(help: str) -> str:
    """A docstring as Markdown: its paragraphs, each on one line."""
    return "\n\n".join(" ".join(part.split()) for part in inspect.cleandoc(help).split("\n\n"))


def _cell(help: str | None) -> str:
    return " ".join((help or "").split()).replace("|", "\\|")


def _statuses() -> Iterator[str]:
    """The exit statuses, from the table in `fabula.errors`."""
    table = [line for line in inspect.cleandoc(fabula.errors.__doc__ or "").splitlines() if line.startswith("|")]
    yield from ("", "## Exit statuses", "", *table[:2], *OTHER_STATUSES.splitlines(), *table[2:])
    yield "| 130 | stopped by Ctrl-C; no half-written file stays |"


def main() -> int:
    """Write or check the reference."""
    wanted = document()
    if "--check" not in sys.argv[1:]:
        DOCUMENT.write_text(wanted, encoding="utf-8")
        return 0
    if DOCUMENT.exists() and DOCUMENT.read_text(encoding="utf-8") == wanted:
        return 0
    print(f"{DOCUMENT.name} is out of date: run python scripts/cli_docs.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
