"""What can be said of two mentions without reading them: distance, forms, shared words.

The same functions serve the training of the antecedent scores and their use.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]

_PRONOUNS: tuple[frozenset[str], ...] = (
    frozenset("i me my mine myself".split()),
    frozenset("we us our ours ourselves".split()),
    frozenset("you your yours yourself yourselves thou thee thy thine thyself ye".split()),
    frozenset("he him his himself".split()),
    frozenset("she her hers herself".split()),
    frozenset("it its itself".split()),
    frozenset("they them their theirs themselves themself".split()),
    frozenset("who whom whose which that".split()),
)
PRONOUN_CLASSES = len(_PRONOUNS) + 2  # none, the eight, any other pronoun
_PRONOUN_CLASS = {word: i + 1 for i, words in enumerate(_PRONOUNS) for word in words}

_LIGHT = frozenset(
    "the a an this that these those my your his her its our their some any no every each all both such what 's ' "
    "of in on at to for from by with and or , . - -- mr. mrs. miss ms. dr. sir lady lord mr mrs dr old young poor dear "
    "little own".split()
)
_AFTER_HEAD = frozenset(
    ", of in on at to for from by with who whom whose which that where when and or as about under over near behind "
    "between among into upon within without like than before after ( ; : — –".split()
)
_CONTENT = 4

TABLES = {
    "distance": 16,
    "between": 10,
    "forms": 9,
    "pronouns": PRONOUN_CLASSES * PRONOUN_CLASSES,
    "strings": 5 * 9,
    "types": 36,
    "nesting": 3,
}
"""Name and number of rows of every table of pair features."""


@dataclass(frozen=True, slots=True)
class MentionTraits:
    """What `pair_features` needs of n mentions: arrays of n rows, in the order of the mentions."""

    start: Ints
    end: Ints
    form: Ints  # 0 PROP, 1 NOM, 2 PRON
    type: Ints  # 0 to 5
    pronoun: Ints  # pronoun class, 0 for none
    string: Ints  # a number for each different string without its determiner
    head: Ints  # a number for each different head word
    content: Ints  # n x 4, numbers of content words, -1 where there are fewer


def pronoun_class(word: str) -> int:
    """The class of a pronoun, from 1: first, second and third persons apart, then relatives, then any other."""
    return _PRONOUN_CLASS.get(word.lower(), PRONOUN_CLASSES - 1)


def traits(
    forms: Sequence[str], spans: Sequence[tuple[int, int]], kinds: Sequence[int], types: Sequence[int]
) -> MentionTraits:
    """The traits of mentions given as token spans over `forms`, with form and type as numbers."""
    numbers: dict[str, int] = {}
    n = len(spans)
    pronoun, string, head = (np.zeros(n, np.int64) for _ in range(3))
    content = np.full((n, _CONTENT), -1, np.int64)
    for i, (start, end) in enumerate(spans):
        words = [w.lower().replace("’", "'") for w in forms[start:end]]
        if kinds[i] == 2:
            pronoun[i] = pronoun_class(words[0] if words else "")
        bare = [w for w in words if w not in _LIGHT] or words
        string[i] = numbers.setdefault(" ".join(bare), len(numbers))
        head[i] = numbers.setdefault(_head(words), len(numbers))
        for k, word in enumerate(dict.fromkeys(bare[-_CONTENT:])):
            content[i, k] = numbers.setdefault(word, len(numbers))
    bounds = np.asarray(spans, np.int64).reshape(n, 2)
    return MentionTraits(
        bounds[:, 0],
        bounds[:, 1],
        np.asarray(kinds, np.int64),
        np.asarray(types, np.int64),
        pronoun,
        string,
        head,
        content,
    )


def _head(words: Sequence[str]) -> str:
    """The last word before what follows a head: a preposition, a comma, a relative."""
    for k, word in enumerate(words):
        if k and word in _AFTER_HEAD:
            return words[k - 1]
    return words[-1] if words else ""


def pair_features(of: MentionTraits, i: Ints, j: Ints) -> Ints:
    """Row numbers into the tables of `TABLES`, one column a table, for the pairs (mention `i`, antecedent `j`)."""
    apart = np.abs(of.start[i] - of.start[j])
    form = of.form[i] * 3 + of.form[j]
    spoken = (of.form[i] == 2) | (of.form[j] == 2)
    shared = np.zeros(len(i), np.int64)
    named = np.flatnonzero(~spoken)  # most pairs have a pronoun: the comparing of words is for the others
    shared[named] = _shared(of, i[named], j[named])
    inside = (of.start[j] <= of.start[i]) & (of.end[i] <= of.end[j])
    around = (of.start[i] <= of.start[j]) & (of.end[j] <= of.end[i])
    return np.stack(
        [
            np.minimum(np.log2(apart + 1) * 1.4, 15).astype(np.int64),
            np.minimum(np.log2(np.abs(i - j) + 1) * 1.4, 9).astype(np.int64),
            form,
            of.pronoun[i] * PRONOUN_CLASSES + of.pronoun[j],
            shared * 9 + form,
            of.type[i] * 6 + of.type[j],
            np.select([inside, around], [1, 2], 0),
        ],
        axis=1,
    )


def _shared(of: MentionTraits, i: Ints, j: Ints) -> Ints:
    """1 where the strings are the same but for light words, 2 the heads, 3 some content word; 4 where none is."""
    overlap = (of.content[i][:, :, None] == of.content[j][:, None, :]) & (of.content[i] >= 0)[:, :, None]
    alike = [of.string[i] == of.string[j], of.head[i] == of.head[j], overlap.any(axis=(1, 2))]
    return np.select(alike, [1, 2, 3], 4)
