"""To whom each line is said: whom it calls on, whom its cue names, else who speaks before and after it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from fabula.reading.draft import Draft, Turn
from fabula.reading.speakers.evidence import Evidence, Field


def addressees(draft: Draft, book: Field, turns: list[Turn], found: Sequence[Evidence]) -> tuple[Turn, ...]:
    """The turns with their addressees; thoughts and words said to nobody have none."""
    out = list(turns)
    for k, one in enumerate(found):
        i = one.utterance
        speaker = turns[i].speaker
        chosen = _called(draft, book, i, speaker) or _partners(turns, found, k)
        out[i] = replace(turns[i], addressees=tuple(dict.fromkeys(chosen)))
    return tuple(out)


def _called(draft: Draft, book: Field, i: int, speaker: str | None) -> list[str]:
    """Whom the cue says it is said to, or whom the words themselves call on."""
    cue = draft.utterances[i].cue
    if cue and cue.listener:
        at = bisect_right(draft.phrases, cue.listener.start, key=lambda p: p.start) - 1
        who = draft.entities[at] if at >= 0 else None
        if who in book.cast and who != speaker:
            return [str(who)]
    return [who for who in book.vocatives[i] if who != speaker]


def _partners(turns: Sequence[Turn], found: Sequence[Evidence], k: int) -> list[str]:
    """The other speaker next to this turn in its conversation: the one who answers before the one who spoke."""
    speaker = turns[found[k].utterance].speaker
    before = _neighbour(turns, found, k, -1, speaker)
    after = _neighbour(turns, found, k, 1, speaker)
    best = after or before
    if before and after and before != after and k + 1 < len(found) and found[k].gap < 3:
        best = before if found[k].gap <= 1 else after
    return [best] if best else []


def _neighbour(turns: Sequence[Turn], found: Sequence[Evidence], k: int, step: int, speaker: str | None) -> str | None:
    """The nearest other speaker in one direction, within three turns of the same conversation."""
    for n in range(1, 4):
        at = k + step * n
        if not 0 <= at < len(found) or found[max(at, at - step)].gap == 3:
            return None
        who = turns[found[at].utterance].speaker
        if who is not None and who != speaker:
            return who
    return None
