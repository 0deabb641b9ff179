"""The turns of a conversation: a beam over who spoke before, so that each line is decided with its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from fabula.reading.speakers.confidence import clues
from fabula.reading.speakers.evidence import LOCAL, Evidence

if TYPE_CHECKING:
    from fabula.reading.speakers.scorer import Scorer

TURN = (
    "spoke last, same paragraph", "spoke last, next paragraph", "spoke last, narration between",
    "spoke second last", "spoke second last, next paragraph", "spoke third last", "spoke last, cued",
    "spoke in conversation", "no turn before", "alternation goes on", "new to conversation",
    "second speaker of conversation", "spoke last, was cut off", "spoke last, had asked", "spoke last, is a lead-in",
    "spoke last, other lead-in", "spoke second last, narration between", "spoke last, called on another",
    "spoke last, same I", "spoke second last, same I", "spoke last, I and you changed places",
    "spoke last, encoder", "spoke second last, encoder", "spoke third last, encoder", "spoke last, encoder answers",
    "spoke last, encoder answered",
)  # fmt: skip
SAME = TURN.index("spoke last, encoder")
LEAD = LOCAL.index("last subject of lead-in")
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
    out[:, 10] = float(not alone)
    out[:, 11] = float(alone)
    for who in dict.fromkeys(speakers):
        if who not in found.candidates:
            continue
        at = found.candidates.index(who)
        row = out[at]
        row[10] = row[11] = 0.0
        row[7] = 1.0
        if who == last:
            lead = found.local[at, LEAD]
            row[gap] = 1.0
            row[6] = float(history.cued)
            row[12] = float(found.cut_before)
            row[13] = float(found.asked_before)
            row[14] = lead
            row[15] = float(gap == 2 and not lead)
            row[17] = float(found.called_before)
            row[18] = found.same_as_last
            row[20] = found.turned_from_last
            row[SAME + 3] = found.turning.answers
            row[SAME + 4] = found.turning.answered
        if who == second:
            row[3] = 1.0
            row[4] = float(gap == 1)
            row[16] = float(gap == 2)
            row[19] = found.same_as_second
        row[5] = float(who == third)
        row[9] = float(who == second and last == third and who != last)
        for back, (same, speaker) in enumerate(zip(found.turning.same, speakers, strict=False)):
            if who == speaker:
                row[SAME + back] = same
    return out


def after(found: Evidence, history: History, who: str) -> History:
    """The history once `who` has said the utterance."""
    before = () if found.gap == 3 else history.speakers
    return History((who, *before)[:HISTORY], found.cued)


class Decision(NamedTuple):
    """The speaker of an utterance, None when there was no candidate; `clues` is what its confidence is read from."""

    speaker: str | None
    clues: tuple[float, ...] = ()


@dataclass(slots=True)
class _Path:
    score: float
    history: History
    chosen: int
    before: _Path | None


def follow(found: Sequence[Evidence], scorer: Scorer) -> list[Decision]:
    """A decision for each utterance, in order: the best path of a beam search through each conversation.

    A conversation is a stretch without a gap of 3; each is decided on its own, so the cost is linear in the book.
    """
    out: list[Decision] = []
    first = 0
    for at in range(1, len(found) + 1):
        if at == len(found) or found[at].gap == 3:
            out.extend(_conversation(found[first:at], scorer))
            first = at
    return out


def _conversation(found: Sequence[Evidence], scorer: Scorer) -> list[Decision]:
    paths = [_Path(0.0, History(), -1, None)]
    for one in found:
        paths = _step(one, paths, scorer)
    path: _Path | None = max(paths, key=lambda p: p.score)
    chosen: list[int] = []
    while path is not None and path.before is not None:
        chosen.append(path.chosen)
        path = path.before
    return _decisions(found, chosen[::-1], scorer)


def _step(one: Evidence, paths: list[_Path], scorer: Scorer) -> list[_Path]:
    if not one.candidates:
        return [_Path(p.score, p.history, -1, p) for p in paths]
    turn = np.stack([turn_features(one, p.history) for p in paths])
    scores = scorer.path_scores(scorer.scores(one.local, turn))
    if one.fixed is not None:  # after the normalisation, so that a path pays for what does not lead there
        barred = np.arange(len(one.candidates)) != one.fixed
        scores[:, barred] = -np.inf
    total = scores + np.array([p.score for p in paths])[:, None]
    best: dict[History, _Path] = {}
    for flat in np.argsort(-total, axis=None)[: BEAM * 3]:
        n, c = divmod(int(flat), len(one.candidates))
        if one.fixed not in (None, c):
            break
        history = after(one, paths[n].history, one.candidates[c])
        if history not in best:
            best[history] = _Path(float(total[n, c]), history, c, paths[n])
        if len(best) == BEAM:
            break
    return list(best.values())


def likely(found: Sequence[Evidence], speakers: Sequence[str | None], scorer: Scorer) -> list[dict[str, float]]:
    """For each utterance how likely each of its candidates says it, given who said those before it."""
    out: list[dict[str, float]] = []
    history = History()
    for one, who in zip(found, speakers, strict=True):
        if one.fixed is not None:
            out.append({one.candidates[one.fixed]: 1.0})
        else:
            out.append(dict(zip(one.candidates, map(float, _shares(one, history, scorer)), strict=True)))
        history = after(one, history, who or "")
    return out


def _shares(one: Evidence, history: History, scorer: Scorer) -> np.ndarray:
    if not one.candidates:
        return np.zeros(0, np.float32)
    return scorer.shares(scorer.scores(one.local, turn_features(one, history)))


def _decisions(found: Sequence[Evidence], chosen: Sequence[int], scorer: Scorer) -> list[Decision]:
    """The choices with their clues: how the scorer sees each one, given the choices before it."""
    out: list[Decision] = []
    history = History()
    since = 0
    for one, c in zip(found, chosen, strict=True):
        since = 0 if one.cued else since + 1
        if c < 0:
            out.append(Decision(None))
            continue
        out.append(Decision(one.candidates[c], clues(one, _shares(one, history, scorer), c, since)))
        history = after(one, history, one.candidates[c])
    return out
