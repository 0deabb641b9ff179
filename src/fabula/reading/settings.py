"""The place and the time of one scene, from the phrases in it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from fabula.reading.draft import Draft
from fabula.reading.narration import Narration
from fabula.reading.places import Sighting
from fabula.reading.times import time_words

AT = frozenset(
    {"in", "on", "at", "inside", "within", "outside", "aboard", "beside", "across", "along", "through", "behind"}
)
TO = frozenset({"into", "to", "onto", "reached", "entered", "toward", "towards", "up", "down", "gained"})
ENOUGH = 0.9  # weight below which a scene keeps the place of the one before


class Setting(NamedTuple):
    """A scene's span with all that its place and time are read from."""

    draft: Draft
    told: Narration
    sightings: Sequence[Sighting]
    place_ids: dict[str, str]  # the id of a place by each of its forms
    start: int
    end: int


def place_of(setting: Setting, before: str | None) -> str | None:
    """The id of the place where a scene plays; `before`, that of the scene before, where nothing says more."""
    words = setting.draft.words
    ids = setting.place_ids
    first, last = words.at(setting.start), words.at(setting.end - 1) + 1
    weight: dict[str, float] = defaultdict(float)
    size = max(1, last - first)
    at = bisect_left(setting.sightings, first, key=lambda s: s.start)
    while at < len(setting.sightings) and setting.sightings[at].start < last:
        s = setting.sightings[at]
        at += 1
        place = ids.get(" ".join(words.text[slice(*words.chars((s.start, s.end)))].split()))
        if place is None or setting.told.is_quoted(s.start):
            continue
        prior = words.forms[s.start - 1].lower() if s.start > 0 else ""
        one = 1.0 if prior in AT else 0.9 if prior in TO else 0.25
        early = 1.6 if s.start - first < 60 else 1.0 if s.start - first < 200 else 0.6 - 0.3 * (s.start - first) / size
        weight[place] += one * early
    if before is not None and weight:
        weight[before] += 0.3
    best = max(weight, key=lambda p: weight[p], default=None)
    if best is None or (weight[best] < ENOUGH and before is not None):
        return before or best
    return best


def place_ids(draft: Draft) -> dict[str, str]:
    """The id of each place by each of its forms."""
    return {form: p.id for p in draft.places for form in (p.name, *p.aliases)}


def time_of(setting: Setting) -> str | None:
    """The first words of the scene's beginning that say when; None where there are none."""
    words = setting.draft.words
    first = words.sentence_of(words.at(setting.start))
    for n in range(first, min(first + 3, len(words.sentences))):
        span = words.chars(words.sentences[n])
        if span.start >= setting.end:
            break
        for found in time_words(words.text, span.start, min(span.end, setting.end)):
            if not setting.told.is_quoted(words.at(found.span.start)):
                return found.span.of(words.text)
    return None
