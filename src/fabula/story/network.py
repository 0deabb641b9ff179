"""Who speaks to whom and who is with whom, counted from the tables of a story."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from fabula.spans import containing
from fabula.story.records import Presence, Scene, Story

Relation = Literal["speech", "presence"]


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie between two characters, from `source` to `target` for speech, either way for presence.

    `weight` counts lines for speech and scenes for presence; `words` those spoken, or those of the text while both are
    there. `scenes` has the weight in each scene by its number from 0 (-1 for lines outside every scene).
    """

    source: str
    target: str
    weight: int
    words: int
    scenes: dict[int, int]


def ties(story: Story, relation: Relation) -> list[Tie]:
    """The ties of one kind, the strongest first."""
    return speech_ties(story) if relation == "speech" else presence_ties(story)


def speech_ties(story: Story) -> list[Tie]:
    """Who speaks aloud to whom; thoughts, writing and quotations inside quotations do not count."""
    cast = {c.id for c in story.characters}
    order = sorted(range(len(story.scenes)), key=lambda i: story.scenes[i].start)
    spans = [(story.scenes[i].start, story.scenes[i].end) for i in order]
    scenes: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    words: dict[tuple[str, str], int] = defaultdict(int)
    for row in story.quotations:
        if row.mode != "speech" or row.parent is not None or row.speaker not in cast or not row.spans:
            continue
        at = containing(spans, row.spans[0][0])
        scene = -1 if at is None else order[at]
        count = len(story.words(row).split())
        for listener in dict.fromkeys(row.addressees):
            if listener in cast and listener != row.speaker:
                scenes[row.speaker, listener][scene] += 1
                words[row.speaker, listener] += count
    return _sorted(Tie(a, b, sum(by.values()), words[a, b], dict(by)) for (a, b), by in scenes.items())


def presence_ties(story: Story) -> list[Tie]:
    """Who is there at the same time as whom; those hidden from each other count too."""
    cast = {c.id: i for i, c in enumerate(story.characters)}
    starts = _word_starts(story.text)
    scenes: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    words: dict[tuple[str, str], int] = defaultdict(int)
    for number, scene in enumerate(story.scenes):
        there = _stays(scene)
        people = sorted((id for id in there if id in cast), key=cast.__getitem__)
        for a, b in combinations(people, 2):
            shared = [(max(x[0], y[0]), min(x[1], y[1])) for x in there[a] for y in there[b]]
            both = [s for s in shared if s[0] < s[1]]
            if both:
                scenes[a, b][number] = 1
                words[a, b] += sum(bisect_left(starts, e) - bisect_left(starts, s) for s, e in both)
    return _sorted(Tie(a, b, len(by), words[a, b], dict(by)) for (a, b), by in scenes.items())


def _stays(scene: Scene) -> dict[str, list[tuple[int, int]]]:
    """From where to where each one is there, what touches or overlaps joined."""
    out: dict[str, list[tuple[int, int]]] = {}
    by_start: list[Presence] = sorted(scene.presence, key=lambda p: (p.start, p.end))
    for one in by_start:
        stays = out.setdefault(one.character, [])
        if stays and one.start <= stays[-1][1]:
            stays[-1] = (stays[-1][0], max(stays[-1][1], one.end))
        else:
            stays.append((one.start, one.end))
    return out


def _word_starts(text: str) -> list[int]:
    out, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        out.append(at)
        at += len(word)
    return out


def _sorted(found: Iterable[Tie]) -> list[Tie]:
    return sorted(found, key=lambda t: (-t.weight, -t.words, t.source, t.target))
