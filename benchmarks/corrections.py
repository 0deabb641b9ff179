"""What correcting the least sure tenth of the lines gives: by itself, and by what it changes around it.

    python benchmarks/corrections.py                # four stories, and the two shortest novels of the corpus
    python benchmarks/corrections.py Emma Hard      # the stories, and these novels
    python benchmarks/corrections.py --share 0.05   # another share of the lines
    python benchmarks/corrections.py --folds DIR    # novels by weights of the scorer of speakers that had not seen them

The lines are those that the reader is least sure of, chosen without the gold. Their speakers are set from the gold
file, each as an entry in a journal; a speaker whom the reader did not find is added to the cast. Then the journal is
laid over the reading (*alone*), and the text is read again with the journal as evidence (*around*). The last figure
leaves out the lines corrected: what the others gained.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import measuring
import pdnc
import stories
from fabula import api
from fabula.corrections import Journal, apply
from fabula.corrections.kinds import Anything
from fabula.corrections.making import Maker
from fabula.story import Quotation, Story
from fabula.story.json_form import encode
from measuring import Task


def least_sure(story: Story, share: float) -> list[Quotation]:
    """The least sure lines of speech, so large a share of all: those without a speaker first."""
    spoken = [q for q in story.quotations if q.mode == "speech" and q.parent is None]
    spoken.sort(key=lambda q: -1.0 if q.speaker is None else q.confidence or 0.0)
    return spoken[: round(len(spoken) * share)]


def journal(story: Story, gold: dict[str, Any], module: ModuleType, share: float) -> Journal:
    """The speakers of the least sure lines from the gold."""
    plain = json.loads(encode(story))
    spoken = [q for q in gold["quotations"] if q.get("mode", "speech") == "speech"]
    found = module.align_quotations(plain["text"], spoken, plain["quotations"])
    votes = Counter((q["speaker"], p["speaker"]) for q, p in zip(spoken, found, strict=True) if p and p.get("speaker"))
    ours = dict(module.match_entities(gold["characters"], plain["characters"], votes))
    names = {c["id"]: c["name"] for c in gold["characters"]}
    who = {p["id"]: q["speaker"] for q, p in zip(spoken, found, strict=True) if p and q["speaker"]}
    entries: list[Anything] = []
    make = Maker(story)
    for row in least_sure(story, share):
        speaker = who.get(row.id)
        if speaker is None or (speaker not in ours and speaker not in names):
            continue  # the gold says nothing of this line
        if speaker not in ours:
            new = make.character(names[speaker])
            entries.append(new)
            ours[speaker] = new.new.id
            make = Maker(apply(story, Journal(tuple(entries))).story)
        entries.append(make.speaker(row.id, ours[speaker]))
    return Journal(tuple(entries))


def accuracy(task: Task, gold: dict[str, Any], story: Story, module: ModuleType, without: set[int]) -> Counter[str]:
    """Lines right and lines in all, by the scorer; and the same without the lines whose first offset is given."""
    count: Counter[str] = Counter()
    score = module.score_pdnc if "mode" not in gold["quotations"][0] else module.score_story
    kept = {**gold, "quotations": [q for q in gold["quotations"] if q["spans"][0][0] not in without]}
    for name, rows in (("all", gold), ("rest", kept)):
        tally = module.Tally()
        score(tally, rows, json.loads(encode(story)))
        count[name, "right"] += tally.n["speaker", "right"]
        count[name, "of"] += tally.n["speaker", "total"]
    return count


def measure(task: Task, module: ModuleType, share: float) -> dict[str, Counter[Any]]:
    """The counts of one document before, after the corrections alone, and after what they change around them."""
    gold = json.loads(task.gold.read_bytes())
    if task.weights is not None:
        measuring.use(task.weights)
    before = api.read(task.text)
    made = journal(before, gold, module, share)
    corrected = [e for e in made.entries if hasattr(e, "quotation")]
    starts = {q.id: q.spans[0].start for q in before.quotations}
    aligned = {starts[e.quotation.id] for e in corrected}
    spans = {q["spans"][0][0] for q in gold["quotations"] if any(abs(q["spans"][0][0] - s) <= 2 for s in aligned)}
    alone = apply(before, made)
    around = apply(api.reread(before, made), made)
    print(
        f"  {task.name}: {len(corrected)} lines set of {len(before.quotations)}, "
        f"{len(alone.conflicts) + len(around.conflicts)} conflicts",
        flush=True,
    )
    return {
        name: accuracy(task, gold, story, module, spans)
        for name, story in (("before", before), ("alone", alone.story), ("around", around.story))
    }


def shown(title: str, counts: dict[str, Counter[Any]]) -> dict[str, float]:
    """The figures of a document or a set, printed."""
    figures = {
        f"{title}: {name}, {which}": round(counts[name][which, "right"] / max(1, counts[name][which, "of"]), 4)
        for which in ("all", "rest")
        for name in ("before", "alone", "around")
    }
    values = [figures[f"{title}: {name}, all"] for name in ("before", "alone", "around")]
    rest = [figures[f"{title}: {name}, rest"] for name in ("before", "around")]
    print(
        f"{title:<34} of {counts['before']['all', 'of']:>5g}: before {values[0]:.4f}  alone {values[1]:.4f}  "
        f"around {values[2]:.4f}; lines not corrected: {rest[0]:.4f} to {rest[1]:.4f}",
        flush=True,
    )
    return figures


def main() -> None:
    """Measure each document, print it and the two sets pooled."""
    parser = measuring.arguments(__doc__)
    parser.add_argument("--share", type=float, default=0.1, help="the share of the lines to correct (default 0.1)")
    parser.add_argument("--folds", type=Path, help="read each novel with the weights of this folder that kept it out")
    options = parser.parse_args()
    module = measuring.scorer()
    novels = measuring.unseen(pdnc.tasks(cast=False, repaired=False), options.folds)
    novels = (
        measuring.chosen(novels, options.names)
        if options.names
        else sorted(novels, key=lambda t: t.text.stat().st_size)[:2]
    )
    figures: dict[str, float] = {}
    for name, tasks in (("stories", stories.tasks("stories")), ("novels", novels)):
        pooled: dict[str, Counter[Any]] = {"before": Counter(), "alone": Counter(), "around": Counter()}
        for task in tasks:
            counts = measure(task, module, options.share)
            figures |= shown(task.name, counts)
            for key, found in counts.items():
                pooled[key].update(found)
        figures |= shown(f"{name}, pooled", pooled)
    used = [*stories.tasks("stories"), *novels]
    measuring.record(options.out, "corrections", measuring.digest(used), figures)


if __name__ == "__main__":
    main()
