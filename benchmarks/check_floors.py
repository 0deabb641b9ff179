"""Check measured figures against the floors below which they must not fall.

    python benchmarks/stories.py --out runs/stories.json
    python benchmarks/check_floors.py runs/*.json                     # status 1 when a figure is below its floor
    python benchmarks/check_floors.py runs/*.json --raise             # floors rise to what was measured
    python benchmarks/check_floors.py runs/*.json --lower --reason "the scorer counts thoughts now"

`floors.json` holds for each benchmark the checksum of its data, figures that may only rise (`floors`) and figures that
may only fall (`ceilings`: seconds, memory, errors). A floor is lowered only with a reason, which is kept in the file.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FLOORS = Path(__file__).with_name("floors.json")
SLACK = 1e-6


def check(run: dict[str, Any], floors: dict[str, Any]) -> list[str]:
    """What is wrong with a run: a figure that is missing, below its floor or above its ceiling, or other data."""
    wrong = []
    if floors.get("data_sha256") not in (None, run["data_sha256"]):
        wrong.append("measured on other data than the floors: compare the checksums")
    figures = run["figures"]
    for name, floor in floors.get("floors", {}).items():
        if name not in figures:
            wrong.append(f"{name}: not measured (floor {floor})")
        elif figures[name] < floor - SLACK:
            wrong.append(f"{name}: {figures[name]} is below its floor {floor}")
    for name, ceiling in floors.get("ceilings", {}).items():
        if name not in figures:
            wrong.append(f"{name}: not measured (ceiling {ceiling})")
        elif figures[name] > ceiling + SLACK:
            wrong.append(f"{name}: {figures[name]} is above its ceiling {ceiling}")
    return wrong


def moved(run: dict[str, Any], floors: dict[str, Any], *, lower: bool) -> dict[str, Any]:
    """The floors with each one moved to what was measured: up, or down too when `lower`; ceilings are set by hand."""
    new = dict(floors)
    figures = run["figures"]
    new["floors"] = {
        name: (rounded if lower else max(rounded, floor)) if rounded is not None else floor
        for name, floor in floors.get("floors", {}).items()
        for rounded in [math.floor(figures[name] * 1000) / 1000 if name in figures else None]
    }
    if lower or "data_sha256" not in floors:
        new["data_sha256"] = run["data_sha256"]
    return new


def main() -> int:
    """Check every run given, or move the floors; the exit status is 1 when one is not held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path, help="files written with --out")
    parser.add_argument("--raise", dest="up", action="store_true", help="raise the floors to these figures")
    parser.add_argument("--lower", action="store_true", help="set the floors to these figures even where they fall")
    parser.add_argument("--reason", help="why floors are lowered")
    options = parser.parse_args()
    if options.lower and not options.reason:
        parser.error("--lower needs a --reason")
    book = json.loads(FLOORS.read_text(encoding="utf-8"))
    failed = False
    for path in options.runs:
        run = json.loads(path.read_text(encoding="utf-8"))
        name = run["benchmark"]
        if name not in book["benchmarks"]:
            print(f"{name}: no floors yet", file=sys.stderr)
            continue
        if options.up or options.lower:
            book["benchmarks"][name] = moved(run, book["benchmarks"][name], lower=options.lower)
            continue
        wrong = check(run, book["benchmarks"][name])
        failed = failed or bool(wrong)
        print(f"{name}: {'held' if not wrong else 'NOT HELD'}")
        for line in wrong:
            print(f"  {line}")
    if options.lower:
        book["lowered"].append({"date": datetime.now(UTC).date().isoformat(), "reason": options.reason})
    if options.up or options.lower:
        FLOORS.write_text(json.dumps(book, indent=1) + "\n", encoding="utf-8")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
