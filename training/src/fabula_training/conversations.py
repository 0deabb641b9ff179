"""Annotated conversations: the evidence on each line, with the candidate who says it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fabula.reading.draft import Draft, Utterance
from fabula.reading.plan import STAGES
from fabula.reading.speakers.decide import aloud
from fabula.reading.speakers.evidence import Evidence, Field, evidence, survey
from fabula.source import from_text
from fabula.spans import Span
from fabula.story.records import Character
from fabula.text import words


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one text: evidence, the id of who says each (None where it is not annotated), its kind of cue."""

    name: str
    found: tuple[Evidence, ...]
    speakers: tuple[str | None, ...]
    kinds: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated text: rows of its characters and quotations as their files have them."""

    name: str
    text: str
    characters: tuple[dict[str, Any], ...]
    quotations: tuple[dict[str, Any], ...]


def novels(folder: Path) -> Iterator[Gold]:
    """The novels of PDNC (`gold.json` and `text.txt` in a folder each); apostrophes put back where they were lost."""
    for file in sorted(folder.glob("*/gold.json")):
        gold = json.loads(file.read_bytes())
        repaired = file.with_name("text_repaired.txt")
        text = (repaired if repaired.exists() else file.with_name("text.txt")).read_text(encoding="utf-8")
        known = tuple(c for c in gold["characters"] if c.get("kind") != "special")
        yield Gold(file.parent.name, text, known, tuple(gold["quotations"]))


def passages(folder: Path) -> Iterator[Gold]:
    """Passages annotated in the story format, a folder each; quotations inside others and thoughts are left out."""
    for file in sorted(folder.glob("*/gold.json")):
        gold = json.loads(file.read_bytes())
        said = tuple(q for q in gold["quotations"] if q["mode"] != "thought" and not q.get("parent"))
        yield Gold(file.parent.name, gold["text"], tuple(gold["characters"]), said)


def lines(gold: Gold) -> Lines:
    """The lines of a text as the reader finds them, with nothing given but the text.

    Annotated characters are matched with those found by their names and by whom the cues name.
    """
    draft = before_speakers(gold.text)
    order, book = aloud(draft), survey(draft)
    found = evidence(draft, order, book)
    rows = aligned([draft.utterances[i] for i in order], gold.quotations)
    to = matched(draft, book, gold, [(order[k], row) for k, row in enumerate(rows) if row is not None])
    return Lines(
        gold.name,
        tuple(found),
        tuple(None if row is None else to.get(row["speaker"]) for row in rows),
        tuple(None if row is None else row.get("type") for row in rows),
    )


def before_speakers(text: str, given: Sequence[Character] = ()) -> Draft:
    """The draft of a text before anybody is named as the speaker of a line; `given` is a cast known beforehand."""
    manuscript = from_text(text)
    draft = Draft(manuscript=manuscript, words=words(manuscript), given=tuple(given))
    for stage in STAGES:
        if "turns" in stage.adds:
            break
        draft = stage.run(draft)
    return draft


def aligned(utterances: Sequence[Utterance], quotations: Sequence[dict[str, Any]]) -> list[dict[str, Any] | None]:
    """For each utterance the first annotated quotation that shares the most of its words with it."""
    pieces = sorted((tuple(s), n) for n, q in enumerate(quotations) for s in q["spans"])
    out: list[dict[str, Any] | None] = []
    first = 0
    longest = max((s[1] - s[0] for s, _ in pieces), default=0)
    for utterance in utterances:
        while first < len(pieces) and pieces[first][0][0] < utterance.start - longest:
            first += 1
        shared: Counter[int] = Counter()
        for span, n in pieces[first:]:
            if span[0] >= utterance.end:
                break
            shared[n] += sum(Span(*span).overlap(own) for own in utterance.spans)
        best = max(shared, key=lambda n: (shared[n], -n), default=None)
        out.append(None if best is None or not shared[best] else quotations[best])
    return out


def matched(draft: Draft, book: Field, gold: Gold, rows: Sequence[tuple[int, dict[str, Any]]]) -> dict[str, str]:
    """Annotated id to found id, one to one: shared names count once each, every cue that names one counts too."""
    from scipy.optimize import linear_sum_assignment

    votes = Counter(
        (row["speaker"], book.cue_entity[i]) for i, row in rows if row.get("type") != "implicit" and book.cue_entity[i]
    )
    weights = [
        [len(_names(g["name"], g["aliases"]) & _character_names(c)) + votes[g["id"], c.id] for c in draft.characters]
        for g in gold.characters
    ]
    if not weights or not weights[0]:
        return {}
    chosen = zip(*linear_sum_assignment(weights, maximize=True), strict=True)
    return {gold.characters[a]["id"]: draft.characters[b].id for a, b in chosen if weights[a][b]}


def _character_names(character: Character) -> set[str]:
    return _names(character.name, character.aliases)


def _names(name: str, aliases: Sequence[str]) -> set[str]:
    plain = (" ".join(w for w in n.casefold().split() if w not in {"the", "a", "an"}) for n in (name, *aliases))
    return {n for n in plain if n}
