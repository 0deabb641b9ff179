"""Signs that a paragraph begins a new scene, and how likely they make it."""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fabula.reading.draft import Draft
from fabula.reading.narration import Narration, narration
from fabula.reading.places import Sighting, place_sightings
from fabula.reading.staging_words import verb_forms, word_list
from fabula.reading.times import time_words

WINDOW = 1500  # code points in which the company before and after is compared
NEARBY = 8000  # code points in which a break mark shows that the story marks its breaks
MARK = re.compile(r"(?:[*•·#~⁂☆★][ \t\u00a0]*){3,}\s*|⁂\s*")  # a break mark, alone or run into the paragraph after it
MANY = 16  # acts in which it is
THERE = frozenset("to into at in on onto reached outside entered inside aboard through down up toward towards".split())
ADVERBS = frozenset("downstairs upstairs inside outside indoors outdoors below above back ashore aboard".split())
MOMENTS = frozenset("moment moments second seconds minute presently last instant".split())
CLAUSES = frozenset("when after as once while until by".split())

# Logistic weights, fitted by `benchmarks/fit_cuts.py` on annotated passages.
WEIGHTS = {
    "always": -2.84,
    "time first": 2.66,
    "time later": 0.71,
    "clause of time": 0.78,
    "clause of time, over": 1.76,
    "moves to a place": 0.87,
    "place first": 1.29,
    "several places": 1.39,
    "somebody left": 0.85,
    "somebody left for a place": 1.08,
    "other company": 0.88,
    "opens in speech": -2.12,
    "speech before": -0.32,
    "long": 0.83,
    "names somebody": -0.51,
    "somebody is alone": 0.55,
    "breaks are marked": -0.95,
    "scene is long": 0.19,
}


class Reading(NamedTuple):
    """What the signs are read from; `acts` are the offsets where a character acts, speaks or is spoken to, in order."""

    draft: Draft
    told: Narration
    sightings: Sequence[Sighting]
    acts: Sequence[tuple[int, str]]
    marks: Sequence[int]  # offsets of the break marks


def reading_of(draft: Draft) -> Reading:
    """What the signs of a draft's scenes are read from."""
    told = narration(draft)
    acts = [(d.start, d.character) for d in told.deeds if d.role == "subject" and d.tense == "now"]
    for utterance, turn in zip(draft.utterances, draft.turns, strict=True):
        if utterance.mode == "speech" and utterance.parent is None:
            acts.extend((utterance.start, who) for who in (turn.speaker, *turn.addressees) if who is not None)
    marks = [
        b.start for b in draft.manuscript.blocks if b.kind == "break" or MARK.match(draft.manuscript.text, b.start)
    ]
    return Reading(draft, told, place_sightings(draft), sorted(acts), marks)


def signs(reading: Reading, start: int, end: int, since: int) -> dict[str, float]:
    """The signs at the paragraph from `start` to `end`, in a scene that began at `since`; by the names of WEIGHTS."""
    told, words = reading.told, reading.draft.words
    first = words.at(start)
    sentence = words.sentence_of(first)
    opening = words.sentences[sentence]
    spoken = told.is_quoted(first)
    plain = () if spoken else told.sentences[sentence]
    found = dict.fromkeys(WEIGHTS, 0.0)
    found["always"] = 1.0
    found["opens in speech"] = float(spoken)
    found["speech before"] = float(first > 0 and told.is_quoted(first - 1))
    marks = bisect_left(reading.marks, start + NEARBY) - bisect_left(reading.marks, start - NEARBY)
    found["breaks are marked"] = float(marks > 0)
    found["long"] = float(end - start > 350)
    found["scene is long"] = float(start - since > 1500)
    found.update(_company(reading, start, since))
    found.update(_leaving(reading, sentence - 1))
    if plain:
        found.update(_times(reading, opening, plain))
        found["several places"] = float(_several_places(reading, start, end))
        found.update(_places(reading, opening, plain))
        own = [d for d in told.between(start, start + 300)[:4] if d.sentence == sentence]
        found["names somebody"] = float(bool(own) and reading.draft.phrases[own[0].phrase].form != "PRON")
    return found


