"""How fast the editor answers in Chromium, from the key that mends a line: until the frame that shows it mended, until
the page knows that it is on the disk, and until the lines around it have followed. Also how long the evidence takes to
gather at first, and how long the text takes to be read again with the corrections.

    python benchmarks/editor_speed.py                       # a made-up novel of 150,000 words
    python benchmarks/editor_speed.py tale.fabula.json      # a story file; lines around follow, once it was read

The journal goes to a temporary folder. Prints one JSON object: times in milliseconds, the middle and the longest.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import uvicorn

from fabula.serve.app import application
from fabula.serve.run import HOST, bound
from fabula.serve.studio import Studio

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "page"))

MEND = """() => new Promise(done => {
  const row = fabula.story.quotations[fabula.state.turn], node = fabula.book.turnNode(row);
  const from = performance.now(), found = {};
  const watch = () => {
    if (found.shown === undefined && row.sure === 1) {
      found.shown = 0;
      requestAnimationFrame(() => setTimeout(() => { found.shown = performance.now() - from; }));
    }
    if (row.sure === 1 && !node.classList.contains('unsaved') && found.shown) {
      found.saved = performance.now() - from;
      return done(found);
    }
    setTimeout(watch, 1);
  };
  window.dispatchEvent(new KeyboardEvent('keydown', {key: '2', bubbles: true, cancelable: true}));
  watch(); })"""


def served(path: Path) -> tuple[Studio, str]:
    """A server in this process, and its address."""
    studio = Studio(path)
    listener = bound(0)
    host = f"{HOST}:{listener.getsockname()[1]}"
    app = application(studio, "measured", (host,), lambda: server.should_exit)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return studio, f"http://{host}/measured/"


def opened(browser: Any, address: str) -> tuple[Any, float]:
    """A window with the page, and the seconds to open it."""
    page = browser.new_page(viewport={"width": 1280, "height": 850})
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("html.ready")
    return page, time.perf_counter() - begun


def mended(page: Any, studio: Studio, times: int) -> list[dict[str, float]]:
    """Milliseconds until each line mended from the queue is shown, saved, and followed where lines follow."""
    found = []
    for _ in range(times):
        page.keyboard.press("d")
        page.wait_for_selector("#edit [data-choice] >> nth=1")
        page.wait_for_timeout(300)
        begun = time.perf_counter()
        row: dict[str, float] = page.evaluate(MEND)
        if studio.following == "yes":
            while not studio.settled():
                time.sleep(0.005)
            row["followed"] = (time.perf_counter() - begun) * 1000
        found.append(row)
    return found


def figures(name: str, rows: list[dict[str, float]]) -> dict[str, int]:
    """The middle and the longest of each time."""
    kinds = [kind for kind in ("shown", "saved", "followed") if all(kind in row for row in rows)]
    out = {}
    for kind in kinds:
        values = [row[kind] for row in rows]
        out[f"{name}_{kind}_ms"] = round(statistics.median(values))
        out[f"{name}_{kind}_longest_ms"] = round(max(values))
    return out


def main() -> None:
    """Serve, mend lines, print."""
    from playwright.sync_api import sync_playwright
    from sample import novel

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("story", nargs="?", type=Path, help="a story file (default: a made-up novel)")
    parser.add_argument("--words", type=int, default=150_000)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--chromium", default=shutil.which("chromium"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder, "story.fabula.json")
        if options.story is None:
            novel(options.words, 40, 60, options.words * 3 // 100).save(path)
        else:
            shutil.copy(options.story, path)
        studio, address = served(path)
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"])
        page, seconds = opened(browser, address)
        begun = time.perf_counter()
        studio.start()
        while_reading = figures("while_reading", mended(page, studio, options.times))
        while not studio.settled():
            time.sleep(0.1)
        gathered = time.perf_counter() - begun
        after = figures("mended", mended(page, studio, options.times))
        following = studio.following
        begun = time.perf_counter()
        studio.reread()
        while not studio.settled():
            time.sleep(0.1)
        reread = time.perf_counter() - begun
        browser.close()
        studio.end()
        found = {
            "words": len(studio.desk.story.text.split()),
            "quotations": len(studio.desk.story.quotations),
            "following": following,
            "gathered_s": round(gathered, 1),
            "read_again_s": round(reread, 1),
            "opened_s": round(seconds, 2),
            "load": round(os.getloadavg()[0], 1),
            **while_reading,
            **after,
        }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
