"""Scores between quotations and the mentions around them (who says it, to whom) and between neighbouring quotations.

The features of pairs serve the training of the scores and their use, as in `pairs.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.pairs import PRONOUN_CLASSES, pronoun_class

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

BEFORE, AFTER = 60, 20
"""Mentions looked at before and after the start of a quotation."""

STEPS = 6
"""Earlier quotations that a quotation is compared with."""

MENTION_TABLES = {
    "place": 16,
    "distance": 32,
    "between": 20,
    "quotations": 16,
    "form": 2 + PRONOUN_CLASSES,
}
QUOTATION_TABLES = {"steps": STEPS + 1, "paragraphs": 8, "words": 10}
"""Name and number of rows of every table of features: of a quotation and a mention, of two quotations."""

_CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class Quoted:
    """Quotations and mentions of one text as arrays over its words, both in text order.

    `first`, `last`: first word and last + 1 of each quotation, its pieces taken together, marks inside. `inside`: the
    quotation that holds each mention, -1 for narration. `form`: row of the table "form". `paragraph`: number of the
    paragraph of each word.
    """

    first: Ints
    last: Ints
    start: Ints
    end: Ints
    inside: Ints
    form: Ints
    paragraph: Ints


class Pairs(NamedTuple):
    """Index pairs: a quotation and a mention, or a quotation and an earlier one."""

    a: Ints
    b: Ints


def form_row(form: int, word: str) -> int:
    """Row of the table "form" of a mention: name, noun, or the class of its pronoun."""
    return form if form < 2 else 1 + pronoun_class(word)


def candidates(quoted: Quoted, own: bool) -> Pairs:
    """Every quotation with the mentions around it; those inside itself only if `own`."""
    at = np.searchsorted(quoted.start, quoted.first)
    after = np.searchsorted(quoted.start, quoted.last) + AFTER  # a long speech may hold many
    low, high = np.maximum(at - BEFORE, 0), np.minimum(after, len(quoted.start))
    sizes = np.maximum(high - low, 0)
    a = np.repeat(np.arange(len(at)), sizes)
    b = np.arange(len(a)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + np.repeat(low, sizes)
    keep = np.ones(len(a), bool) if own else quoted.inside[b] != a
    return Pairs(a[keep], b[keep])


def neighbours(count: int) -> Pairs:
    """Every quotation with up to `STEPS` before it."""
    a = np.repeat(np.arange(count), STEPS)
    b = a - np.tile(np.arange(1, STEPS + 1), count)
    return Pairs(a[b >= 0], b[b >= 0])


def mention_features(of: Quoted, pairs: Pairs) -> Ints:
    """Row numbers into `MENTION_TABLES`, one column a table."""
    a, b = pairs
    start, first, last = of.start[b], of.first[a], of.last[a]
    before = start < first
    here, opens, closes = of.paragraph[start], of.paragraph[first], of.paragraph[last - 1]
    place = np.select(
        [of.inside[b] == a, ~before & (start < last), before & (here == opens), ~before & (here == closes),
         here == opens - 1, here == closes + 1, before],
        [0, 1, 2, 3, 4, 5, 6],
        7,
    )  # fmt: skip
    words = np.where(before, first - start, start - last)
    order = np.searchsorted(of.start, of.first)[a]
    mentions = np.where(before, order - b, b - order)
    quotation = np.searchsorted(of.first, start)
    apart = np.where(before, a - quotation, quotation - a - 1)
    side = (~before).astype(np.int64)
    return np.stack(
        [
            place * 2 + ((of.inside[b] >= 0) & (of.inside[b] != a)),
            side * 16 + _log(words, 1.6, 15),
            side * 10 + _log(mentions, 1.6, 9),
            side * 8 + np.clip(apart, 0, 7),
            of.form[b],
        ],
        axis=1,
    )


def quotation_features(of: Quoted, pairs: Pairs) -> Ints:
    """Row numbers into `QUOTATION_TABLES`, one column a table; `pairs.b` are the earlier ones."""
    a, b = pairs
    apart = of.paragraph[of.first[a]] - of.paragraph[of.last[b] - 1]
    return np.stack(
        [
            np.clip(a - b, 0, STEPS),
            np.clip(apart, 0, 7),
            _log(of.first[a] - of.last[b], 1.2, 9),
        ],
        axis=1,
    )


def _log(x: Ints, scale: float, most: int) -> Ints:
    out: Ints = np.minimum(np.log2(np.maximum(x, 0) + 1) * scale, most).astype(np.int64)
    return out


def slots(of: Quoted, count: int) -> Ints:
    """The words that stand for each quotation: before its mark, mark, first, last, mark, after; `count` is for none."""
    at = np.stack([of.first - 2, of.first - 1, of.first, of.last - 1, of.last, of.last + 1], axis=1)
    return np.where((at < 0) | (at >= count), count, at)


class DialogueScorer:
    """Scores of one text. Everything that depends on one quotation or mention is reckoned once."""

    def __init__(self, weights: Mapping[str, Floats], words: NDArray[np.float16], of: Quoted) -> None:
        """`words`: words x 128, what the encoder keeps of each word for dialogue."""
        self._w = weights
        self._of = of
        x = np.concatenate([words, np.zeros((1, words.shape[1]), np.float16)])
        self._quotations = self._vectors("quotation", x, slots(of, len(words)), of.first, of.last)
        bounds = np.stack([of.start, of.end - 1], axis=1)
        self._mentions = self._vectors("mention", x, bounds, of.start, of.end)

    def _vectors(self, name: str, x: NDArray[np.float16], at: Ints, start: Ints, end: Ints) -> Floats:
        """A vector for each span of words: the words `at` its edges and the mean of all, through two layers."""
        w = self._w
        out = [np.zeros((0, w[name + "_vector"].shape[1]), np.float32)]
        for k in range(0, len(start), _CHUNK):
            first, last = start[k : k + _CHUNK], end[k : k + _CHUNK]
            sums = np.add.reduceat(x, np.stack([first, last], axis=1).ravel(), axis=0, dtype=np.float32)[::2]
            edges = x[at[k : k + _CHUNK]].reshape(len(first), -1).astype(np.float32)
            whole = np.concatenate([edges, sums / (last - first)[:, None].astype(np.float32)], axis=1)
            inner = np.maximum(whole @ w[name + "_inner"] + w[name + "_inner_bias"], 0)
            out.append(inner @ w[name + "_vector"] + w[name + "_vector_bias"])
        return np.concatenate(out)

    def mentions(self, pairs: Pairs) -> Floats:
        """Pairs x 2: how well the mention serves as speaker and as addressee of the quotation.

        Logits that were trained as a softmax over the mentions of a window whose character was known.
        """
        return self._scores("by", self._mentions, MENTION_TABLES, mention_features, pairs)

    def quotations(self, pairs: Pairs) -> Floats:
        """Pairs x 3: log-odds that both have one speaker, that the first is said to the speaker of the second, and
        the second to the speaker of the first."""
        return self._scores("turn", self._quotations, QUOTATION_TABLES, quotation_features, pairs)

    def _scores(
        self, name: str, others: Floats, tables: Mapping[str, int], features: Callable[[Quoted, Pairs], Ints], of: Pairs
    ) -> Floats:
        w = self._w
        this = self._quotations @ w[name + "_this"] + w[name + "_this_bias"]
        other = others @ w[name + "_other"]
        size = others.shape[1]
        kinds = w[name + "_out"].shape[1]
        bent = (self._quotations @ w[name + "_bilinear"]).reshape(len(this), kinds, size) * np.float32(size**-0.5)
        out = np.empty((len(of.a), kinds), np.float32)
        for at in range(0, len(out), _CHUNK):
            some = Pairs(of.a[at : at + _CHUNK], of.b[at : at + _CHUNK])
            b = others[some.b]
            hidden = this[some.a] + other[some.b] + (self._quotations[some.a] * b) @ w[name + "_product"]
            rows = features(self._of, some)
            for k, table in enumerate(tables):
                hidden += w[f"{name}_table_{table}"][rows[:, k]]
            np.maximum(hidden, 0, out=hidden)
            straight = np.einsum("nkd,nd->nk", bent[some.a], b)
            out[at : at + _CHUNK] = hidden @ w[name + "_out"] + w[name + "_out_bias"] + straight
        return out
