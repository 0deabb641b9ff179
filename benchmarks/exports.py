"""Time and memory of every export of the longest novel of the data, each in a process of its own.

    python benchmarks/exports.py                       # reads the novel first
    python benchmarks/exports.py emma.fabula.json [--only tei epub] [--out FILE]

A process reads the story file and writes the export, as `fabula export` does. Printed are its processor seconds from
start to end, which on an idle machine are the seconds to wait; those that went by on the clock, with whatever else the
machine had to do; the largest memory it held (resident set); and the size of what it wrote. Status 1 when an export
takes more than 10 processor seconds or 1 GB.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import fabula
import measuring
from fabula.export import FORMATS
from fabula.story import load

SECONDS, BYTES = 10.0, 1024**3

CHILD = """
import pathlib, resource, sys, time
from fabula.export import export
from fabula.story import load
export(load(sys.argv[1]), sys.argv[2], sys.argv[3])
status = pathlib.Path("/proc/self/status")  # ru_maxrss counts what the process that started this one held
lines = status.read_text().splitlines() if status.exists() else []
high = [line.split()[1] for line in lines if line.startswith("VmHWM")]
print(time.process_time(), high[0] if high else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """One export: seconds of the processor and on the clock, bytes of memory and bytes written."""

    format: str
    processor: float
    clock: float
    memory: int
    bytes: int


def measured(story: Path, to: str, folder: Path) -> Measured:
    """What one export takes, in a process of its own."""
    target = folder / to
    command = [sys.executable, "-c", CHILD, str(story), to, str(target)]
    begun = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - begun
    own, resident = (float(word) for word in done.stdout.split())
    unit = 1 if sys.platform == "darwin" else 1024
    size = sum(f.stat().st_size for f in [target, *target.rglob("*")] if f.is_file())
    return Measured(to, own, seconds, int(resident * unit), size)


def longest() -> Path:
    """The text of the longest novel of the data."""
    root = Path(os.environ.get("FABULA_DATA", Path(__file__).parents[2] / "shared")) / "data" / "pdnc"
    texts = sorted(root.glob("*/text.txt"), key=lambda path: path.stat().st_size)
    if not texts:
        sys.exit(f"no novels in {root}: set FABULA_DATA, or give a story file")
    return texts[-1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("story", nargs="?", type=Path, help="a story file (default: the longest novel, read first)")
    parser.add_argument("--only", nargs="*", choices=[f.name for f in FORMATS])
    parser.add_argument("--out", type=Path, help="where figures and their data are kept as JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.story or Path(folder, "novel.fabula.json")
        if options.story is None:
            fabula.read(longest()).save(path)
        made = load(path)
        counts = {"words": len(made.text.split()), "quotations": len(made.quotations), "mentions": len(made.mentions)}
        size = path.stat().st_size / 1e6
        print(f"{counts}, story file {size:.1f} MB, {platform.machine()}, {datetime.now(UTC):%F}", flush=True)
        rows = []
        for one in FORMATS:
            if options.only and one.name not in options.only:
                continue
            row = measured(path, one.name, Path(folder))
            rows.append(row)
            print(
                f"{row.format:12} {row.processor:6.2f} s of the processor, {row.clock:6.2f} s on the clock, "
                f"{row.memory / 1024**2:6.0f} MB held, {row.bytes / 1e6:6.1f} MB written",
                flush=True,
            )
        figures = {"story file, MB": round(size, 1)}
        figures |= {f"{row.format}: processor, s": round(row.processor, 2) for row in rows}
        figures |= {f"{row.format}: memory, MB": round(row.memory / 1024**2) for row in rows}
        measuring.record(options.out, "exports", hashlib.sha256(made.text.encode()).hexdigest(), figures)
    late = [row.format for row in rows if row.processor > SECONDS or row.memory > BYTES]
    if late:
        print(f"over {SECONDS:.0f} s or 1 GB: {', '.join(late)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
