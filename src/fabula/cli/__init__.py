"""The command `fabula`: one file per command; each parses, calls the library and prints.

A command `name` is the `app` of the module `fabula.cli.name`, imported when it is called or when help is asked for.
Command modules import the rest of the library inside their functions, so that `fabula --version` is instant.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
import typer.core
import typer.main

from fabula import __version__
from fabula.cli import terminal
from fabula.errors import FabulaError

COMMANDS = (
    "read",
    "show",
    "page",
    "schema",
    "export",
    "sql",
    "who",
    "together",
    "network",
    "compare",
    "correct",
    "corrections",
    "serve",
    "evaluate",
)


class _Commands(typer.core.TyperGroup):
    """The commands of `COMMANDS`, each imported when it is needed."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        command: Any
        if cmd_name not in COMMANDS:
            return None
        command = typer.main.get_command(import_module(f"fabula.cli.{cmd_name}").app)
        command.name = cmd_name
        command.rich_markup_mode = None  # plain help, the same in a pipe as on a terminal
        return command


app = typer.Typer(
    cls=_Commands,
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"fabula {__version__}")
        raise typer.Exit


@app.callback()
def fabula(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Reads prose fiction and gives back its world: the cast, who says what to whom, the scenes.

    Data goes to standard output, everything else to standard error. Where a file is asked for, - is standard
    input or output. NO_COLOR is respected. Exit statuses are listed in the command reference (docs/cli.md).
    """


def main() -> None:
    """Run the command line and leave with its exit status; an error of ours is one message, never a traceback."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the encoder has threads of its own; more only wait
    terminal.tolerate()
    try:
        try:
            app(prog_name="fabula")
        finally:
            sys.stdout.flush()
    except FabulaError as error:
        terminal.complain(error)
        sys.exit(error.exit_status)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        terminal.silence()
        sys.exit(1)
