"""A real Chromium for the page's tests, and pages that watch for requests and errors."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from fabula.page import render
from fabula.story import Story

sys.path.insert(0, str(Path(__file__).parent))

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 300_000  # milliseconds for what takes a moment on a machine that does nothing else
Open = Callable[..., Any]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser, or a skip with the reason where there is none."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = os.environ.get("FABULA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on the path (set FABULA_CHROMIUM)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """Opens a story's page in a window of its own; errors, console messages and requests fail the test at its end."""
    contexts: list[Any] = []
    wrong: list[str] = []

    def open_story(
        story: Story, *, width: int = 1440, height: int = 900, theme: str = "light", before: str = ""
    ) -> Any:
        file = tmp_path / "page.html"
        file.write_text(render(story), encoding="utf-8")
        context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=theme)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        if before:
            page.add_init_script(before)
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("console", lambda message: wrong.append(f"console: {message.text}"))
        page.on("dialog", lambda dialog: (wrong.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on(
            "request",
            lambda request: (
                None if request.url in (file.as_uri(), "data:,") else wrong.append(f"request: {request.url}")
            ),
        )
        page.goto(file.as_uri())
        page.wait_for_selector("html.ready")
        return page

    yield open_story
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Any]:
    """A short tale being served to windows; nothing is read behind it until that is started."""
    from serving import TEXT, serving

    from fabula import api

    path = tmp_path / "tale.fabula.json"
    api.read(TEXT, text=True).save(path)
    yield from serving(path)
