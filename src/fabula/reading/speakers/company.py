"""Who takes part in the talk around a line: whom the cues of its conversation name, who is called on, who is spoken of.

A speaker whom the narration has not named for a page is still there while the conversation lasts.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

FEATURES = (
    "cues near", "share of cues near", "cues before", "called near", "spoken of in turn before",
    "spoken of in turn after", "spoken of near", "only two in talk", "in talk",
)  # fmt: skip
REACH = 12  # lines on either side that belong to the company of a line
CALLS = 4  # lines on either side whose calls by name tell who is there


@dataclass(frozen=True, slots=True)
class Company:
    """The lines of a book in order: who is the subject of each cue, whom each calls on and speaks of, its conversation.

    `talks` numbers the conversation of each line.
    """

    cues: Sequence[str | None]
    called: Sequence[Sequence[str]]
    spoken_of: Sequence[frozenset[str]]
    talks: Sequence[int]

    def near(self, k: int, reach: int = REACH) -> range:
        """The lines around line `k` of the same conversation, itself among them."""
        talk, first, last = self.talks[k], k, k
        while first > max(0, k - reach) and self.talks[first - 1] == talk:
            first -= 1
        while last + 1 < min(len(self.talks), k + reach + 1) and self.talks[last + 1] == talk:
            last += 1
        return range(first, last + 1)

    def people(self, k: int) -> list[str]:
        """Those who speak by their cue or are called on around line `k`, the nearest first."""
        out: dict[str, None] = {}
        for n in sorted(self.near(k), key=lambda n: abs(n - k)):
            for who in (self.cues[n], *(self.called[n] if abs(n - k) <= CALLS else ())):
                if who is not None:
                    out.setdefault(who)
        return list(out)

    def features(self, k: int, candidates: Sequence[str]) -> list[dict[str, float]]:
        """The `FEATURES` of each candidate for line `k`; its own cue does not count."""
        others = [n for n in self.near(k) if n != k]
        cued = Counter(who for n in others if (who := self.cues[n]) is not None)
        earlier = Counter(who for n in others if n < k and (who := self.cues[n]) is not None)
        called = Counter(who for n in others if abs(n - k) <= CALLS for who in self.called[n])
        spoken = Counter(who for n in others if abs(n - k) <= CALLS for who in self.spoken_of[n])
        before = self.spoken_of[k - 1] if k - 1 in others else frozenset()
        after = self.spoken_of[k + 1] if k + 1 in others else frozenset()
        total = sum(cued.values())
        two = len(cued) == 2
        return [
            {
                "cues near": math.log1p(cued[who]) / 3,
                "share of cues near": cued[who] / total if total else 0.0,
                "cues before": math.log1p(earlier[who]) / 3,
                "called near": math.log1p(called[who]) / 2,
                "spoken of in turn before": float(who in before),
                "spoken of in turn after": float(who in after),
                "spoken of near": math.log1p(spoken[who]) / 2,
                "only two in talk": float(two and who in cued),
                "in talk": float(who in cued or who in called),
            }
            for who in candidates
        ]
