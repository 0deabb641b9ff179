"""Annotated conversations: the evidence on each line, with the candidate who says it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from fabula.evaluate.pdnc import PRONOUNS
from fabula.reading.draft import Draft, Utterance, aloud
from fabula.reading.plan import STAGES
from fabula.reading.speakers.evidence import Evidence, evidence
from fabula.reading.speakers.survey import Field, survey
from fabula.source import from_text
from fabula.spans import Span
from fabula.story.records import Character
from fabula.text import words


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of one text: evidence, the id of who says each (None where no one of the cast does), its kind of cue.

    `judged` tells the lines whose speaker is annotated: where `speakers` has none, nobody found is that speaker.
    """

    name: str
    found: tuple[Evidence, ...]
    speakers: tuple[str | None, ...]
    kinds: tuple[str | None, ...]
    judged: tuple[bool, ...]
    cast_given: bool = False


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated text: rows of its characters and quotations as their files have them."""

    name: str
    text: str
    characters: tuple[dict[str, Any], ...]
    quotations: tuple[dict[str, Any], ...]


def novels(folder: Path, *, repaired: bool = True) -> Iterator[Gold]:
    """The novels of PDNC (`gold.json` and `text.txt` in a folder each), `repaired` where apostrophes were put back."""
    for file in sorted(folder.glob("*/gold.json")):
        gold = json.loads(file.read_bytes())
        mended = file.with_name("text_repaired.txt")
        text = mended if repaired and mended.exists() else file.with_name("text.txt")
        known = tuple(c for c in gold["characters"] if c.get("kind") != "special")
        yield Gold(file.parent.name, text.read_bytes().decode("utf-8"), known, tuple(gold["quotations"]))


def passages(folder: Path) -> Iterator[Gold]:
    """Passages annotated in the story format, a folder each; quotations inside others and thoughts are left out."""
    for file in sorted(folder.glob("*/gold.json")):
        gold = json.loads(file.read_bytes())
        said = tuple(q for q in gold["quotations"] if q["mode"] != "thought" and not q.get("parent"))
        yield Gold(file.parent.name, gold["text"], tuple(gold["characters"]), said)


def readings(gold: Gold) -> tuple[Lines, Lines]:
    """The lines of a text read twice: from the text alone, and with the annotated cast given."""
    manuscript = from_text(gold.text)
    draft = _run(Draft(manuscript=manuscript, words=words(manuscript)), "characters")
    given = tuple(map(character, gold.characters))
    return (
        labelled(gold, _run(draft, "turns")),
        labelled(gold, _run(replace(draft, given=given), "turns"), cast_given=True),
    )


def labelled(gold: Gold, draft: Draft, *, cast_given: bool = False) -> Lines:
    """The lines of a draft before its speakers are decided.

    Where no cast was given, annotated characters are matched with those found by their names and by whom cues name.
    """
    order, book = aloud(draft), survey(draft)
    found = evidence(draft, order, book)
    rows = aligned([draft.utterances[i] for i in order], gold.quotations)
    known = {c["id"] for c in gold.characters}
    if cast_given:
        to = {id: id for id in known}
    else:
        to = matched(draft, book, gold, [(order[k], row) for k, row in enumerate(rows) if row is not None])
    return Lines(
        gold.name,
        tuple(found),
        tuple(None if row is None else to.get(row["speaker"]) for row in rows),
        tuple(None if row is None else row.get("type") for row in rows),
        tuple(row is not None and row["speaker"] in known for row in rows),
        cast_given,
    )


def before_speakers(text: str, given: Sequence[Character] = ()) -> Draft:
    """The draft of a text before anybody is named as the speaker of a line; `given` is a cast known beforehand."""
    manuscript = from_text(text)
    return _run(Draft(manuscript=manuscript, words=words(manuscript), given=tuple(given)), "turns")


def _run(draft: Draft, until: str) -> Draft:
    """The draft after those stages that have not run, up to the first that adds `until`."""
    for stage in STAGES:
        if until in stage.adds:
            break
        if stage.adds[0] == "signals" and draft.signals is not None:
            continue
        draft = stage.run(draft)
    return draft


def character(row: Mapping[str, Any]) -> Character:
    """An annotated character as one to be given to the reader; its pronouns by its gender where it has none."""
    pronouns = row.get("pronouns") or PRONOUNS.get(row.get("gender") or "")
    return Character(id=row["id"], name=row["name"], aliases=tuple(row["aliases"]), pronouns=pronouns)


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
