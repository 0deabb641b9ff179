"""The stage that reads the text once with the encoder; every later stage takes its evidence from there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from fabula.reading.antecedents import antecedents
from fabula.reading.draft import Draft

if TYPE_CHECKING:
    from fabula.encoder import Encoder


@cache
def encoder() -> Encoder:
    """The shipped encoder, loaded once; WeightsError where its files are missing or damaged."""
    from fabula.encoder import load

    return load()


def find_signals(draft: Draft, progress: Callable[[int, int], None] | None = None) -> Draft:
    """The draft with the encoder's signals: tags, trees, mentions, events and antecedent scores.

    `progress` is called with (words read, all words).
    """
    signals = encoder().read(draft.words, progress, keep_vectors=False)
    return replace(draft, signals=signals, antecedents=antecedents(draft.words, signals))
