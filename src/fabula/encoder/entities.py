"""Entities from antecedent scores alone, over a text of any length.

The stages of reading know more (who speaks, which names are one person's); this is what the model says by itself, and
what its figures are measured with.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice

import numpy as np

from fabula.encoder.signals import Signals

NEAREST = 150
"""Candidates for an antecedent: the mentions nearest before."""

NONE = 1.6
"""Weight of "none of them": above the 1 that the scores were trained with, since a wrong link costs more than a missing
one where the mentions themselves are predicted. This and `NEAREST` were chosen on LitBank's `dev` documents."""

REMEMBERED = 4
"""And as many of the latest mentions that share a content word, however far away they are."""

_BLOCK = 512


def entities(signals: Signals, forms: Sequence[str]) -> list[int]:
    """The number of the entity of each mention, from 0 in the order of first mentions; `forms` are all tokens.

    Left to right; a mention joins the entity whose mentions among its candidates have the greatest sum of exponentiated
    scores, if that is more than `NONE` (the likelihood that the scores were trained for).
    Every mention has a bounded number of candidates, so that the time is linear in the length of the text.
    """
    out: list[int] = []
    count = 0
    for candidates in _in_blocks(_candidates(signals, forms)):
        scored = _weights(signals, len(out), candidates)
        for these, weights in zip(candidates, scored, strict=True):
            found = _best(out, these, weights)
            if found is None:
                found = count
                count += 1
            out.append(found)
    return out


def sharing(signals: Signals, forms: Sequence[str]) -> Iterator[list[int]]:
    """For each mention the latest before it that share a content word, ascending; none for pronouns, parts of names."""
    known: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=REMEMBERED))
    for i, mention in enumerate(signals.mentions):
        alone = mention.part or mention.form == "PRON"
        words = [] if alone else _content(forms[mention.start : mention.end])
        yield sorted({j for word in words for j in known[word]})
        for word in words:
            known[word].append(i)


def _candidates(signals: Signals, forms: Sequence[str]) -> Iterator[list[int]]:
    """The candidates of each mention, ascending; none for a part of a name."""
    nearest: deque[int] = deque(maxlen=NEAREST)
    for i, (mention, alike) in enumerate(zip(signals.mentions, sharing(signals, forms), strict=True)):
        if mention.part:
            yield []
            continue
        yield sorted({*nearest, *alike})
        nearest.append(i)


def _in_blocks(candidates: Iterable[list[int]]) -> Iterator[list[list[int]]]:
    """The same in lists of `_BLOCK`, so that many pairs are scored at a time."""
    rest = iter(candidates)
    while block := list(islice(rest, _BLOCK)):
        yield block


def _weights(signals: Signals, first: int, candidates: Sequence[Sequence[int]]) -> list[list[float]]:
    """The exponentiated scores of the candidates of mentions `first` and on."""
    sizes = [len(c) for c in candidates]
    second = np.fromiter(chain.from_iterable(candidates), np.int64, sum(sizes))
    scores = signals.pair_scores(np.repeat(np.arange(first, first + len(sizes)), sizes), second)
    flat = np.exp(np.minimum(scores, 30)).tolist()
    ends = accumulate(sizes)
    return [flat[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _best(entity_of: Sequence[int], candidates: Sequence[int], weights: Sequence[float]) -> int | None:
    """The entity with the greatest weight among the candidates, if it is more than `NONE`."""
    sums: dict[int, float] = defaultdict(float)
    for j, weight in zip(candidates, weights, strict=True):
        sums[entity_of[j]] += weight
    best = max(sums, key=lambda e: sums[e], default=None)
    return best if best is not None and sums[best] > NONE else None


def _content(words: Sequence[str]) -> list[str]:
    """Capitalised words, and the last word: what a later mention of the same is likely to share."""
    some = {w.lower() for k, w in enumerate(words) if w[:1].isupper() and (k or len(words) == 1 or len(w) > 3)}
    return sorted(some | {words[-1].lower()})
