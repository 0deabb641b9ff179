"""Time, peak memory and growth with length of reading a whole novel, and the weight of its page.

    python benchmarks/speed.py                  # the novel of 150,000 words in the data
    python benchmarks/speed.py NOVEL.txt        # any text

The novel is read at an eighth, a quarter, a half, the whole and twice its length, each in a process of its own; the
last column, processor seconds for 100,000 words, shows whether the time is linear in the length. Peak memory is that
of the process, its libraries included.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import measuring
from measuring import Task

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


def main() -> None:
    """Measure every length in a process of its own and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", nargs="?", type=Path, help="a novel (default: the longest one in the data)")
    parser.add_argument("--once", action="store_true", help="measure this text as it is and print JSON")
    parser.add_argument("--out", type=Path, help="also write the figures to this JSON file")
    options = parser.parse_args()
    path = options.text or max(measuring.data("data", "raw").glob("*.txt"), key=lambda one: one.stat().st_size)
    if options.once:
        print(json.dumps(measure(path)))
        return
    text = path.read_text(encoding="utf-8")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for share in SHARES:
            piece = Path(folder) / f"{share}.txt"
            piece.write_text(cut(text, share), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, __file__, "--once", str(piece)], check=True, capture_output=True, text=True
            )
            rows.append(json.loads(done.stdout))
            _print_row(rows[-1], header=len(rows) == 1)
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
