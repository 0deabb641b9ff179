"""Signals built by hand: a tag, a governor and a relation for each word, as a parser would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from fabula.encoder.antecedents import PairScorer
from fabula.encoder.labels import EMOTIONS, FEATURES, UPOS
from fabula.encoder.signals import LabelSets, Signals
from fabula.reading.draft import Draft

Tag = tuple[str, int, str]  # part of speech, governor (-1 for the root), relation


def with_signals(
    draft: Draft,
    tags: Sequence[Tag],
    events: Sequence[int],
    *,
    lemmas: Mapping[int, str] | None = None,
    features: Mapping[int, Mapping[str, str]] | None = None,
) -> Draft:
    """The draft with a tag for each token; `events` are the tokens that tell one, lemmas are words where not given."""
    assert len(tags) == len(draft.words.tokens), draft.words.forms
    relations = tuple(sorted({r for _, _, r in tags}))
    values = [
        [options.index((features or {}).get(k, {}).get(name, "")) for name, options in FEATURES.items()]
        for k in range(len(tags))
    ]
    probability = np.zeros(len(tags), np.float32)
    probability[list(events)] = 0.9
    signals = Signals(
        labels=LabelSets(UPOS, tuple(FEATURES.items()), relations, EMOTIONS),
        mentions=(),
        mention_vectors=np.zeros((0, 1), np.float32),
        events=probability,
        emotions=np.zeros((len(tags), len(EMOTIONS)), np.float16),
        upos=np.array([UPOS.index(u) for u, _, _ in tags], np.int8),
        lemmas=tuple((lemmas or {}).get(k, form.lower()) for k, form in enumerate(draft.words.forms)),
        feats=np.array(values, np.int8),
        head=np.array([h for _, h, _ in tags], np.int32),
        relation=np.array([relations.index(r) for _, _, r in tags], np.int8),
        word_vectors=None,
        event_threshold=0.4,
        emotion_threshold=0.5,
        pairs=cast(PairScorer, None),
        talk=np.zeros((len(tags), 0), np.float16),
        dialogue={},
    )
    return replace(draft, signals=signals)
