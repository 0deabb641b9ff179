"""Why speakers of novels are missed: causes counted by machine over a sample of the wrong quotations.

    python benchmarks/speaker_errors.py --folds DIR               # 400 wrong quotations of all novels, nothing given
    python benchmarks/speaker_errors.py --folds DIR --cast        # the corpus's character list given
    python benchmarks/speaker_errors.py --folds DIR Emma -v       # some novels; each wrong quotation printed

Each wrong quotation has one cause: the first of `CAUSES` that holds. `--folds` names the weights that kept each novel
out. The corpus's own speaker is taken for right, except where its cue is the name of somebody else.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import measuring
import pdnc
from fabula.evaluate import alignment
from fabula.evaluate.alignment import Names, names
from fabula.reading.draft import Draft
from fabula.reading.speakers.decide import Lines

CAUSES = (
    "annotation doubtful: its cue names somebody else",
    "quotation: not found",
    "quotation: taken for a thought",
    "quotation: one with another's words",
    "cast: the speaker is not in it",
    "cast: the speaker is one with somebody else",
    "cast: the speaker is there twice",
    "candidates: the speaker is none",
    "named: cue not found",
    "named: cue without the subject, or with another",
    "named: subject stands for another",
    "named: right subject, overruled",
    "pronoun or noun: cue not found",
    "pronoun or noun: stands for another",
    "pronoun or noun: stands for nobody",
    "pronoun or noun: right, overruled",
    "no cue: one was read",
    "no cue: the addressee was taken",
    "no cue: goes on after own line",
    "no cue: takes turns with another",
    "no cue: speaks anew",
)


@dataclass(slots=True)
class Wrong:
    """A quotation that was given to somebody else than its speaker, and the cause."""

    novel: str
    gold: dict[str, Any]
    cause: str
    found: str | None
    wanted: str
    words: str


@dataclass(slots=True)
class Case:
    """A novel that was read as far as the speakers, beside its annotation."""

    name: str
    gold: dict[str, Any]
    draft: Draft
    cast_given: bool
    lines: Lines = field(init=False)
    heard: list[int | None] = field(init=False)  # for each quotation of the corpus the index of an utterance
    thought: list[bool] = field(init=False)
    partner: Mapping[str, str] = field(init=False)
    known: dict[str, dict[str, Any]] = field(init=False)
    our: dict[str, Names] = field(init=False)

    def __post_init__(self) -> None:
        draft, gold = self.draft, self.gold
        self.lines = Lines(draft, {})
        self.known = {c["id"]: c for c in gold["characters"] if c["kind"] != "special"}
        self.our = {c.id: names((c.name, *c.aliases)) for c in draft.characters}
        spans = [q["spans"] for q in gold["quotations"]]
        said = [i for i, u in enumerate(draft.utterances) if u.mode != "thought"]
        every = alignment.quotations(draft.manuscript.text, spans, [u.spans for u in draft.utterances])
        some = alignment.quotations(draft.manuscript.text, spans, [draft.utterances[i].spans for i in said])
        self.heard = [None if n is None else said[n] for n in some]
        self.thought = [n is None and e is not None for n, e in zip(some, every, strict=True)]
        self.partner = {id: id for id in self.known} if self.cast_given else self._partners()

    def _partners(self) -> dict[str, str]:
        votes = Counter(
            (q["speaker"], who)
            for q, i in zip(self.gold["quotations"], self.heard, strict=True)
            if i is not None and (who := self.draft.turns[i].speaker) is not None
        )
        theirs = {c["id"]: names((c["name"], *c["aliases"])) for c in self.gold["characters"]}
        return alignment.casts(theirs, self.our, votes)

    def wrong(self) -> Iterator[Wrong]:
        """The wrong quotations, each with its cause."""
        shared = Counter(i for i in self.heard if i is not None)
        owners: dict[int, set[str]] = {}
        for q, i in zip(self.gold["quotations"], self.heard, strict=True):
            if i is not None:
                owners.setdefault(i, set()).add(q["speaker"])
        shown = {c.id: c.name for c in self.draft.characters}
        for n, (q, i) in enumerate(zip(self.gold["quotations"], self.heard, strict=True)):
            got = None if i is None else self.draft.turns[i].speaker
            if q["speaker"] not in self.known or (got is not None and self.partner.get(q["speaker"]) == got):
                continue
            merged = i is not None and shared[i] > 1 and len(owners[i]) > 1
            cause = self._cause(n, q, i, got, merged=merged)
            words = " ".join(self.draft.manuscript.text[q["spans"][0][0] - 120 : q["spans"][-1][1] + 80].split())
            yield Wrong(self.name, q, cause, shown.get(got or ""), self.known[q["speaker"]]["name"], words)

    def _cause(self, n: int, q: dict[str, Any], i: int | None, got: str | None, *, merged: bool) -> str:
        mine = names((self.known[q["speaker"]]["name"], *self.known[q["speaker"]]["aliases"]))
        if self._names_another(q, mine):
            return CAUSES[0]
        if i is None:
            return CAUSES[2] if self.thought[n] else CAUSES[1]
        if merged:
            return CAUSES[3]
        who = self.partner.get(q["speaker"])
        if not self.cast_given:
            here = [c for c, theirs in self.our.items() if theirs & mine]
            if who is None:
                return CAUSES[5] if here else CAUSES[4]
            if got in here or (got is not None and self._copy(got, q["speaker"])):
                return CAUSES[6]
        book, at = self.lines.book, self.lines.order
        one = self.lines.found[at.index(i)] if i in at else None
        if one is None or who not in one.candidates:
            return CAUSES[7]
        cue, phrase, meant = self.draft.utterances[i].cue, book.cue_phrase[i], book.cue_entity[i]
        if q["type"] == "explicit":
            if cue is None:
                return CAUSES[8]
            span = q["cue_span"]
            if cue.subject is None or (span is not None and not cue.subject.overlap(span)):
                return CAUSES[9]
            return CAUSES[11] if meant == who else CAUSES[10]
        if q["type"] == "anaphoric":
            if cue is None or phrase is None:
                return CAUSES[12]
            return CAUSES[15] if meant == who else CAUSES[14] if meant is None else CAUSES[13]
        if meant is not None and meant == got:
            return CAUSES[16]
        return self._turn(n, q, got)

    def _turn(self, n: int, q: dict[str, Any], got: str | None) -> str:
        before = [row["speaker"] for row in self.gold["quotations"][max(0, n - 4) : n]]
        if any(self.partner.get(to) == got for to in q["addressees"]):
            return CAUSES[17]
        if before and before[-1] == q["speaker"]:
            return CAUSES[18]
        return CAUSES[19] if q["speaker"] in before else CAUSES[20]

    def _names_another(self, q: dict[str, Any], mine: Names) -> bool:
        """Whether the corpus's own cue has the name of one other character of its list, and none of the speaker's."""
        if q["type"] != "explicit" or not q["cue"]:
            return False
        cue = f" {' '.join(names([q['cue']]))} "
        if any(f" {name} " in cue for name in mine):
            return False
        others = {
            id
            for id, c in self.known.items()
            if any(len(name) > 3 and f" {name} " in cue for name in names((c["name"], *c["aliases"])))
        }
        return len(others) == 1 and q["speaker"] not in others

    def _copy(self, got: str, speaker: str) -> bool:
        """Whether most of the lines given to somebody without a partner are this speaker's."""
        if got in self.partner.values():
            return False
        rows = zip(self.gold["quotations"], self.heard, strict=True)
        owners = Counter(q["speaker"] for q, i in rows if i is not None and self.draft.turns[i].speaker == got)
        return owners[speaker] * 2 > sum(owners.values())


