"""Lemmas: the likeliest edit of a word that has been seen on such a word, or that makes a word."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.labels import apply_script
from fabula.errors import WeightsError

Floats = NDArray[np.float32]

SHIPPED = Path(__file__).parent / "lemmas.json"
ENDING = 3
"""Letters of a word by which edits are remembered."""

_WEIGHED = 12  # edits of a word that are looked at, the likeliest first
_BONUS = 3.0
"""Logits that an edit gains when it was seen with that ending, and when it makes a word of the vocabulary.

Chosen on EWT dev between 0 and 4; GUM dev agrees."""

_REMEMBERED = 500_000


@dataclass(frozen=True, slots=True)
class LemmaTable:
    """What treebanks tell of lemmas, by part of speech.

    `exceptions`: lower-case words whose lemma is not made by the usual edit of their ending, with that lemma.
    `endings`: last letters of words, with the edits seen on words that end so.
    """

    exceptions: Mapping[str, Mapping[str, str]]
    endings: Mapping[str, Mapping[str, frozenset[str]]]


def lemma_table(file: Path = SHIPPED) -> LemmaTable:
    """The table in a file that `fabula-train-lemmas` wrote. Raises WeightsError."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        endings = {tag: {end: frozenset(s) for end, s in ends.items()} for tag, ends in raw["endings"].items()}
        return LemmaTable(raw["exceptions"], endings)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WeightsError("the table of lemmas cannot be read", where=str(file)) from error


class Lemmas:
    """Chooses the lemma of each word among the edits that the network scores."""

    def __init__(self, scripts: Sequence[str], table: LemmaTable, known: frozenset[str]) -> None:
        """`scripts`: the edits that are scored. `known`: lower-case words that exist."""
        self._scripts = scripts
        self._table = table
        self._known = known
        self._sure: dict[tuple[str, str, int], str] = {}

    def read(self, forms: Sequence[str], tags: Sequence[str], scores: Floats) -> tuple[str, ...]:
        """The lemma of each word; `tags` are universal parts of speech, `scores` words x edits."""
        likeliest = scores.argmax(axis=1).tolist()
        return tuple(
            self._lemma(form, tag, script, row)
            for form, tag, script, row in zip(forms, tags, likeliest, scores, strict=True)
        )

    def _lemma(self, form: str, tag: str, script: int, scores: Floats) -> str:
        key = form, tag, script
        found = self._sure.get(key)
        if found is not None:
            return found
        exception = self._table.exceptions.get(tag, {}).get(form.lower())
        if exception is None and self._bonus(form, tag, script) < 2 * _BONUS:
            return self._weighed(form, tag, scores)
        if len(self._sure) > _REMEMBERED:  # bounded, whatever is read
            self._sure.clear()
        found = self._sure[key] = exception or apply_script(form, self._scripts[script])
        return found

    def _weighed(self, form: str, tag: str, scores: Floats) -> str:
        some = np.argsort(-scores)[:_WEIGHED].tolist()
        best = max(some, key=lambda script: float(scores[script]) + self._bonus(form, tag, script))
        return apply_script(form, self._scripts[best])

    def _bonus(self, form: str, tag: str, script: int) -> float:
        edit = self._scripts[script]
        seen = edit in self._table.endings.get(tag, {}).get(form.lower()[-ENDING:], frozenset())
        return _BONUS * (seen + (apply_script(form, edit).lower() in self._known))
