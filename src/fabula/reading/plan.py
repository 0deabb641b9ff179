"""The plan of reading: every stage in the order in which a reader would think.

A stage is a function from the draft to a draft with its own fields filled. Nothing looks back, and no stage knows
another; what they share is the draft.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from fabula.reading.cast import find_cast
from fabula.reading.coreference import find_things, resolve, settle_people
from fabula.reading.corrected import correct_cast, correct_mentions, correct_scenes, correct_utterances
from fabula.reading.draft import Draft
from fabula.reading.listeners import find_listeners
from fabula.reading.mentions import find_phrases
from fabula.reading.minds import find_beliefs, find_events, find_feelings, find_knowledge
from fabula.reading.places import find_places
from fabula.reading.presence import find_presence
from fabula.reading.quotations import find_utterances
from fabula.reading.scenes import find_scenes
from fabula.reading.signals import find_signals
from fabula.reading.speakers import find_speakers
from fabula.reading.viewpoint import find_viewpoint


class Stage(NamedTuple):
    """One step of reading: its name, the fields of the draft it reads, those it adds, and the function."""

    name: str
    reads: tuple[str, ...]
    adds: tuple[str, ...]
    run: Callable[[Draft], Draft]


STAGES: tuple[Stage, ...] = (
    Stage("words", ("words",), ("signals", "antecedents"), find_signals),
    Stage("quotations", ("words",), ("utterances",), find_utterances),
    Stage("corrected quotations", ("utterances", "constraints"), ("utterances",), correct_utterances),
    Stage("mentions", ("words", "signals", "utterances"), ("phrases",), find_phrases),
    Stage("cast", ("phrases", "utterances", "given"), ("characters", "narrator"), find_cast),
    Stage("corrected cast", ("characters", "constraints"), ("characters", "constraints"), correct_cast),
    Stage("who is who", ("phrases", "characters"), ("entities",), resolve),
    Stage("corrected mentions", ("entities", "constraints"), ("entities",), correct_mentions),
    Stage("speakers", ("utterances", "entities", "characters"), ("turns",), find_speakers),
    Stage("who is who in speech", ("phrases", "characters", "turns"), ("entities", "groups"), resolve),
    Stage("corrected mentions in speech", ("entities", "constraints"), ("entities",), correct_mentions),
    Stage("places", ("phrases", "entities"), ("places",), find_places),
    Stage("things", ("phrases", "antecedents"), ("entities",), find_things),
    Stage("scenes", ("places", "turns"), ("scenes",), find_scenes),
    Stage("corrected scenes", ("scenes", "constraints"), ("scenes",), correct_scenes),
    Stage("presence", ("scenes", "entities", "turns"), ("scenes",), find_presence),
    Stage("listeners", ("scenes", "turns"), ("turns",), find_listeners),
    Stage("point of view", ("scenes", "entities"), ("scenes",), find_viewpoint),
    Stage("who is who by all mentions", ("entities", "antecedents"), ("entities",), settle_people),
    Stage("corrected mentions at last", ("entities", "constraints"), ("entities",), correct_mentions),
    Stage("events", ("signals", "entities", "scenes"), ("events",), find_events),
    Stage("feelings", ("signals", "entities", "turns", "scenes"), ("feelings",), find_feelings),
    Stage("knowledge", ("signals", "entities", "turns", "scenes"), ("knowledge",), find_knowledge),
    Stage("beliefs", ("signals", "entities", "turns", "scenes"), ("beliefs",), find_beliefs),
)
