"""What the encoder says of who says each line and to whom: scores with the mentions around it and the lines before."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fabula.encoder.dialogue import Floats, Pairs, Quoted, candidates, form_row, neighbours
from fabula.encoder.labels import FORMS
from fabula.reading.draft import Draft, aloud

Scored = list[tuple[int, float]]
Shares = Mapping[str, float]
_Known = dict[tuple[str, int], tuple[Sequence[str | None], Shares]]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Scores of the utterances said aloud, by their index in the draft; other utterances have none."""

    by: Mapping[int, Scored]
    to: Mapping[int, Scored]
    turns: Mapping[tuple[int, int], tuple[float, float, float]]
    _known: _Known = field(default_factory=dict, init=False, repr=False, compare=False)

    def speakers(self, utterance: int) -> Scored:
        """Phrases near an utterance (their indices) with a logit each: how well each serves as its speaker."""
        return self.by.get(utterance, [])

    def addressees(self, utterance: int) -> Scored:
        """The same for whom it is said to; phrases inside the utterance are among these."""
        return self.to.get(utterance, [])

    def shares(self, utterance: int, entities: Sequence[str | None]) -> Shares:
        """The probability that each character near an utterance says it; `entities` is parallel to the phrases."""
        return self._shares("by", utterance, entities)

    def addressee_shares(self, utterance: int, entities: Sequence[str | None]) -> Shares:
        """The probability that each character near an utterance is the one it is said to."""
        return self._shares("to", utterance, entities)

    def _shares(self, of: str, utterance: int, entities: Sequence[str | None]) -> Shares:
        """Kept, as a line is asked about for itself and again for the lines beside it."""
        whose, found = self._known.get((of, utterance), (None, {}))
        if whose is not entities:
            found = _shares((self.by if of == "by" else self.to).get(utterance, []), entities)
            self._known[of, utterance] = entities, found
        return found

    def same(self, utterance: int, other: int) -> float:
        """Log-odds that two utterances have one speaker; 0 where they are too far apart to tell."""
        return self.turns.get((max(utterance, other), min(utterance, other)), (0.0, 0.0, 0.0))[0]

    def said_to(self, utterance: int, other: int) -> float:
        """Log-odds that an utterance is said to the speaker of the other; 0 where they are too far apart to tell."""
        found = self.turns.get((max(utterance, other), min(utterance, other)), (0.0, 0.0, 0.0))
        return found[1] if utterance > other else found[2]


def _shares(scored: Scored, entities: Sequence[str | None]) -> Shares:
    sums: dict[str, float] = defaultdict(float)
    top = max((score for _, score in scored), default=0.0)
    for phrase, score in scored:
        who = entities[phrase]
        if who is not None:
            sums[who] += math.exp(score - top)
    whole = sum(sums.values())
    return {who: one / whole for who, one in sums.items()} if whole > 0 else {}


def dialogue(draft: Draft) -> Dialogue | None:
    """The scores of a draft; None where nothing was read by the encoder or nothing is said."""
    said = _apart(draft)
    if draft.signals is None or not said:
        return None
    phrases, quoted = _quoted(draft, said)
    scorer = draft.signals.dialogue_scorer(quoted)
    pairs = candidates(quoted, own=True)
    scores = scorer.mentions(pairs)
    other = quoted.inside[pairs.b] != pairs.a
    outside = Pairs(pairs.a[other], pairs.b[other])
    near = neighbours(len(said))
    turns = scorer.quotations(near).tolist()
    return Dialogue(
        _by_utterance(said, phrases, outside, scores[other, 0]),
        _by_utterance(said, phrases, pairs, scores[:, 1]),
        {
            (said[a], said[b]): (row[0], row[1], row[2])
            for a, b, row in zip(near.a.tolist(), near.b.tolist(), turns, strict=True)
        },
    )


def _apart(draft: Draft) -> list[int]:
    """The utterances said aloud that do not reach over the start of the next one's end."""
    out: list[int] = []
    for i in aloud(draft):
        u = draft.utterances[i]
        if not out or (draft.utterances[out[-1]].start < u.start and draft.utterances[out[-1]].end <= u.end):
            out.append(i)
    return out


def _quoted(draft: Draft, said: Sequence[int]) -> tuple[list[int], Quoted]:
    """Indices of the persons' phrases that may speak or be spoken to, and these with the utterances as arrays."""
    words = draft.words
    pieces = sorted((s.start, s.end, n) for n, i in enumerate(said) for s in draft.utterances[i].spans)
    starts = [p[0] for p in pieces]
    phrases, rows = [], []
    for i, phrase in enumerate(draft.phrases):
        at = bisect_right(starts, phrase.start) - 1
        inside = pieces[at][2] if at >= 0 and phrase.end <= pieces[at][1] else -1
        if phrase.type != "PER" or phrase.plural or (phrase.form == "PRON" and inside >= 0):
            continue
        first = words.at(phrase.start)
        form = form_row(FORMS.index(phrase.form), words.forms[first])
        phrases.append(i)
        rows.append((first, words.at(phrase.end - 1) + 1, inside, form))
    start, end, holder, form_rows = np.array(rows, np.int64).reshape(-1, 4).T
    us = draft.utterances
    paragraph = np.zeros(len(words.forms), np.int64)
    paragraph[[a for a, _ in words.paragraphs if a]] = 1
    return phrases, Quoted(
        np.array([words.at(us[i].start) for i in said]),
        np.array([words.at(us[i].end - 1) + 1 for i in said]),
        start,
        end,
        holder,
        form_rows,
        np.cumsum(paragraph),
    )


def _by_utterance(said: Sequence[int], phrases: Sequence[int], pairs: Pairs, scores: Floats) -> dict[int, Scored]:
    out: dict[int, Scored] = defaultdict(list)
    for a, b, score in zip(pairs.a.tolist(), pairs.b.tolist(), scores.tolist(), strict=True):
        out[said[a]].append((phrases[b], score))
    return dict(out)
