"""The encoder: words in, signals out."""

from __future__ import annotations

import os
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.antecedents import PairScorer, mention_vectors
from fabula.encoder.heads import Heads, Tags
from fabula.encoder.labels import FORMS, TYPES
from fabula.encoder.lemmas import Lemmas, lemma_table
from fabula.encoder.pairs import traits
from fabula.encoder.providers import session
from fabula.encoder.signals import MentionSignal, Signals
from fabula.encoder.subwords import Subwords
from fabula.encoder.weights import SHIPPED, Manifest, head_weights, manifest
from fabula.encoder.windows import Reading, lay_out, plan
from fabula.errors import WeightsError
from fabula.text import Words

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

Floats = NDArray[np.float32]
Progress = Callable[[int, int], None]
Number = TypeVar("Number", bound=np.generic)

_BLOCK = 8_192
"""Words that the heads read at a time: whole paragraphs up to about this many."""


def load(weights: Path | str | None = None, threads: int | None = None, *, provider: str | None = None) -> Encoder:
    """The encoder, ready to read.

    `weights`: a folder with a manifest; the one shipped with the package by default. `threads`: windows read at a
    time, one processor each; by default the processors there are, eight at most. `provider`: "cpu" (without one named
    here or by the environment's FABULA_PROVIDER), "cuda", "coreml" or "directml". Raises WeightsError when a file is
    missing, damaged or of another form, RequestError when the provider is not there.
    """
    told = manifest(Path(weights) if weights is not None else SHIPPED)
    try:
        subwords = Subwords(told.folder / "vocabulary.json")
    except Exception as error:  # tokenizers raises plain Exception
        raise WeightsError("the vocabulary cannot be read", where=str(told.folder)) from error
    arrays = head_weights(told.folder / "heads.npz")
    return Encoder(told, subwords, session(told.folder / "encoder.onnx", provider), arrays, threads or _processors())


def _processors() -> int:
    try:
        there = len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        there = os.cpu_count() or 1
    return max(1, min(8, there))


@dataclass(slots=True)
class _Gathered:
    """What the blocks have said so far, indices counted from the first word of the text."""

    tags: list[Tags] = field(default_factory=list)
    mentions: list[MentionSignal] = field(default_factory=list)
    vectors: list[Floats] = field(default_factory=list)
    heads: list[NDArray[np.int64]] = field(default_factory=list)
    words: list[NDArray[np.float16]] = field(default_factory=list)

    def add(self, start: int, tags: Tags, vectors: Floats) -> None:
        self.tags.append(tags)
        self.mentions.extend(m._replace(start=m.start + start, end=m.end + start) for m in tags.mentions)
        self.vectors.append(vectors)
        self.heads.append(np.where(tags.head < 0, -1, tags.head + start))


