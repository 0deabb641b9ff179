"""Time, peak memory and growth with length of reading a whole novel, and the weight of its page.

    python benchmarks/speed.py                  # the novel of 150,000 words in the data
    python benchmarks/speed.py NOVEL.txt        # any text
    python benchmarks/speed.py --words 2000 20000 200000 1000000   # novels one after another, up to so many words
    python benchmarks/speed.py --stages         # how the processor time of the novel divides between the stages

Without options the novel is read at an eighth, a quarter, a half, the whole and twice its length. Every text is read
in a process of its own; the last column, processor seconds for 100,000 words, shows whether the time is linear in the
length. Peak memory is that of the process, its libraries included.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import measuring
from measuring import Task

T = TypeVar("T")
SHARES = (0.125, 0.25, 0.5, 1.0, 2.0)


def measure(path: Path) -> dict[str, float]:
    """Seconds, peak memory and the page's weight for one text, in this process."""
    from fabula import api
    from fabula.page import render

    start, cpu = time.perf_counter(), time.process_time()
    story = api.read(path)
    cpu = time.process_time() - cpu
    read = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    page = render(story).encode()
    return {
        "words": len(story.text.split()),
        "seconds": round(read - start, 2),
        "cpu seconds": round(cpu, 2),
        "peak MiB": round(peak / 1024, 1),
        "page seconds": round(time.perf_counter() - read, 2),
        "page MB": round(len(page) / 1e6, 2),
        "story MB": round(_size(story) / 1e6, 2),
    }


def _size(story: object) -> int:
    from fabula.story.json_form import encode

    return len(encode(story))  # type: ignore[arg-type]


def cut(text: str, share: float) -> str:
    """The first share of a text, to the end of a paragraph; the text twice over for 2."""
    if share >= 1:
        return text * round(share)
    end = text.find("\n\n", int(len(text) * share))
    return text if end < 0 else text[:end]


def stages(path: Path) -> dict[str, float]:
    """Processor seconds of every stage of reading one text, of what comes before and behind, and of loading weights."""
    from fabula.encoder import load
    from fabula.page import render
    from fabula.reading.assemble import assemble
    from fabula.reading.draft import Draft
    from fabula.reading.plan import STAGES
    from fabula.source import open_source
    from fabula.text import words

    spent: dict[str, float] = {}

    def timed(name: str, run: Callable[[], T]) -> T:
        start = time.process_time()
        made = run()
        spent[name] = round(spent.get(name, 0.0) + time.process_time() - start, 2)
        return made

    timed("loading the weights", load)
    manuscript = timed("source", lambda: open_source(path))
    draft = Draft(manuscript=manuscript, words=timed("tokens, sentences", lambda: words(manuscript)))
    for stage in STAGES:
        draft = timed(stage.name, lambda run=stage.run, draft=draft: run(draft))  # type: ignore[misc]
    story = timed("story", lambda: assemble(draft, generator="speed.py"))
    timed("story file", lambda: _size(story))
    timed("page", lambda: render(story))
    return spent


def joined(count: int) -> str:
    """Novels of the data one after another, cut to about so many words at the end of a paragraph."""
    text = ""
    for path in sorted(measuring.data("data", "pdnc").glob("*/text.txt")):
        text += path.read_text(encoding="utf-8") + "\n\n"
        have = len(text.split())
        if have >= count:
            return cut(text, count / have)
    return text


def grow(pieces: Iterable[tuple[str, str]]) -> list[dict[str, float]]:
    """A row for each text by its name, each read in a process of its own; printed as they come."""
    rows: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, text in pieces:
            piece = Path(folder) / f"{name}.txt"
            piece.write_text(text, encoding="utf-8")
            done = subprocess.run(
                [sys.executable, __file__, "--once", str(piece)], check=True, capture_output=True, text=True
            )
            rows.append(json.loads(done.stdout))
            _print_row(rows[-1], header=len(rows) == 1)
    return rows


def main() -> None:
    """Measure every length in a process of its own and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", nargs="?", type=Path, help="a novel (default: the longest one in the data)")
    parser.add_argument("--once", action="store_true", help="measure this text as it is and print JSON")
    parser.add_argument("--words", type=int, nargs="+", metavar="N", help="read texts of these lengths instead")
    parser.add_argument("--stages", action="store_true", help="print the processor seconds of every stage instead")
    parser.add_argument("--out", type=Path, help="also write the figures to this JSON file")
    options = parser.parse_args()
    if options.words:
        grow((str(count), joined(count)) for count in options.words)
        return
    path = options.text or max(measuring.data("data", "raw").glob("*.txt"), key=lambda one: one.stat().st_size)
    if options.once:
        print(json.dumps(measure(path)))
        return
    if options.stages:
        for name, seconds in stages(path).items():
            print(f"{name:32}{seconds:8.2f}")
        return
    text = path.read_text(encoding="utf-8")
    rows = grow((str(share), cut(text, share)) for share in SHARES)
    whole = rows[SHARES.index(1.0)]
    rates = [row["cpu seconds"] / row["words"] for row in rows]
    figures = {f"speed: {name}": value for name, value in whole.items()}
    figures["speed: slowest rate over fastest"] = round(max(rates) / min(rates), 2)
    figures["speed: rate at twice the length over the whole"] = round(rates[-1] / rates[SHARES.index(1.0)], 2)
    print(
        f"rate at twice the length over that of the whole: {figures['speed: rate at twice the length over the whole']}"
    )
    measuring.record(options.out, "speed", measuring.digest([Task(path.stem, path, path)]), figures)


def _print_row(row: dict[str, float], *, header: bool) -> None:
    if header:
        print("".join(f"{name:>14}" for name in (*row, "cpu per 100k")))
    rate = 100_000 * row["cpu seconds"] / row["words"]
    print("".join(f"{value:>14,}" for value in row.values()) + f"{rate:>14.2f}", flush=True)


if __name__ == "__main__":
    main()
