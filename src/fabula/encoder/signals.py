"""What the encoder and its heads tell of a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.dialogue import DialogueScorer, Quoted
from fabula.story.records import EntityType, Form

if TYPE_CHECKING:
    from fabula.encoder.antecedents import PairScorer

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Bytes = NDArray[np.int8]
Indices = NDArray[np.int32]


class MentionSignal(NamedTuple):
    """A mention found: tokens `start` to `end` (exclusive), and how sure that it is one.

    `part` is true for a title or a role inside a longer name ("Sir" in "Sir Piers"), which names an entity and is no
    mention of its own to coreference.
    """

    start: int
    end: int
    type: EntityType
    form: Form
    score: float
    part: bool


@dataclass(frozen=True, slots=True)
class LabelSets:
    """The names behind the numbers of `Signals`."""

    upos: tuple[str, ...]
    features: tuple[tuple[str, tuple[str, ...]], ...]
    relations: tuple[str, ...]
    emotions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signals:
    """Tags of every token, and the mentions, of one text. All arrays have one row a token but for the mentions'.

    - `mentions`: in text order, longer before shorter; they may nest and never cross.
    - `mention_vectors`: mentions x 128, what antecedent scores are made of.
    - `events`: probability that the token tells an event that really happens.
    - `emotions`: tokens x emotions, probability that the token shows it (weakly trained).
    - `upos`, `relation`: numbers into `labels`; `feats`: tokens x features, numbers into each feature's values.
    - `head`: index of the token that governs it, -1 for the root of a sentence.
    - `word_vectors`: tokens x 384, None when they were not asked for.
    - `talk`: tokens x 128, what is kept of each word to tell who says a quotation.
    """

    labels: LabelSets
    mentions: tuple[MentionSignal, ...]
    mention_vectors: Floats
    events: Floats
    emotions: Halves
    upos: Bytes
    lemmas: tuple[str, ...]
    feats: Bytes
    head: Indices
    relation: Bytes
    word_vectors: Halves | None
    event_threshold: float
    emotion_threshold: float
    pairs: PairScorer
    talk: Halves
    dialogue: Mapping[str, Floats]

    def upos_of(self, token: int) -> str:
        """The universal part of speech of a token."""
        return self.labels.upos[int(self.upos[token])]

    def relation_of(self, token: int) -> str:
        """The dependency relation of a token to its head."""
        return self.labels.relations[int(self.relation[token])]

    def feature_of(self, token: int, name: str) -> str:
        """The value of a morphological feature ("Tense", "Person", ...) of a token; "" for none."""
        for k, (feature, values) in enumerate(self.labels.features):
            if feature == name:
                return values[int(self.feats[token, k])]
        raise KeyError(name)

    def event_tokens(self) -> list[int]:
        """Indices of the tokens that tell an event."""
        return [int(i) for i in np.flatnonzero(self.events >= self.event_threshold)]

    def dialogue_scorer(self, of: Quoted) -> DialogueScorer:
        """Scores between these quotations and mentions: who says what, to whom."""
        return DialogueScorer(self.dialogue, self.talk, of)

    def pair_scores(self, i: NDArray[np.int64], j: NDArray[np.int64]) -> Floats:
        """How well each of the mentions `j` serves as an antecedent of the one at its place in `i`; above 0 is yes.

        The scores are logits: with all candidates and 0 for "none of them", a softmax gives the chance of each.
        """
        return self.pairs.scores(i, j)
