"""The place and the time of one scene, from the phrases in it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from fabula.reading.draft import Draft
from fabula.reading.narration import Narration
from fabula.reading.places import Sighting
from fabula.reading.staging_words import word_list
from fabula.reading.times import time_words

AT = frozenset(
    {"in", "on", "at", "inside", "within", "outside", "aboard", "beside", "across", "along", "through", "behind"}
)
TO = frozenset({"into", "to", "onto", "reached", "entered", "toward", "towards", "up", "down", "gained"})
SIDES = frozenset("top front side edge end middle out back foot heart bottom rear midst centre center".split())

# Weights of a choice between the places named in a scene and that of the scene before (conditional logit), fitted by
# `benchmarks/fit_places.py`; the counts go in as log(1 + n).
WEIGHTS = {
    "named as where": 1.40,
    "named as goal": 1.83,
    "named otherwise": 0.05,
    "among the first words": 1.79,
    "early": 0.53,
    "named in speech": 0.37,
    "a fixture": -0.12,
    "wide": -0.57,
    "a building": 0.49,
    "in the open": -0.66,
    "a craft": -0.27,
    "has a name": -0.43,
    "of the scene before": 1.61,
    "vague": -1.71,
    "this": 0.54,
    "goal just before": 1.59,
}
BEFORE = 60  # words before a scene in which somebody may have set out for its place
VAGUE = frozenset("here there world earth place way home one side end nowhere somewhere everywhere".split())


class Setting(NamedTuple):
    """A scene's span with all that its place and time are read from."""

    draft: Draft
    told: Narration
    sightings: Sequence[Sighting]
    place_ids: dict[str, str]  # the id of a place by the key of its sightings
    start: int
    end: int


def place_of(setting: Setting, before: str | None) -> str | None:
    """The id of the place where a scene plays; `before` is that of the scene before."""
    found = signs(setting, before)
    return max(found, key=lambda p: (sum(WEIGHTS[k] * v for k, v in found[p].items()), p), default=None)


def signs(setting: Setting, before: str | None) -> dict[str, dict[str, float]]:
    """The signs of each place named in the scene, and of `before`, by the names of WEIGHTS."""
    words = setting.draft.words
    first, last = words.at(setting.start), words.at(setting.end - 1) + 1
    counts: dict[str, Counter[str]] = {}
    if before is not None:
        counts[before] = Counter({"of the scene before": 1})
    for goal in _goals(setting, first):
        counts.setdefault(goal, Counter())["goal just before"] = 1
    at = bisect_left(setting.sightings, first, key=lambda s: s.start)
    while at < len(setting.sightings) and setting.sightings[at].start < last:
        sighting = setting.sightings[at]
        at += 1
        place = setting.place_ids.get(sighting.key)
        if place is not None:
            counts.setdefault(place, Counter()).update(_seen(setting, sighting, first))
    return {
        place: {k: math.log1p(v) if k.startswith("named") else float(min(v, 1)) for k, v in count.items()}
        for place, count in counts.items()
    }


def _goals(setting: Setting, first: int) -> Iterator[str]:
    """The places for which somebody sets out in the last words before the scene."""
    at = bisect_left(setting.sightings, first - BEFORE, key=lambda s: s.start)
    for sighting in setting.sightings[at : bisect_left(setting.sightings, first, key=lambda s: s.start)]:
        place = setting.place_ids.get(sighting.key)
        if place is not None and not setting.told.is_quoted(sighting.start) and _near(setting, sighting) in TO:
            yield place


def _near(setting: Setting, sighting: Sighting) -> str:
    """The word before a sighting that says how it is named, "the foot of" and the like left out."""
    prior = [w.lower() for w in setting.draft.words.forms[max(0, sighting.start - 4) : sighting.start]]
    if len(prior) > 2 and prior[-1] == "of" and prior[-2] in SIDES:
        prior = [w for w in prior[:-2] if w not in {"the", "a"}]
    return prior[-1] if prior else ""


def _seen(setting: Setting, sighting: Sighting, first: int) -> list[str]:
    """The signs that one sighting gives."""
    kinds = {
        "a fixture": "fixtures",
        "wide": "wide",
        "a building": "buildings",
        "in the open": "outdoors",
        "a craft": "vehicles",
    }
    out = [k for k, table in kinds.items() if sighting.head in word_list("places", table, "settings.toml")]
    if sighting.head in VAGUE:
        out.append("vague")
    elif sighting.proper:
        out.append("has a name")
    if setting.draft.words.forms[sighting.start].lower() == "this":
        out.append("this")
    if setting.told.is_quoted(sighting.start):
        return [*out, "named in speech"]
    if sighting.start - first < 200:
        out.append("among the first words" if sighting.start - first < 50 else "early")
    near = _near(setting, sighting)
    out.append("named as where" if near in AT else "named as goal" if near in TO else "named otherwise")
    return out


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
                return " ".join(found.span.of(words.text).split())
    return None
