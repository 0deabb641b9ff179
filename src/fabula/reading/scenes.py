"""Where scenes begin and end, where and when they play."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from fabula.reading.cuts import MARK, Reading, likelihood, reading_of, signs
from fabula.reading.draft import Draft
from fabula.reading.narration import Narration
from fabula.reading.places import place_ids
from fabula.reading.settings import Setting, place_of, time_of
from fabula.reading.staging_words import word_list
from fabula.story.records import Scene, When

CUT = 0.2  # probability that a paragraph needs to begin a scene without a mark: the best F1 by folds of passages
MARKED = 0.5  # the same near break marks: a story that marks its breaks seldom leaves one unmarked
FEW = 3  # deeds that show when a scene plays
SHORT = 300  # code points that a scene has at least before one is cut off without a mark


@dataclass(frozen=True, slots=True)
class Stretch:
    """A scene before its place and time are known."""

    start: int
    end: int
    confidence: float


class Opening(NamedTuple):
    """A paragraph that may begin a scene; `marked`: a part or a break mark begins right before it."""

    start: int
    end: int
    marked: bool


def find_scenes(draft: Draft) -> Draft:
    """The draft with its scenes: their spans, places, times, and whether they play now."""
    reading = reading_of(draft)
    told, sightings = reading.told, reading.sightings
    ids = place_ids(draft, sightings)
    scenes: list[Scene] = []
    for chapter, (_, end) in zip(openings(draft), _chapters(draft), strict=True):
        before: str | None = None  # a chapter may begin anywhere
        for stretch in _stretches(reading, chapter, end):
            setting = Setting(draft, told, sightings, ids, stretch.start, stretch.end)
            before = place_of(setting, before)
            scenes.append(
                Scene(
                    id=f"s{len(scenes) + 1}",
                    start=stretch.start,
                    end=stretch.end,
                    place=before,
                    time=time_of(setting),
                    when=_when(told, stretch.start, stretch.end),
                    confidence=round(stretch.confidence, 3),
                )
            )
    return replace(draft, scenes=tuple(scenes))


def settled(draft: Draft, scenes: Sequence[Scene], fixed: Mapping[str, str | None]) -> list[Scene]:
    """The scenes with their places decided anew along each chapter; `fixed` are those known, by id of the scene."""
    reading = reading_of(draft)
    ids = place_ids(draft, reading.sightings)
    chapters = {rows[0].start for rows in openings(draft) if rows}
    before: str | None = None
    out = []
    for scene in scenes:
        if scene.start in chapters:
            before = None
        setting = Setting(draft, reading.told, reading.sightings, ids, scene.start, scene.end)
        before = fixed[scene.id] if scene.id in fixed else place_of(setting, before)
        out.append(replace(scene, place=before))
    return out


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


def openings(draft: Draft) -> list[list[Opening]]:
    """The paragraphs of each chapter that may begin a scene; the first of a chapter is marked."""
    blocks = draft.manuscript.blocks
    out = []
    for start, end in _chapters(draft):
        rows: list[Opening] = []
        fresh, kind = True, "break"
        for block in blocks[bisect_left(blocks, start, key=lambda b: b.start) :]:
            if block.start >= end:
                break
            previous, kind = kind, block.kind
            if kind == "break":
                fresh = True
                continue
            mark = MARK.match(draft.manuscript.text, block.start, block.end)
            titled = kind == "heading" and previous != "heading"
            if fresh or mark or kind != "heading" or titled:
                at = mark.end() if mark else block.start
                rows.append(Opening(start if not rows else at, block.end, fresh or titled or mark is not None))
            fresh = False
        out.append(rows)
    return out


def _stretches(reading: Reading, chapter: Sequence[Opening], end: int) -> list[Stretch]:
    """The scenes of one chapter: cut after break marks, and where place, time or company changes."""
    cuts: list[tuple[int, float]] = []
    for opening in chapter:
        if opening.marked:
            cuts.append((opening.start, 0.95))
        elif opening.start - cuts[-1][0] >= SHORT and end - opening.start >= SHORT / 3:
            found = signs(reading, opening.start, opening.end, cuts[-1][0])
            sure = likelihood(found)
            if sure >= (MARKED if found["breaks are marked"] else CUT):
                cuts.append((opening.start, sure))
    ends = [c[0] for c in cuts[1:]] + [end] if cuts else []  # nothing but break marks is no scene
    return [Stretch(a, b, sure) for (a, sure), b in zip(cuts, ends, strict=True)]


def _when(told: Narration, start: int, end: int) -> When:
    """Whether a scene is told as past to the story or as a dream, by how its first sentences are told."""
    deeds = [d for d in told.between(start, end) if d.role == "subject"]
    if len(deeds) >= FEW and sum(d.tense == "earlier" for d in deeds) > 0.6 * len(deeds):
        return "earlier"
    first = told.words.sentence_of(told.words.at(start))
    opening = [w for s in told.sentences[first : first + 2] for w in s]
    past = "had" in opening and {"ago", "once", "then", "years", "winters", "summers", "earlier"} & set(opening)
    if past and "ago" in opening:
        return "earlier"
    if {"dreamed", "dreamt", "dream"} & set(opening) and not word_list("particles", "unseen") & set(opening):
        return "unreal"
    return "now"
