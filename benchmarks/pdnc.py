"""Speakers in whole novels: the Project Dialogism Novel Corpus, from the bare text or with its cast given.

    python benchmarks/pdnc.py                     # all novels, nothing given
    python benchmarks/pdnc.py --cast              # the corpus's character list given
    python benchmarks/pdnc.py Emma Hard -v        # some novels, each printed

The cast given is the corpus's own list of names, aliases and genders, without its special speakers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import measuring
from fabula.evaluate.pdnc import PRONOUNS
from measuring import Task


def given(gold: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """The character list of a novel as rows to give to the reader."""
    return tuple(
        {
            "id": one["id"],
            "name": one["name"],
            "aliases": tuple(one["aliases"]),
            "pronouns": PRONOUNS.get(one.get("gender")),
        }
        for one in gold["characters"]
        if one["kind"] != "special"
    )


def tasks(*, cast: bool, repaired: bool) -> list[Task]:
    """The novels: a folder each."""
    found = []
    for folder in sorted(measuring.data("data", "pdnc").iterdir()):
        gold = folder / "gold.json"
        if not gold.exists():
            continue
        text = folder / "text_repaired.txt"
        if not repaired or not text.exists():
            text = folder / "text.txt"
        found.append(Task(folder.name, text, gold, given(json.loads(gold.read_bytes())) if cast else ()))
    return found


def main() -> None:
    """Read, score and print; leave with 1 when a novel could not be read."""
    parser = measuring.arguments(__doc__)
    parser.add_argument("--cast", action="store_true", help="give the corpus's character list")
    parser.add_argument("--repaired", action="store_true", help="read the texts with their apostrophes put back")
    parser.add_argument("--folds", type=Path, help="read each novel with the weights of this folder that kept it out")
    parser.add_argument("-v", "--each", action="store_true", help="print every novel too")
    options = parser.parse_args()
    module = measuring.scorer()
    every = measuring.unseen(tasks(cast=options.cast, repaired=options.repaired), options.folds)
    wanted = measuring.chosen(every, options.names)
    reads = list(measuring.read_all(wanted, options.processes))
    measuring.keep(reads, options.stories)
    reports = {one.name: measuring.score(module.score_pdnc, module, [one]) for one in reads if one.story is not None}
    if options.each:
        for name, report in reports.items():
            measuring.show(name, report)
    else:
        for name, report in reports.items():
            print(f"{name:<32} speaker {measuring.headline(report['speaker']) or 0:.4f}")
    pooled = measuring.score(module.score_pdnc, module, reads)
    title = "cast given" if options.cast else "nothing given"
    measuring.show(f"{len(reports)} novels, {title}, pooled and mean", pooled, measuring.means(reports.values()))
    figures = {
        f"pdnc, {title}: {name}": value
        for name, row in pooled.items()
        if (value := measuring.headline(row)) is not None
    }
    measuring.record(options.out, f"pdnc, {title}", measuring.digest(wanted), figures)
    measuring.leave(reads)


if __name__ == "__main__":
    main()
