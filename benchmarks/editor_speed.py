"""How fast the editor answers: from the key that mends a line to the frame that shows it mended, in Chromium.

    python benchmarks/editor_speed.py                       # a made-up novel of 150,000 words
    python benchmarks/editor_speed.py tale.fabula.json      # a story file; lines around follow, once it was read

The journal goes to a temporary folder. Prints one JSON object: times in milliseconds, the middle and the longest.
"""

from __future__ import annotations

import argparse
import json
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
  const row = fabula.story.quotations[fabula.state.turn], from = performance.now();
  const watch = () => row.sure === 1
    ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - from))) : setTimeout(watch, 1);
  window.dispatchEvent(new KeyboardEvent('keydown', {key: '2', bubbles: true, cancelable: true}));
  watch(); })"""


def served(path: Path) -> tuple[Studio, str]:
    """A server in this process, and its address."""
    studio = Studio(path)
    listener = bound(0)
    host = f"{HOST}:{listener.getsockname()[1]}"
    app = application(studio, "measured", (host,))
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return studio, f"http://{host}/measured/"


def mended(browser: Any, address: str, times: int) -> tuple[float, list[float]]:
    """Seconds to open the page; milliseconds of each line mended from the queue."""
    page = browser.new_page(viewport={"width": 1280, "height": 850})
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector("html.ready")
    opened = time.perf_counter() - begun
    found = []
    for _ in range(times):
        page.keyboard.press("d")
        page.wait_for_selector("#edit [data-choice] >> nth=1")
        page.wait_for_timeout(300)
        found.append(float(page.evaluate(MEND)))
    return opened, found


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
        begun = time.perf_counter()
        if options.story is not None:
            studio.gather()
        gathered = time.perf_counter() - begun
        browser = playwright.chromium.launch(executable_path=options.chromium, args=["--no-sandbox", "--disable-gpu"])
        opened, times = mended(browser, address, options.times)
        browser.close()
        figures = {
            "words": len(studio.desk.story.text.split()),
            "quotations": len(studio.desk.story.quotations),
            "following": studio.following,
            "gathered_s": round(gathered, 1),
            "opened_s": round(opened, 2),
            "mended_ms": round(statistics.median(times)),
            "mended_longest_ms": round(max(times)),
        }
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
