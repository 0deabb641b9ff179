"""`fabula schema`: the JSON Schema of the story format."""

from __future__ import annotations

import json

import typer

from fabula.cli import terminal

app = typer.Typer(add_completion=False)


@app.command()
def schema() -> None:
    """Print the JSON Schema of story files."""
    from fabula.story import json_form

    terminal.write_data(json.dumps(json_form.schema(), ensure_ascii=False, indent=2).encode())