class Encoder:
    """One network and its heads. Made by `load`."""

    def __init__(
        self,
        told: Manifest,
        subwords: Subwords,
        session: InferenceSession,
        arrays: Mapping[str, Floats],
        threads: int,
    ) -> None:
        self.manifest = told
        self.threads = threads
        self._subwords = subwords
        self._session = session
        self._heads = Heads(arrays, told, Lemmas(told.lemma_scripts, lemma_table(), subwords.whole_words()))
        self._pairs = _named("pair_", arrays)
        self._dialogue = _named("dialogue_", arrays)

    def read(self, words: Words, progress: Progress | None = None, *, keep_vectors: bool = True) -> Signals:
        """The signals of every token of a text.

        `progress` is called with (words read, all words). Without `keep_vectors` the word vectors (768 bytes a word)
        are let go. Memory beside them grows with the number of words by about 450 bytes each. The outcome does not
        depend on the number of threads.
        """
        out = _Gathered()
        with ThreadPoolExecutor(self.threads) as pool:
            for start, end in _blocks(words):
                vectors = self._encode(words, start, end, pool)
                x = vectors.astype(np.float32)
                inside = _within(words.sentences, start, end)
                tags = self._heads.read(x, words.forms[start:end], inside, _within(words.paragraphs, start, end))
                spans = np.array([(m.start, m.end) for m in tags.mentions], np.int64).reshape(-1, 2)
                out.add(start, tags, mention_vectors(self._pairs, x, spans))
                if keep_vectors:
                    out.words.append(vectors)
                if progress is not None:
                    progress(end, len(words.tokens))
        return self._signals(words, out, keep_vectors)

    def word_vectors(self, words: Words) -> NDArray[np.float16]:
        """Tokens x 384: the encoder's vectors alone, without the heads."""
        with ThreadPoolExecutor(self.threads) as pool:
            blocks = [self._encode(words, a, b, pool) for a, b in _blocks(words)]
        return np.concatenate([np.zeros((0, self.size), np.float16), *blocks])

    @property
    def size(self) -> int:
        """Numbers in a word vector."""
        return int(self._session.get_outputs()[0].shape[-1])

    def _encode(self, words: Words, start: int, end: int, pool: ThreadPoolExecutor) -> NDArray[np.float16]:
        """Vectors of words `start` to `end`, read with context on both sides."""
        margin = self.manifest.context
        low, high = max(0, start - margin), min(len(words.forms), end + margin)
        forms = words.forms[low:high]
        pieces = self._subwords.encode(forms)
        sizes = [len(p) for p in pieces]
        stops = frozenset(a - low for a, _ in _within(words.sentences, low, high, whole=False))
        breaks = frozenset(a - low for a, _ in _within(words.paragraphs, low, high, whole=False))
        windows = [
            lay_out(w, pieces, forms, breaks, self._subwords)
            for w in plan(sizes, stops, self.manifest.window, self.manifest.context)
        ]
        read = list(pool.map(self._window, windows))
        return np.concatenate(read)[start - low : end - low]

    def _window(self, reading: Reading) -> NDArray[np.float16]:
        """Vectors of the words that a window owns: the mean over the subwords of each."""
        (out,) = self._session.run(None, {"input_ids": reading.ids, "token_type_ids": reading.types})
        sums = np.add.reduceat(out[0][reading.rows], reading.starts, axis=0)
        counts = np.diff(np.append(reading.starts, len(reading.rows)))
        return (sums / counts[:, None]).astype(np.float16)

    def _signals(self, words: Words, out: _Gathered, keep_vectors: bool) -> Signals:
        labels = self.manifest.labels
        mentions = tuple(out.mentions)
        size = self._pairs["vector"].shape[1]
        vectors = np.concatenate([np.zeros((0, size), np.float32), *out.vectors])
        of = traits(
            words.forms,
            [(m.start, m.end) for m in mentions],
            [FORMS.index(m.form) for m in mentions],
            [TYPES.index(m.type) for m in mentions],
        )
        tags = out.tags
        return Signals(
            labels,
            mentions,
            vectors,
            _stacked([t.events for t in tags], (), np.float32),
            _stacked([t.emotions for t in tags], (len(labels.emotions),), np.float16),
            _stacked([t.upos for t in tags], (), np.int8),
            tuple(lemma for t in tags for lemma in t.lemmas),
            _stacked([t.feats for t in tags], (len(labels.features),), np.int8),
            _stacked(out.heads, (), np.int32),
            _stacked([t.relation for t in tags], (), np.int8),
            _stacked(out.words, (self.size,), np.float16) if keep_vectors else None,
            self.manifest.event_threshold,
            self.manifest.emotion_threshold,
            PairScorer(self._pairs, vectors, of),
            _stacked([t.talk for t in tags], (self._dialogue["words"].shape[1],), np.float16),
            self._dialogue,
        )


def _named(prefix: str, arrays: Mapping[str, Floats]) -> dict[str, Floats]:
    return {name.removeprefix(prefix): a for name, a in arrays.items() if name.startswith(prefix)}


def _stacked(parts: Sequence[NDArray[Any]], row: tuple[int, ...], kind: type[Number]) -> NDArray[Number]:
    """The rows of all parts, one after another; no rows for a text without words."""
    return np.concatenate([np.zeros((0, *row), kind), *(p.astype(kind, copy=False) for p in parts)])


def _blocks(words: Words) -> Iterator[tuple[int, int]]:
    """Runs of whole paragraphs of about `_BLOCK` words; a longer paragraph is cut."""
    start = end = 0
    for _, last in words.paragraphs:
        if last - start > _BLOCK and end > start:
            yield start, end
            start = end
        while last - start > 2 * _BLOCK:
            yield start, start + _BLOCK
            start += _BLOCK
        end = last
    if end > start:
        yield start, end


def _within(spans: Sequence[tuple[int, int]], start: int, end: int, *, whole: bool = True) -> list[tuple[int, int]]:
    """The spans inside `start` to `end`, counted from `start` and cut to fit; not `whole`: those that begin there."""
    first = bisect_right(spans, start, key=lambda s: s[1]) if whole else bisect_left(spans, start, key=lambda s: s[0])
    last = bisect_left(spans, end, key=lambda s: s[0])
    if whole:
        return [(max(a, start) - start, min(b, end) - start) for a, b in spans[first:last]]
    return [(a, b) for a, b in spans[first:last]]
