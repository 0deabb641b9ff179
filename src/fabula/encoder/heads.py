"""The heads: from word vectors to tags, trees and mentions, in numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.labels import FORMS, PART, TYPES
from fabula.encoder.lemmas import Lemmas
from fabula.encoder.signals import MentionSignal
from fabula.encoder.trees import best_tree
from fabula.encoder.weights import Manifest

Floats = NDArray[np.float32]
Halves = NDArray[np.float16]
Ints = NDArray[np.int64]

_FIRST = (
    "span_start", "span_end", "span_mean", "bounds", "event_inner", "emotion", "upos", "feats", "lemma_inner",
    "arc_word", "arc_head", "label_word", "label_head", "dialogue_words",
)  # fmt: skip
"""Layers that read the word vectors themselves: multiplied in one go."""

_LONGEST_SENTENCE = 256
"""Words of a sentence that make one tree; a longer one is cut, so that no text can ask for unbounded memory."""

_CHUNK = 2_048


@dataclass(frozen=True, slots=True)
class Tags:
    """What the heads say of a block of words; indices count from its first word. Arrays as in `Signals`."""

    mentions: tuple[MentionSignal, ...]
    events: Floats
    emotions: Floats
    upos: Ints
    lemmas: tuple[str, ...]
    feats: Ints
    head: Ints
    relation: Ints
    talk: Halves


class Heads:
    """All heads, ready to read blocks of words."""

    def __init__(self, weights: Mapping[str, Floats], manifest: Manifest, lemmas: Lemmas) -> None:
        self._w = weights
        self._manifest = manifest
        self._first = np.ascontiguousarray(np.concatenate([weights[n] for n in _FIRST], axis=1))
        zero = {n: np.zeros(weights[n].shape[1], np.float32) for n in _FIRST}
        self._bias = np.concatenate([weights.get(n + "_bias", zero[n]) for n in _FIRST])
        widths = np.cumsum([0] + [weights[n].shape[1] for n in _FIRST])
        self._columns = {n: slice(a, b) for n, a, b in zip(_FIRST, widths, widths[1:], strict=False)}
        self._root_arc = np.maximum(weights["root"] @ weights["arc_head"] + weights["arc_head_bias"], 0)
        self._root_label = np.maximum(weights["root"] @ weights["label_head"] + weights["label_head_bias"], 0)
        relations, size, _ = weights["label"].shape
        self._label = np.ascontiguousarray(weights["label"].transpose(1, 0, 2).reshape(size, relations * size))
        self._lemmas = lemmas

    def read(
        self,
        x: Floats,
        forms: Sequence[str],
        sentences: Sequence[tuple[int, int]],
        paragraphs: Sequence[tuple[int, int]],
    ) -> Tags:
        """Everything the heads say of a block of words.

        `x`: word vectors; `sentences` and `paragraphs` tile the words of the block.
        """
        w, columns = self._w, self._columns
        first = x @ self._first + self._bias
        event = np.maximum(first[:, columns["event_inner"]], 0) @ w["event"] + w["event_bias"]
        lemma = np.maximum(first[:, columns["lemma_inner"]], 0) @ w["lemma"] + w["lemma_bias"]
        upos = first[:, columns["upos"]].argmax(axis=1)
        tags = [self._manifest.labels.upos[k] for k in upos]
        head, relation = self._trees(first, sentences, forms)
        return Tags(
            self._mentions(first, paragraphs),
            _sigmoid(event[:, 0]),
            _sigmoid(first[:, columns["emotion"]]),
            upos,
            self._lemmas.read(forms, tags, lemma),
            self._features(first[:, columns["feats"]]),
            head,
            relation,
            first[:, columns["dialogue_words"]].astype(np.float16),  # a copy: a slice would keep the whole block
        )

    def _features(self, logits: Floats) -> Ints:
        out, at = [], 0
        for _, values in self._manifest.labels.features:
            out.append(logits[:, at : at + len(values)].argmax(axis=1))
            at += len(values)
        return np.stack(out, axis=1)

    # trees

    def _trees(self, first: Floats, sentences: Sequence[tuple[int, int]], forms: Sequence[str]) -> tuple[Ints, Ints]:
        """The head of every word (-1 for a root) and its relation; in a row of bare marks all hang on the first."""
        w = self._w
        words = np.maximum(first[:, self._columns["arc_word"]], 0) @ w["arc"]
        heads = np.maximum(first[:, self._columns["arc_head"]], 0)
        bias = heads @ w["arc_bias"][:, 0]
        root_bias = float(self._root_arc @ w["arc_bias"][:, 0])
        out = np.empty(len(first), np.int64)
        for start, end in _cut(sentences):
            if not any(form[0].isalnum() for form in forms[start:end]):
                out[start:end] = start
                out[start] = -1
                continue
            scores = np.empty((end - start, end - start + 1), np.float32)
            scores[:, 0] = words[start:end] @ self._root_arc + root_bias
            np.matmul(words[start:end], heads[start:end].T, out=scores[:, 1:])
            scores[:, 1:] += bias[start:end]
            found = best_tree(scores)
            out[start:end] = np.where(found == 0, -1, start + found - 1)
        return out, self._relations(first, out)

    def _relations(self, first: Floats, head: Ints) -> Ints:
        w = self._w
        words = np.maximum(first[:, self._columns["label_word"]], 0)
        own = np.maximum(first[:, self._columns["label_head"]], 0)
        heads = np.where(head[:, None] < 0, self._root_label, own[head])
        size = words.shape[1]
        plain = words @ w["label_plain"][:size] + heads @ w["label_plain"][size:] + w["label_plain_bias"]
        out = np.empty(len(head), np.int64)
        for at in range(0, len(head), _CHUNK):
            some = slice(at, at + _CHUNK)
            pairs = (words[some] @ self._label).reshape(-1, plain.shape[1], size)
            out[some] = (np.matmul(pairs, heads[some][:, :, None])[:, :, 0] + plain[some]).argmax(axis=1)
        return out

    # mentions

    def _mentions(self, first: Floats, paragraphs: Sequence[tuple[int, int]]) -> tuple[MentionSignal, ...]:
        w, columns = self._w, self._columns
        start, end = self._candidates(_sigmoid(first[:, columns["bounds"]]), paragraphs)
        if not len(start):
            return ()
        sums = np.zeros((len(first) + 1, w["span_width"].shape[1]), np.float64)
        np.cumsum(first[:, columns["span_mean"]], axis=0, dtype=np.float64, out=sums[1:])
        types = np.empty((len(start), len(TYPES) + 1), np.float32)
        forms = np.empty((len(start), len(FORMS) + 1), np.float32)
        begin, finish = first[:, columns["span_start"]], first[:, columns["span_end"]]
        for at in range(0, len(start), _CHUNK * 4):
            a, b = start[at : at + _CHUNK * 4], end[at : at + _CHUNK * 4]
            mean = ((sums[b] - sums[a]) / (b - a)[:, None]).astype(np.float32)
            hidden = begin[a] + finish[b - 1] + mean + w["span_width"][b - a - 1]
            np.maximum(hidden, 0, out=hidden)
            types[at : at + len(a)] = hidden @ w["span_type"] + w["span_type_bias"]
            forms[at : at + len(a)] = hidden @ w["span_form"] + w["span_form_bias"]
        return self._kept(start, end, _softmax(types), forms)

    def _candidates(self, bounds: Floats, paragraphs: Sequence[tuple[int, int]]) -> tuple[Ints, Ints]:
        """Spans inside a paragraph whose first word may start and whose last word may end a mention."""
        opens = bounds[:, 0] >= self._manifest.bound_threshold
        closes = bounds[:, 1] >= self._manifest.bound_threshold
        limit = np.empty(len(bounds), np.int64)
        for a, b in paragraphs:
            limit[a:b] = b
        at = np.flatnonzero(opens)
        starts, ends = [], []
        for width in range(1, len(self._w["span_width"]) + 1):
            at = at[at + width <= limit[at]]
            good = at[closes[at + width - 1]]
            starts.append(good)
            ends.append(good + width)
        return np.concatenate(starts), np.concatenate(ends)

    def _kept(self, start: Ints, end: Ints, types: Floats, forms: Floats) -> tuple[MentionSignal, ...]:
        """Spans that are mentions, the surest first where two cross, in text order."""
        score = 1 - types[:, -1]
        likely = np.flatnonzero(score >= self._manifest.mention_threshold)
        kind = types[:, :-1].argmax(axis=1)
        form = forms.argmax(axis=1)
        plain = forms[:, :PART].argmax(axis=1)
        taken: dict[int, list[tuple[int, int]]] = {}
        out = []
        for i in sorted(likely.tolist(), key=lambda i: -float(score[i])):
            a, b = int(start[i]), int(end[i])
            near = {span for word in (a, b - 1) for span in taken.get(word, ())}
            if any(c < a < d < b or a < c < b < d for c, d in near):
                continue
            for word in range(a, b):
                taken.setdefault(word, []).append((a, b))
            out.append(
                MentionSignal(a, b, TYPES[kind[i]], FORMS[plain[i]], round(float(score[i]), 4), bool(form[i] == PART))
            )
        return tuple(sorted(out, key=lambda m: (m.start, -m.end)))


def _cut(sentences: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        (a, min(a + _LONGEST_SENTENCE, end)) for start, end in sentences for a in range(start, end, _LONGEST_SENTENCE)
    ]


def _sigmoid(x: Floats) -> Floats:
    return (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)


def _softmax(x: Floats) -> Floats:
    grown = np.exp(x - x.max(axis=1, keepdims=True))
    out: Floats = (grown / grown.sum(axis=1, keepdims=True)).astype(np.float32)
    return out
