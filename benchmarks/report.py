"""Writes measured figures into benchmarks/README.md, between its two marks.

python benchmarks/stories.py --out runs/stories.json
python benchmarks/report.py runs/*.json
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

README = Path(__file__).with_name("README.md")
START, END = "<!-- figures -->\n", "<!-- end of figures -->\n"
SHOWN = re.compile(
    r"(pdnc|litbank|clic_quotes|speed)\b|(stories|minds) mean: |(stories|novels), pooled: "
    r"|the-bridge: (speaker|scene boundaries|heard by|overheard by)$"
)


def table(run: dict[str, Any]) -> list[str]:
    """The section of one run: what, when, on which data and machine, then its figures."""
    lines = [f"### {run['benchmark']}", ""]
    lines += [f"{run['date']}, {run['machine']}, data sha256 `{run['data_sha256'][:16]}`.", ""]
    lines += ["| figure | value |", "| --- | ---: |"]
    for name, value in run["figures"].items():
        if SHOWN.match(name):
            lines.append(f"| {name.removeprefix(run['benchmark'] + ': ')} | {value:g} |")
    return [*lines, ""]


def main() -> None:
    """Replace the sections of the runs given; those of other benchmarks stay as they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path, help="files written with --out")
    options = parser.parse_args()
    before, _, rest = README.read_text(encoding="utf-8").partition(START)
    figures, _, after = rest.partition(END)
    sections = {one.partition("\n")[0]: one for one in re.split(r"(?m)^### ", figures) if one.strip()}
    for path in options.runs:
        run = json.loads(path.read_text(encoding="utf-8"))
        sections[run["benchmark"]] = "\n".join(table(run)).removeprefix("### ") + "\n"
    built = "".join(f"### {sections[name].strip()}\n\n" for name in sorted(sections))
    README.write_text(before + START + "\n" + built + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
