"""To whom each line is said: every candidate is weighed by itself, then with what is known of the lines around."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from fabula.reading.draft import Turn
from fabula.reading.speakers.address import Address, address, around
from fabula.reading.speakers.addressee_scorer import AddresseeScorer, Floats, Layers, load
from fabula.reading.speakers.evidence import Evidence
from fabula.reading.speakers.survey import Field


def addressees(book: Field, turns: Sequence[Turn], found: Sequence[Evidence]) -> tuple[Turn, ...]:
    """The turns with the addressees of the lines found; the likeliest candidate, and whoever else is likely."""
    scorer = load()
    out = list(turns)
    asked = [address(book, turns, found, k) for k in range(len(found))]
    for one, likely in zip(asked, shares(asked, turns, found, scorer), strict=True):
        out[one.utterance] = replace(turns[one.utterance], addressees=chosen(one, likely, scorer.least))
    return tuple(out)


def shares(
    asked: Sequence[Address], turns: Sequence[Turn], found: Sequence[Evidence], scorer: AddresseeScorer
) -> list[Floats]:
    """For each line the probability that each of its candidates is spoken to."""
    alone = _each(scorer.alone, [one.rows for one in asked])
    more = around(asked, alone, turns, found)
    return _each(scorer.together, [np.concatenate([one.rows, x], 1) for one, x in zip(asked, more, strict=True)])


def _each(layers: Layers, rows: Sequence[Floats]) -> list[Floats]:
    """The likelihoods of the rows of every line, weighed in one go."""
    if not rows:
        return []
    return np.split(layers.likelihoods(np.concatenate(rows)), np.cumsum([len(r) for r in rows])[:-1])


def chosen(one: Address, likely: Floats, least: float) -> tuple[str, ...]:
    """The likeliest candidate and all others of at least this likelihood, the likeliest first."""
    order = np.argsort(-likely, kind="stable")
    return tuple(one.candidates[n] for rank, n in enumerate(order) if rank == 0 or likely[n] >= least)
