"""The plan of reading: every stage in the order in which a reader would think.

A stage is a function from the draft to a draft with its own fields filled. Nothing looks back, and no stage knows
another; what they share is the draft.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fabula.reading.draft import Draft


class Stage(NamedTuple):
    """One step of reading: its name, the fields of the draft it reads, those it adds, and the function."""

    name: str
    reads: tuple[str, ...]
    adds: tuple[str, ...]
    run: Callable[[Draft], Draft]


STAGES: tuple[Stage, ...] = ()
