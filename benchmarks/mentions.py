"""Whom the mentions within the quotations of novels stand for: the Project Dialogism Novel Corpus, from the bare text.

    python benchmarks/mentions.py Daisy Hard

A mention counts as right when its entity is the character that the scorer of speakers matches with the one annotated.
Mentions of several people, and of characters with whom nobody is matched, are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import measuring
import pdnc
from measuring import Read


def annotated(gold: dict[str, Any]) -> Iterator[tuple[tuple[int, int], str]]:
    """Span and character of every mention of one character."""
    for line in gold["quotations"]:
        for mention in line["mentions"]:
            if len(mention["characters"] or ()) == 1:
                yield tuple(mention["span"]), mention["characters"][0]


def matched(module: ModuleType, gold: dict[str, Any], story: dict[str, Any]) -> dict[str, str]:
    """The character read for each annotated one, by names and by who says what."""
    lines = [q for q in story["quotations"] if q["mode"] != "thought"]
    found = module.align_quotations(story["text"], gold["quotations"], lines)
    votes = Counter(
        (line["speaker"], one["speaker"])
        for line, one in zip(gold["quotations"], found, strict=True)
        if one and one["speaker"]
    )
    partner: dict[str, str] = module.match_entities(gold["characters"], story["characters"], votes, alias_weight=1.0)
    return partner


def count(module: ModuleType, tally: Any, one: Read) -> None:
    """Count the mentions of a novel by form."""
    if one.story is None:
        return
    partner = matched(module, one.gold, one.story)
    by_span = {(m["start"], m["end"]): m for m in one.story["mentions"]}
    for span, character in annotated(one.gold):
        mention = by_span.get(span)
        if character not in partner:
            continue
        form = "not found" if mention is None else mention["form"]
        right = mention is not None and mention["entity"] == partner[character]
        tally.hit("all", right)
        tally.hit(form, right)


def main() -> None:
    """Read, count and print; leave with 1 when a novel could not be read."""
    options = measuring.arguments(__doc__).parse_args()
    module = measuring.scorer()
    wanted = measuring.chosen(pdnc.tasks(cast=False, repaired=False), options.names)
    reads = list(measuring.read_all(wanted, options.processes))
    measuring.keep(reads, options.stories)
    tally = module.Tally()
    for one in reads:
        count(module, tally, one)
    report = module.finish(tally)
    measuring.show(f"{len(reads)} novels, mentions resolved, pooled", report)
    figures = {f"mentions: {name}": value for name, row in report.items() if (value := measuring.headline(row))}
    measuring.record(options.out, "mentions", measuring.digest(wanted), figures)
    measuring.leave(reads)


if __name__ == "__main__":
    main()
