"""Antecedent scores between mentions, from their vectors and what can be said of the pair."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.pairs import TABLES, Ints, MentionTraits, pair_features

Floats = NDArray[np.float32]

_CHUNK = 16_384


class PairScorer:
    """Scores pairs of the mentions of one text. Everything that depends on one mention is reckoned once."""

    def __init__(self, weights: Mapping[str, Floats], vectors: Floats, of: MentionTraits) -> None:
        self._weights = weights
        self._traits = of
        self._vectors = vectors
        self._this = vectors @ weights["this"] + weights["this_bias"]
        self._other = vectors @ weights["other"]
        self._bilinear = (vectors @ weights["bilinear"]) * np.float32(vectors.shape[1] ** -0.5)

    def scores(self, i: Ints, j: Ints) -> Floats:
        """Scores of the pairs (mention `i[k]`, antecedent `j[k]`)."""
        out = np.empty(len(i), np.float32)
        for at in range(0, len(i), _CHUNK):
            out[at : at + _CHUNK] = self._some(i[at : at + _CHUNK], j[at : at + _CHUNK])
        return out

    def _some(self, i: Ints, j: Ints) -> Floats:
        weights = self._weights
        b = self._vectors[j]
        hidden = self._this[i] + self._other[j] + (self._vectors[i] * b) @ weights["product"]
        features = pair_features(self._traits, i, j)
        for k, name in enumerate(TABLES):
            hidden += weights["table_" + name][features[:, k]]
        np.maximum(hidden, 0, out=hidden)
        straight = np.einsum("nd,nd->n", self._bilinear[i], b)
        scores: Floats = hidden @ weights["out"] + weights["out_bias"] + straight
        return scores


def mention_vectors(weights: Mapping[str, Floats], x: Floats, spans: NDArray[np.int64]) -> Floats:
    """Vectors of spans (n x 2) over word vectors `x`: start, end and mean through two layers."""
    sums = np.concatenate([np.zeros((1, x.shape[1])), np.cumsum(x, axis=0, dtype=np.float64)])
    width = (spans[:, 1] - spans[:, 0])[:, None]
    mean = ((sums[spans[:, 1]] - sums[spans[:, 0]]) / width).astype(np.float32)
    whole = np.concatenate([x[spans[:, 0]], x[spans[:, 1] - 1], mean], axis=1)
    inner = np.maximum(whole @ weights["inner"] + weights["inner_bias"], 0)
    vectors: Floats = inner @ weights["vector"] + weights["vector_bias"]
    return vectors
