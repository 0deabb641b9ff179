"""novelWriter itself opens the project, where it is installed (it brings Qt, so it is no development dependency)."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from fabula.export import export
from fabula.story import Story

OPENS = """
import sys
from pathlib import Path
from PyQt6.QtWidgets import QApplication, QWidget
app = QApplication([])
from novelwriter import CONFIG, SHARED
from novelwriter.gui.theme import GuiTheme
folder = Path(sys.argv[1])
for name in ("conf", "data"):
    (folder / name).mkdir()
CONFIG.initConfig(folder / "conf", folder / "data")
theme = GuiTheme()
SHARED.initTheme(theme)
theme.initThemes()
nothing = lambda *a, **k: None
SHARED.initMainProgress = SHARED.incMainProgress = SHARED.clearMainProgress = nothing
SHARED.question = lambda *a, **k: True
SHARED.warn = SHARED.error = lambda *a, **k: print("COMPLAINT", a)
try:
    SHARED.initSharedData(QWidget())
except AttributeError:
    pass  # it wants parts of its window; the project is there by then
project = SHARED.project
print("OPEN", project.openProject(folder / "project"))
for item in project.tree:
    print("ITEM", item.itemClass.name, item.itemName, item.mainHeading, item.wordCount)
"""


def test_novelwriter_opens_the_project(story: Story, tmp_path: Path) -> None:
    if find_spec("novelwriter") is None:
        pytest.skip("novelWriter is not installed")
    export(story, "novelwriter", tmp_path / "project")
    command = [sys.executable, "-c", OPENS, str(tmp_path)]
    done = subprocess.run(
        command, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, text=True, timeout=600
    )
    said = [line for line in done.stdout.splitlines() if line.startswith(("OPEN", "ITEM", "COMPLAINT"))]
    assert said[:7] == [
        "OPEN True",
        "ITEM NOVEL Novel H0 0",
        "ITEM NOVEL Title Page H1 6",
        "ITEM NOVEL One: The Ferry H2 3",
        "ITEM NOVEL Scene 1: the ferry H3 37",
        "ITEM NOVEL Two: The Far Bank H2 4",
        "ITEM NOVEL Scene 2: the far bank H3 24",
    ], done.stderr
