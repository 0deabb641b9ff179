"""Entities, events, coreference and quotations in LitBank's excerpts of about 2,000 words, pooled.

python benchmarks/litbank.py
"""

from __future__ import annotations

import measuring
from measuring import Read, Task


def tasks() -> list[Task]:
    """The excerpts: a text and a gold file each."""
    docs = measuring.data("data", "litbank", "docs")
    return [Task(gold.stem, gold.with_suffix(".txt"), gold) for gold in sorted(docs.glob("*.json"))]


def with_events(one: Read) -> Read:
    """The reading with an empty table of events where it has none: what is not read is not found."""
    if one.story is not None and one.story.get("events") is None:
        one.story["events"] = []
    return one


def main() -> None:
    """Read, score and print; leave with 1 when an excerpt could not be read."""
    options = measuring.arguments(__doc__).parse_args()
    module = measuring.scorer()
    wanted = measuring.chosen(tasks(), options.names)
    reads = [with_events(one) for one in measuring.read_all(wanted, options.processes)]
    measuring.keep(reads, options.stories)
    report = measuring.score(module.score_litbank, module, reads)
    measuring.show(f"{len(reads)} excerpts, pooled", report)
    figures = {
        f"litbank: {name}": value for name, row in report.items() if (value := measuring.headline(row)) is not None
    }
    measuring.record(options.out, "litbank", measuring.digest(wanted), figures)
    measuring.leave(reads)


if __name__ == "__main__":
    main()
