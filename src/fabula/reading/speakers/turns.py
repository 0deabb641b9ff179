"""The turns of a conversation: a beam over who spoke before, so that each line is decided with its neighbours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fabula.reading.speakers.evidence import Evidence

if TYPE_CHECKING:
    from fabula.reading.speakers.scorer import Scorer

TURN = (
    "spoke last, same paragraph", "spoke last, next paragraph", "spoke last, narration between",
    "spoke second last", "spoke second last, next paragraph", "spoke third last", "spoke last, cued",
    "spoke in conversation", "no turn before", "alternation goes on", "new to conversation",
    "second speaker of conversation",
)  # fmt: skip
BEAM = 12
HISTORY = 4


class History(NamedTuple):
    """Who spoke before in this conversation, the last first, and whether the last one's cue told."""

    speakers: tuple[str, ...] = ()
    cued: bool = False


def turn_features(found: Evidence, history: History) -> np.ndarray:
    """The `TURN` features of each candidate after this history: (candidates, turn features)."""
    out = np.zeros((len(found.candidates), len(TURN)), np.float32)
    speakers = () if found.gap == 3 else history.speakers
    if not speakers:
        out[:, 8] = 1.0
        return out
    gap = found.gap
    last = speakers[0]
    second = speakers[1] if len(speakers) > 1 else None
    third = speakers[2] if len(speakers) > 2 else None
    alone = len(set(speakers)) == 1
    for row, who in zip(out, found.candidates, strict=True):
        if who == last:
            row[gap] = 1.0
            row[6] = float(history.cued)
        if who == second:
            row[3] = 1.0
            row[4] = float(gap == 1)
        row[5] = float(who == third)
        inside = who in speakers
        row[7] = float(inside)
        row[9] = float(who == second and last == third and who != last)
        row[10] = float(not inside and not alone)
        row[11] = float(not inside and alone)
    return out


def after(found: Evidence, history: History, who: str) -> History:
    """The history once `who` has said the utterance."""
    before = () if found.gap == 3 else history.speakers
    return History((who, *before)[:HISTORY], found.cued)


class Decision(NamedTuple):
    """The speaker of an utterance with the share of the beam that says so; None when there was no candidate."""

    speaker: str | None
    share: float
    runner_up: str | None = None


@dataclass(slots=True)
class _Path:
    score: float
    history: History
    last: tuple[_Path | None, int]  # the path before, and the candidate chosen


def follow(found: Sequence[Evidence], scorer: Scorer) -> list[Decision]:
    """A decision for each utterance, in order: beam search, then the beam's own shares smoothed over the turns.

    Each conversation (a stretch without a gap of 3) is decided on its own, so the cost is linear in the book.
    """
    out: list[Decision] = []
    first = 0
    for at in range(1, len(found) + 1):
        if at == len(found) or found[at].gap == 3:
            out.extend(_conversation(found[first:at], scorer))
            first = at
    return out


def _conversation(found: Sequence[Evidence], scorer: Scorer) -> list[Decision]:
    paths = [_Path(0.0, History(), (None, -1))]
    levels: list[list[_Path]] = []
    for one in found:
        paths = _step(one, paths, scorer)
        levels.append(paths)
    return _shares(found, levels)


def _step(one: Evidence, paths: list[_Path], scorer: Scorer) -> list[_Path]:
    if not one.candidates:
        return [_Path(p.score, p.history, (p, -1)) for p in paths]
    local = scorer.local(one.local)
    turn = np.stack([turn_features(one, p.history) for p in paths])
    shares = scorer.log_shares(local, turn)
    total = shares + np.array([p.score for p in paths])[:, None]
    best: dict[History, _Path] = {}
    for flat in np.argsort(-total, axis=None)[: BEAM * 3]:
        n, c = divmod(int(flat), len(one.candidates))
        history = after(one, paths[n].history, one.candidates[c])
        if history not in best:
            best[history] = _Path(float(total[n, c]), history, (paths[n], c))
        if len(best) == BEAM:
            break
    return list(best.values())


def _shares(found: Sequence[Evidence], levels: list[list[_Path]]) -> list[Decision]:
    """Backwards over the beam: the weight of every path that ends the conversation goes to the choices it made."""
    weight: dict[int, float] = {}
    top = max(p.score for p in levels[-1])
    for p in levels[-1]:
        weight[id(p)] = math.exp(p.score - top)
    out: list[Decision] = []
    for one, paths in zip(reversed(found), reversed(levels), strict=True):
        chosen: dict[int, float] = defaultdict(float)
        earlier: dict[int, float] = defaultdict(float)
        for p in paths:
            w = weight.get(id(p), 0.0)
            before, c = p.last
            chosen[c] += w
            earlier[id(before)] += w
        weight = earlier
        whole = sum(chosen.values())
        ranked = sorted(chosen, key=lambda c: -chosen[c])
        if not one.candidates or not whole:
            out.append(Decision(None, 0.0))
            continue
        second = one.candidates[ranked[1]] if len(ranked) > 1 else None
        out.append(Decision(one.candidates[ranked[0]], chosen[ranked[0]] / whole, second))
    return out[::-1]
