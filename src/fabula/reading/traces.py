"""What a scene shows of each character, and how likely that makes it that the character is there."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from fabula.reading.draft import Draft
from fabula.reading.narration import Deed, Narration
from fabula.story.records import Scene

# Logistic weights, fitted by `benchmarks/fit_presence.py` on passages as annotated and as read;
# each sign counts once.
WEIGHTS = {
    "always": -2.16,
    "speaks": 0.73,
    "speaks often": 0.92,
    "is spoken to": 1.77,
    "acts": 1.68,
    "is acted on": 1.04,
    "told as past": 0.00,
    "talked of": -1.13,
    "was there before": 1.54,
    "tells the story": 0.99,
    "is a group": -0.67,
    "share of the scene": 1.31,
}


@dataclass(slots=True)
class Trace:
    """What a scene shows of one character: offsets of words spoken and received, deeds; times it is talked of."""

    spoken: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    turns: list[int] = field(default_factory=list)  # the utterances spoken or received, by index
    talked_of: int = 0

    def acts(self) -> list[Deed]:
        """What the character does in the scene's present, in main clauses."""
        return [d for d in self.deeds if d.role == "subject" and d.tense == "now" and not d.subordinate]

    def own(self) -> list[int]:
        """Offsets where the character speaks or acts."""
        return sorted([*self.spoken, *(d.start for d in self.acts())])

    def shows(self) -> list[int]:
        """Offsets where the character shows itself: speaks, is spoken to, acts."""
        return sorted([*self.spoken, *self.received, *(d.start for d in self.acts())])

    def named(self) -> list[int]:
        """Offsets where the narration names the character in the scene's present, or it shows itself."""
        return sorted({*self.shows(), *(d.start for d in self.deeds if d.tense == "now")})


class Traces:
    """The traces of every scene of a draft."""

    def __init__(self, draft: Draft, told: Narration) -> None:
        self._draft = draft
        self._told = told
        self._groups = {c.id for c in draft.characters if c.group}
        self._cast = {c.id for c in draft.characters}
        self._talk = sorted(
            (u.start, n) for n, u in enumerate(draft.utterances) if u.mode == "speech" and u.parent is None
        )
        self._at = 0
        inside = (
            (p.start, e)
            for p, e in zip(draft.phrases, draft.entities, strict=True)
            if p.utterance is not None and p.person == 3
        )
        self._inside = sorted((start, e) for start, e in inside if e in self._cast)
        self._spoken_of = 0

    def of(self, scene: Scene) -> dict[str, Trace]:
        """The traces of one scene by character. Scenes are asked for in text order, each once."""
        traces: dict[str, Trace] = defaultdict(Trace)
        while self._at < len(self._talk) and self._talk[self._at][0] < scene.end:
            start, n = self._talk[self._at]
            self._at += 1
            if start >= scene.start:
                self._add_turn(traces, start, n)
        for deed in self._told.between(scene.start, scene.end):
            traces[deed.character].deeds.append(deed)
        counts: Counter[str] = Counter()
        while self._spoken_of < len(self._inside) and self._inside[self._spoken_of][0] < scene.end:
            start, who = self._inside[self._spoken_of]
            self._spoken_of += 1
            counts[who] += start >= scene.start
        for who, count in counts.items():
            traces[who].talked_of = count
        return traces

    def _add_turn(self, traces: dict[str, Trace], start: int, n: int) -> None:
        turn = self._draft.turns[n]
        if turn.speaker is not None:
            traces[turn.speaker].spoken.append(start)
            traces[turn.speaker].turns.append(n)
        for one in turn.addressees:
            traces[one].received.append(start)
            traces[one].turns.append(n)

    def signs(self, who: str, traces: Mapping[str, Trace], staying: Set[str]) -> dict[str, float]:
        """The signs of presence of one character in a scene, by the names of WEIGHTS."""
        trace = traces[who]
        deeds = sum(len(t.deeds) for t in traces.values()) or 1
        return {
            "always": 1.0,
            "speaks": float(bool(trace.spoken)),
            "speaks often": float(len(trace.spoken) >= 3),
            "is spoken to": float(bool(trace.received)),
            "acts": float(bool(trace.acts())),
            "is acted on": float(any(d.tense == "now" and d.role != "subject" for d in trace.deeds)),
            "told as past": float(any(d.tense != "now" for d in trace.deeds)),
            "talked of": float(trace.talked_of > 0),
            "was there before": float(who in staying),
            "tells the story": float(who == self._draft.narrator),
            "is a group": float(who in self._groups),
            "share of the scene": len(trace.deeds) / deeds,
        }


def likelihood(signs: Mapping[str, float]) -> float:
    """The probability that a character with these signs is there."""
    return 1.0 / (1.0 + math.exp(-sum(WEIGHTS[name] * value for name, value in signs.items())))