def cases(wanted: list[measuring.Task], *, cast: bool) -> Iterator[Case]:
    """Every novel, read as far as its speakers."""
    from fabula import api
    from fabula.source import open_source

    for task in wanted:
        if task.weights is not None:
            measuring.use(task.weights)
        draft = api.read_draft(open_source(task.text), given=measuring.cast(task), last="speakers")
        yield Case(task.name, json.loads(task.gold.read_bytes()), draft, cast)


def main() -> None:
    """Read, count and print."""
    parser = measuring.arguments(__doc__)
    parser.add_argument("--cast", action="store_true", help="give the corpus's character list")
    parser.add_argument("--folds", type=Path, help="read each novel with the weights of this folder that kept it out")
    parser.add_argument("--sample", type=int, default=400, help="how many wrong quotations to count (default 400)")
    parser.add_argument("-v", "--each", action="store_true", help="print every wrong quotation of the sample")
    options = parser.parse_args()
    every = measuring.unseen(pdnc.tasks(cast=options.cast, repaired=False), options.folds)
    judged, wrong = 0, []
    for case in cases(measuring.chosen(every, options.names), cast=options.cast):
        judged += sum(q["speaker"] in case.known for q in case.gold["quotations"])
        wrong += list(case.wrong())
    show(wrong, judged, options.sample, each=options.each)


def show(wrong: list[Wrong], judged: int, size: int, *, each: bool = False) -> None:
    """Print how often each cause is the cause, by kind of quotation, in a sample and over all."""
    sample = random.Random(1).sample(wrong, min(size, len(wrong)))
    if each:
        for one in sample:
            print(f"{one.novel} {one.gold['id']} [{one.cause}] {one.wanted} -> {one.found}\n    {one.words}")
    print(f"{len(wrong)} of {judged} quotations wrong; {len(sample)} drawn at random")
    print(f"{'cause':<52} {'sample':>6} {'share':>6} {'all':>6}")
    drawn, total = Counter(w.cause for w in sample), Counter(w.cause for w in wrong)
    for cause in CAUSES:
        if total[cause]:
            print(f"{cause:<52} {drawn[cause]:>6} {drawn[cause] / len(sample):>6.1%} {total[cause]:>6}")


if __name__ == "__main__":
    main()
