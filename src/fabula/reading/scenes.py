"""Where scenes begin and end, where and when they play."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fabula.reading.draft import Draft
from fabula.reading.narration import Deed, Narration, narration
from fabula.reading.places import Sighting, place_sightings
from fabula.reading.settings import Setting, place_of, time_of
from fabula.reading.staging_words import verb_forms, word_list
from fabula.reading.times import time_words
from fabula.story.records import Scene, When

CUT = 1.0  # signs that a paragraph needs to begin a scene without a mark
SHORT = 450  # code points that a scene found without a mark has at least
WINDOW = 1200  # code points in which company is compared


@dataclass(frozen=True, slots=True)
class Stretch:
    """A scene before its place and time are known."""

    start: int
    end: int
    marked: bool  # a break mark, a heading or a part begins it
    confidence: float


def find_scenes(draft: Draft) -> Draft:
    """The draft with its scenes: their spans, places, times, and whether they play now."""
    told = narration(draft)
    sightings = place_sightings(draft)
    stretches = [s for a, b in _chapters(draft) for s in _stretches(draft, told, sightings, a, b)]
    scenes = []
    before: str | None = None
    for n, stretch in enumerate(stretches, 1):
        setting = Setting(draft, told, sightings, stretch.start, stretch.end)
        place = place_of(setting, before)
        before = place or before
        scenes.append(
            Scene(
                id=f"s{n}",
                start=stretch.start,
                end=stretch.end,
                place=place,
                time=time_of(setting),
                when=_when(told, stretch.start, stretch.end),
                confidence=round(stretch.confidence, 3),
            )
        )
    return replace(draft, scenes=tuple(scenes))


def _chapters(draft: Draft) -> list[tuple[int, int]]:
    """The spans of the story text: the chapters, or everything where no parts are known."""
    text, blocks = draft.manuscript.text, draft.words.blocks
    parts = [(p.start, p.end) for p in draft.manuscript.parts if p.kind == "chapter"]
    if not draft.manuscript.parts and blocks:
        parts = [(blocks[0].start, len(text))]
    out = []
    for start, end in parts:
        held = [b for b in blocks[bisect_left(blocks, start, key=lambda b: b.end) :][:1] if b.start < end]
        if held:
            out.append((max(start, held[0].start), end))
    return out


def _stretches(draft: Draft, told: Narration, sightings: Sequence[Sighting], start: int, end: int) -> list[Stretch]:
    """The scenes of one chapter: cut after break marks, and where place, time or company changes."""
    blocks = draft.manuscript.blocks
    first = bisect_left(blocks, start, key=lambda b: b.start)
    last = bisect_left(blocks, end, key=lambda b: b.start)
    cuts: list[tuple[int, bool, float]] = [(start, True, 0.95)]
    pending = False
    for at in range(first, last):
        block = blocks[at]
        if block.kind == "break":
            pending = at > first
            continue
        if pending:
            cuts.append((block.start, True, 0.95))
        elif at > first and block.kind != "heading" and block.start - cuts[-1][0] >= SHORT:
            sign = _sign(draft, told, sightings, block.start, block.end, cuts[-1][0])
            if sign >= CUT and end - block.start >= 60:
                cuts.append((block.start, False, min(0.9, 0.4 + 0.2 * sign)))
        pending = False
    ends = [c[0] for c in cuts[1:]] + [end]
    return [Stretch(a, b, marked, sure) for (a, marked, sure), b in zip(cuts, ends, strict=True)]


def _sign(draft: Draft, told: Narration, sightings: Sequence[Sighting], start: int, end: int, since: int) -> float:
    """How much speaks for a scene to begin with the paragraph at `start`."""
    words = draft.words
    first = words.at(start)
    sentence = words.sentence_of(first)
    spoken = told.is_quoted(first)
    opening = words.sentences[sentence]
    span = words.chars(opening)
    sign = 0.0
    if not spoken:
        head = min(span.end, start + 160)
        times = [t for t in time_words(words.text, start, head) if not told.is_quoted(words.at(t.span.start))]
        if times and times[0].jumps:
            sign += 1.0 if times[0].span.start - start <= 25 else 0.4
        sign += _moves(told, sentence, sightings, opening)
    sign += _company(draft, told, start, end, since)
    return sign


def _moves(told: Narration, sentence: int, sightings: Sequence[Sighting], opening: tuple[int, int]) -> float:
    """Signs of a change of place in the first sentence: a place reached, or a place named first of all."""
    plain = told.sentences[sentence]
    at = bisect_left(sightings, opening[0], key=lambda s: s.start)
    named = [s for s in sightings[at : at + 4] if s.end <= opening[1] and not told.is_quoted(s.start)]
    if not named:
        return 0.0
    moved = any(w in verb_forms("move") or w in verb_forms("arrive") or w in {"reached", "led"} for w in plain)
    before = " ".join(told.words.forms[max(opening[0], named[0].start - 2) : named[0].start]).lower().split()
    there = bool(before) and before[-1] in {"to", "into", "at", "in", "on", "reached", "outside", "entered", "inside"}
    early = named[0].start - opening[0] <= 3
    return (0.6 if moved and there else 0.0) + (0.3 if early and there else 0.0)


def _company(draft: Draft, told: Narration, start: int, end: int, since: int) -> float:
    """Signs that the company changes as a whole around `start`: few act both before and after."""
    before = _acting(told.between(max(since, start - WINDOW), start))
    after = _acting(told.between(start, start + WINDOW))
    if not before or not after:
        return 0.0
    same = len(before & after) / len(before | after)
    return 0.5 if same == 0 else (0.2 if same < 0.34 else 0.0)


def _acting(deeds: Sequence[Deed]) -> set[str]:
    return {d.character for d in deeds if d.role == "subject" and d.tense == "now"}


def _when(told: Narration, start: int, end: int) -> When:
    """Whether a scene is told as past to the story or as a dream, by how its first sentences are told."""
    deeds = [d for d in told.between(start, end) if d.role == "subject"]
    if deeds and sum(d.tense == "earlier" for d in deeds) > 0.6 * len(deeds):
        return "earlier"
    first = told.words.sentence_of(told.words.at(start))
    opening = [w for s in told.sentences[first : first + 2] for w in s]
    past = "had" in opening and {"ago", "once", "then", "years", "winters", "summers", "earlier"} & set(opening)
    if past and "ago" in opening:
        return "earlier"
    if {"dreamed", "dreamt", "dream"} & set(opening) and not word_list("particles", "unseen") & set(opening):
        return "unreal"
    return "now"