def likelihood(found: Mapping[str, float]) -> float:
    """The probability that a scene begins at a paragraph with these signs."""
    return 1.0 / (1.0 + math.exp(-sum(WEIGHTS[name] * value for name, value in found.items())))


def _times(reading: Reading, opening: tuple[int, int], plain: Sequence[str]) -> dict[str, float]:
    words = reading.draft.words
    span = words.chars(opening)
    head = min(span.end, span.start + 200)
    jumps = [
        t.span.start - span.start
        for t in time_words(words.text, span.start, head)
        if t.jumps and not set(t.span.of(words.text).lower().split()) & MOMENTS
    ]
    clause = plain[0] in CLAUSES and (plain[0] != "by" or plain[1:3] == ("the", "time"))
    over = set(plain[1:9]) & ({"had", "gone", "reached", "over", "finished"} | verb_forms("depart"))
    return {
        "time first": float(bool(jumps) and jumps[0] <= 25),
        "time later": float(bool(jumps) and jumps[0] > 25),
        "clause of time": float(clause),
        "clause of time, over": float(clause and bool(over)),
    }


def _places(reading: Reading, opening: tuple[int, int], plain: Sequence[str]) -> dict[str, float]:
    """Signs of a change of place in the first sentence: a place reached, or a place named first of all."""
    sightings, words = reading.sightings, reading.draft.words
    at = bisect_left(sightings, opening[0], key=lambda s: s.start)
    named = [s for s in sightings[at : at + 4] if s.end <= opening[1] and not reading.told.is_quoted(s.start)]
    there = [s for s in named if {w.lower() for w in words.forms[max(opening[0], s.start - 2) : s.start]} & THERE]
    moved = any(w in verb_forms("move") or w in verb_forms("arrive") or w in {"reached", "led"} for w in plain)
    moved = moved or bool(set(plain) & {"conducted", "ushered", "shown", "brought", "took", "sat", "seated"})
    return {
        "moves to a place": float(moved and bool(there)),
        "place first": float(plain[0] in ADVERBS or (bool(there) and there[0].start - opening[0] <= 4)),
    }


def _several_places(reading: Reading, start: int, end: int) -> bool:
    """Whether the beginning of a paragraph goes by three places or more, as one who travels does."""
    held = reading.draft.words.within((start, min(end, start + 300)))
    at = bisect_left(reading.sightings, held.start, key=lambda s: s.start)
    keys = set()
    while at < len(reading.sightings) and reading.sightings[at].start < held.stop:
        if not reading.told.is_quoted(reading.sightings[at].start):
            keys.add(reading.sightings[at].key)
        at += 1
    return len(keys) >= 3


def _leaving(reading: Reading, sentence: int) -> dict[str, float]:
    """Whether a sentence says that somebody went away, or went to a place."""
    if sentence < 0:
        return {}
    plain = reading.told.sentences[sentence]
    away = word_list("particles", "away") | word_list("particles", "into") | {"to", "toward", "towards", "through"}
    moved = [at for at, w in enumerate(plain) if w in verb_forms("move") or w in {"headed", "led"}]
    left = any(w in verb_forms("depart") for w in plain) or any(set(plain[at + 1 : at + 5]) & away for at in moved)
    start, end = reading.draft.words.sentences[sentence]
    at = bisect_left(reading.sightings, start, key=lambda s: s.start)
    placed = any(s.end <= end for s in reading.sightings[at : at + 1])
    return {"somebody left": float(left), "somebody left for a place": float(bool(moved) and placed)}


def _company(reading: Reading, start: int, since: int) -> dict[str, float]:
    """Signs that the company changes: few act both before and after, or one is left."""
    acts = reading.acts
    at = bisect_left(acts, (start, ""))
    old = {who for offset, who in acts[max(0, at - MANY) : at] if offset >= max(since, start - WINDOW)}
    new = {who for offset, who in acts[at : at + MANY] if offset < start + WINDOW}
    same = len(old & new) / len(old | new) if old and new else 1.0
    return {
        "other company": float(same < 0.34),
        "somebody is alone": float(len(new) == 1 and len(old) > 1),
    }
