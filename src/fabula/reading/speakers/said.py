"""What the encoder's dialogue scores tell: who says and hears a line and those beside it, and whose turn it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fabula.reading.dialogue import Dialogue, Shares

FEATURES = (
    "encoder, says", "encoder, says, logit", "encoder, listens", "encoder, listened before", "encoder, listens after",
    "encoder, says before", "encoder, says after",
)  # fmt: skip
EARLIER = 3
"""Earlier lines that the encoder compares with one."""

_SLACK = 0.1  # one who was not spoken to may answer all the same
_MOST = 6.0  # log-odds are cut off here and divided by it


class Said(NamedTuple):
    """Probabilities for each character: of saying a line, of hearing it, and the same for the lines beside it."""

    says: Shares
    listens: Shares
    listened_before: Shares
    listens_after: Shares
    says_before: Shares
    says_after: Shares

    def features(self, who: str) -> dict[str, float]:
        """The `FEATURES` of a candidate."""
        says = self.says.get(who, 0.0)
        return {
            "encoder, says": says,
            "encoder, says, logit": max(-_MOST, math.log(says + 1e-6)) / _MOST + 1 if self.says else 0.0,
            "encoder, listens": self.listens.get(who, 0.0),
            "encoder, listened before": self.listened_before.get(who, 0.0),
            "encoder, listens after": self.listens_after.get(who, 0.0),
            "encoder, says before": self.says_before.get(who, 0.0),
            "encoder, says after": self.says_after.get(who, 0.0),
        }


class Turning(NamedTuple):
    """How far a line has the speaker of each line before it, the last first, and is an answer to the last; -1 to 1."""

    same: tuple[float, ...] = ()
    answers: float = 0.0  # the line is said to the speaker of the last
    answered: float = 0.0  # the last was said to the speaker of the line


def said(
    found: Dialogue | None,
    entities: Sequence[str | None],
    order: Sequence[int],
    k: int,
    told: Mapping[int, Sequence[str]],
) -> Said:
    """What is known of the line at place `k` of `order`; `entities` is parallel to the phrases.

    `told` are the addressees that a person has named, by utterance: of those the encoder is not asked.
    """
    if found is None:
        return Said({}, {}, {}, {}, {}, {})

    def listens(i: int) -> Shares:
        return dict.fromkeys(told[i], 1 / len(told[i])) if told.get(i) else found.addressee_shares(i, entities)

    before = order[k - 1] if k else -1
    after = order[k + 1] if k + 1 < len(order) else -1
    says = found.shares(order[k], entities)
    if told.get(before):
        says = _answered(says, found.addressee_shares(before, entities), listens(before))
    return Said(
        says,
        listens(order[k]),
        listens(before),
        listens(after),
        found.shares(before, entities),
        found.shares(after, entities),
    )


def _answered(says: Shares, thought: Shares, known: Shares) -> Shares:
    """Who says a line, when it is known who heard the line before where the encoder thought of others."""
    odds = {who: p * (known.get(who, 0.0) + _SLACK) / (thought.get(who, 0.0) + _SLACK) for who, p in says.items()}
    whole = sum(odds.values())
    return {who: p / whole for who, p in odds.items()}


def turning(found: Dialogue | None, order: Sequence[int], k: int) -> Turning:
    """Whose turn the line at place `k` of `order` is, as the encoder sees it."""
    earlier = order[max(0, k - EARLIER) : k][::-1]
    if found is None or not earlier:
        return Turning()
    i, last = order[k], earlier[0]
    return Turning(
        tuple(_cut(found.same(i, n)) for n in earlier), _cut(found.said_to(i, last)), _cut(found.said_to(last, i))
    )


def _cut(odds: float) -> float:
    return max(-1.0, min(1.0, odds / _MOST))
