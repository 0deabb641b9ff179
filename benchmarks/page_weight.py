"""Weight and speed of the page of a novel, measured in Chromium.

    python benchmarks/page_weight.py                     # of 100,000 made-up words
    python benchmarks/page_weight.py tale.fabula.json    # of a story file

Prints the size of the file, the time to make it, and from the start of the navigation: first paint, interactive (all
scripts have run and the next frame is drawn), and the longest task while scrolling through the whole text.
The page is opened five times; the middle value is printed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from fabula.page import render
from fabula.story import load

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "page"))

OPENED = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const found = {ready: window.fabulaReady, frame: performance.now()};
  found.paint = await new Promise(done => new PerformanceObserver((list, watch) => {
    const paint = list.getEntriesByName('first-contentful-paint')[0];
    if (paint) { watch.disconnect(); done(paint.startTime); }
  }).observe({type: 'paint', buffered: true}));
  return found }"""
LONG_TASKS = """async () => { let longest = 0;
  new PerformanceObserver(list => { for (const task of list.getEntries()) longest = Math.max(longest, task.duration) })
    .observe({type: 'longtask'});
  const step = document.documentElement.scrollHeight / 60;
  for (let n = 0; n < 60; n++) { window.scrollBy(0, step); await new Promise(go => setTimeout(go, 50)); }
  return longest }"""
WATCH = """new MutationObserver(() => { if (document.documentElement?.classList.contains('ready'))
  window.fabulaReady ??= performance.now() }).observe(document, {attributes: true, subtree: true})"""


def opened(browser: Any, file: Path) -> dict[str, float]:
    """Milliseconds from the navigation's start in a fresh window."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(file.as_uri())
    times: dict[str, float] = page.evaluate(OPENED)
    times["scroll"] = page.evaluate(LONG_TASKS)
    begun = time.perf_counter()
    page.keyboard.press("1")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    times["choose"] = (time.perf_counter() - begun) * 1000
    begun = time.perf_counter()
    page.keyboard.press(".")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    times["limit"] = (time.perf_counter() - begun) * 1000
    context.close()
    return times


def main() -> None:
    """Make the page, open it, print one JSON object."""
    from playwright.sync_api import sync_playwright
    from sample import novel

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("story", nargs="?", type=Path, help="a story file (default: a made-up novel)")
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    options = parser.parse_args()
    story = load(options.story) if options.story else novel(options.words, 40, 60, options.words * 3 // 100)
    begun = time.perf_counter()
    html = render(story)
    made = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "page.html")
        file.write_text(html, encoding="utf-8")
        browser = playwright.chromium.launch(
            executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        runs = [opened(browser, file) for _ in range(5)]
        figures = {
            "words": len(story.text.split()),
            "quotations": len(story.quotations),
            "mentions": len(story.mentions),
            "load": round(os.getloadavg()[0], 1),
            "megabytes": round(file.stat().st_size / 1e6, 2),
            "made_s": round(made, 2),
            **{
                f"{name}_ms": round(statistics.median(run[name] for run in runs))
                for name in ("paint", "ready", "frame", "scroll", "choose", "limit")
            },
        }
        browser.close()
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
