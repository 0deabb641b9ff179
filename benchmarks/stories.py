"""Scores of the reading of fully annotated short fiction: four stories and 41 passages (`minds`).

python benchmarks/stories.py                      # both sets
python benchmarks/stories.py --set stories -v     # one set, every document
"""

from __future__ import annotations

import measuring
from measuring import Task

SETS = {"stories": ("stories",), "minds": ("data", "minds")}


def tasks(name: str) -> list[Task]:
    """The documents of one set: a folder each, with its text and its gold."""
    folder = measuring.data(*SETS[name])
    return [
        Task(one.name, one / "text.txt", one / "gold.json")
        for one in sorted(folder.iterdir())
        if (one / "gold.json").exists()
    ]


def main() -> None:
    """Read, score and print each set; leave with 1 when a document could not be read."""
    parser = measuring.arguments(__doc__)
    parser.add_argument("--set", choices=[*SETS, "both"], default="both")
    parser.add_argument("-v", "--each", action="store_true", help="print every document too")
    options = parser.parse_args()
    module = measuring.scorer()
    figures: dict[str, float] = {}
    every = []
    used = []
    for name in SETS if options.set == "both" else [options.set]:
        wanted = [t for t in tasks(name) if not options.names or any(n in t.name for n in options.names)]
        if not wanted:
            continue
        reads = list(measuring.read_all(wanted, options.processes))
        measuring.keep(reads, options.stories)
        reports = {one.name: measuring.score(module.score_story, module, [one]) for one in reads}
        pooled = measuring.score(module.score_story, module, reads)
        mean = measuring.means(reports.values())
        if options.each:
            for document, report in reports.items():
                measuring.show(document, report)
        measuring.show(f"{name}: {len(reads)} documents, pooled and mean", pooled, mean)
        figures |= {f"{name} mean: {metric}": value for metric, value in mean.items()}
        figures |= {
            f"{document}: {metric}": value
            for document, report in (reports.items() if name == "stories" else ())
            for metric, row in report.items()
            if (value := measuring.headline(row)) is not None
        }
        every += reads
        used += wanted
    measuring.record(options.out, "stories", measuring.digest(used), figures)
    measuring.leave(every)


if __name__ == "__main__":
    main()
