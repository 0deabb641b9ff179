"""To whom each line is said: every candidate is weighed by itself, then with what is known of the lines around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.reading.draft import Turn
from fabula.reading.speakers.address import Address, Spoken, address
from fabula.reading.speakers.addressee_scorer import AddresseeScorer, Floats, Layers, load
from fabula.reading.speakers.around import around

BESIDE_NAMED = 0.7


def addressees(spoken: Spoken) -> tuple[Turn, ...]:
    """The turns with the addressees of the lines found; the likeliest candidate, and whoever else is likely."""
    scorer = load()
    out = list(spoken.turns)
    asked = [address(spoken, k) for k in range(len(spoken.found))]
    for one, likely in zip(asked, shares(asked, spoken, scorer), strict=True):
        out[one.utterance] = replace(out[one.utterance], addressees=chosen(one, likely, scorer.least))
    return tuple(out)


def shares(asked: Sequence[Address], spoken: Spoken, scorer: AddresseeScorer) -> list[Floats]:
    """For each line the probability that each of its candidates is spoken to."""
    alone = _each(scorer.alone, [one.rows for one in asked])
    more = around(asked, alone, spoken)
    return _each(scorer.together, [np.concatenate([one.rows, x], 1) for one, x in zip(asked, more, strict=True)])


def _each(layers: Layers, rows: Sequence[Floats]) -> list[Floats]:
    """The likelihoods of the rows of every line, weighed in one go."""
    if not rows:
        return []
    return np.split(layers.likelihoods(np.concatenate(rows)), np.cumsum([len(r) for r in rows])[:-1])


def chosen(one: Address, likely: Floats, least: float) -> tuple[str, ...]:
    """The one who is named, else the likeliest; then all others of at least this likelihood, the likeliest first.

    Beside one who is named, others must be as likely as `BESIDE_NAMED`.
    """
    order = [int(n) for n in np.argsort(-likely, kind="stable")]
    first = order[0] if one.named is None and order else one.named
    least = least if one.named is None else max(least, BESIDE_NAMED)
    order.sort(key=lambda n: n != first)
    return tuple(one.candidates[n] for n in order if n == first or likely[n] >= least)
