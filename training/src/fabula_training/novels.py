"""Annotated novels as passages: every mention that our own reading finds, with the character it is known to be.

`fabula-prepare-novels --data DIR --out DIR` reads each novel with its annotated speakers given, and writes a file each.
What the annotation says of a mention is sure; what only the reading says (a pronoun in the narration) is marked so.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from fabula.encoder.labels import FORMS
from fabula.reading.draft import Draft, aloud
from fabula.reading.plan import STAGES
from fabula.reading.speakers.survey import survey
from fabula.spans import Span

from fabula_training.conversations import Gold, aligned, before_speakers, matched, novels
from fabula_training.data import HELD

UNKNOWN = -1

Row = tuple[int, int, int, int, bool]  # first word, last + 1, form, character or UNKNOWN, sure
Line = tuple[list[tuple[int, int]], int, Sequence[int]]  # pieces over words, who says it, to whom


def prepared(gold: Gold) -> dict[str, Any]:
    """A novel as `data.novels` reads it: words, paragraph breaks, mentions and quotations over words."""
    draft, rows, to = _read(gold)
    numbers = {c["id"]: n for n, c in enumerate(gold.characters)}
    silver = {found: numbers[own] for own, found in to.items()}
    order = aloud(draft)
    quotations: list[Line] = []
    for i, row in zip(order, rows, strict=True):
        pieces = [token_range(draft, span) for span in draft.utterances[i].spans]
        speaker = UNKNOWN if row is None else numbers.get(row["speaker"], UNKNOWN)
        others = [] if row is None else [numbers[a] for a in row["addressees"] if a in numbers]
        quotations.append((pieces, speaker, others))
    return record(gold.name, draft, _mentions(draft, gold, numbers, silver), quotations)


def record(name: str, draft: Draft, mentions: Iterable[Row], quotations: list[Line]) -> dict[str, Any]:
    """A text as `data.novels` reads it."""
    return {
        "name": name,
        "forms": draft.words.forms,
        "breaks": [a for a, _ in draft.words.paragraphs],
        "mentions": sorted(mentions, key=lambda m: (m[0], -m[1])),
        "quotations": quotations,
    }


def with_speakers(draft: Draft) -> Draft:
    """The draft after the stages that decide who speaks and who is meant in speech."""
    names = [s.name for s in STAGES]
    for stage in STAGES[names.index("speakers") : names.index("places")]:
        draft = stage.run(draft)
    return draft


def _read(gold: Gold) -> tuple[Draft, list[dict[str, Any] | None], dict[str, str]]:
    """The novel read with its speakers given, the annotation of each line said, and who of the cast is who."""
    draft = before_speakers(gold.text)
    order, book = aloud(draft), survey(draft)
    rows = aligned([draft.utterances[i] for i in order], gold.quotations)
    pairs = [(i, row) for i, row in zip(order, rows, strict=True) if row is not None]
    to = matched(draft, book, gold, pairs)
    known = {i: to[row["speaker"]] for i, row in pairs if row["speaker"] in to}
    draft = replace(draft, constraints=replace(draft.constraints, speakers=known))
    return with_speakers(draft), rows, to


def _mentions(draft: Draft, gold: Gold, numbers: dict[str, int], silver: dict[str, int]) -> Iterator[Row]:
    told = _told(draft, gold, numbers)
    aliases = _aliases(gold, numbers)
    for phrase, entity in zip(draft.phrases, draft.entities, strict=True):
        if phrase.type != "PER" or phrase.plural:
            continue
        span = phrase.span
        sure = told.pop((span.start, span.end), None)
        if sure is None and phrase.form == "PROP":
            sure = aliases.get(_plain(span.of(draft.manuscript.text)))
        who = sure if sure is not None else silver.get(entity or "", UNKNOWN)
        yield (*token_range(draft, span), FORMS.index(phrase.form), who, sure is not None)


def _told(draft: Draft, gold: Gold, numbers: dict[str, int]) -> dict[tuple[int, int], int]:
    """The spans of phrases that the annotation gives one character."""
    ends: dict[int, list[Span]] = defaultdict(list)
    starts = sorted((p.start, p.end) for p in draft.phrases if p.utterance is None)
    for p in draft.phrases:
        ends[p.end].append(p.span)
    out: dict[tuple[int, int], int] = {}
    for row in gold.quotations:
        for mention in row["mentions"]:
            who = mention["characters"] or []
            if len(who) != 1 or who[0] not in numbers:
                continue
            start, end = mention["span"]
            near = [s for s in ends[end] if abs(s.start - start) <= 4]
            if near:
                best = min(near, key=lambda s: abs(s.start - start))
                out[best.start, best.end] = numbers[who[0]]
        if row["cue_span"] and row["speaker"] in numbers:
            found = _outermost([s for s in starts if row["cue_span"][0] - 2 <= s[0] and s[1] <= row["cue_span"][1] + 2])
            if len(found) == 1:
                out[found[0]] = numbers[row["speaker"]]
    return out


def _outermost(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [s for s in spans if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in spans)]


def _aliases(gold: Gold, numbers: dict[str, int]) -> dict[str, int]:
    """Names that only one character bears."""
    bearers: dict[str, set[int]] = defaultdict(set)
    for c in gold.characters:
        for name in (c["name"], *c["aliases"]):
            bearers[_plain(name)].add(numbers[c["id"]])
    return {name: min(who) for name, who in bearers.items() if len(who) == 1}


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace(".", "").split())


def token_range(draft: Draft, span: Span) -> tuple[int, int]:
    """The words that a span covers."""
    return draft.words.at(span.start), draft.words.at(span.end - 1) + 1


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with pdnc/")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for gold in novels(given.data / "pdnc"):
        file = given.out / f"{gold.name}.json"
        if gold.name not in HELD and not file.exists():
            file.write_text(json.dumps(prepared(gold), ensure_ascii=False) + "\n", encoding="utf-8")
            print(gold.name, flush=True)


if __name__ == "__main__":
    main()
