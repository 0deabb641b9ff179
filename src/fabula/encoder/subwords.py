"""Subwords of words: what the encoder is fed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LOWER, INITIAL, UPPER, MIXED = range(4)
"""Case of a word. The vocabulary is uncased, so that case is given to the encoder as the token type."""

LONGEST_WORD = 12
"""Subwords kept of one word: what lies beyond them (a row of letters, a noise) tells nothing more."""

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‑": "-", "‐": "-"})


def case_of(form: str) -> int:
    """The case class of a word: `LOWER` (also for marks and numbers), `INITIAL`, `UPPER` or `MIXED`."""
    letters = [c for c in form if c.isalpha()]
    if not letters or not any(c.isupper() for c in letters):
        return LOWER
    if letters[0].isupper() and (len(letters) == 1 or not any(c.isupper() for c in letters[1:])):
        return INITIAL
    return UPPER if all(c.isupper() for c in letters) else MIXED


def plain(form: str) -> str:
    """The word with straight apostrophes and hyphens; a mark that stands alone keeps its shape."""
    return form.translate(_STRAIGHT) if len(form) > 1 else form


class Subwords:
    """Splits words into subword ids, each different word once."""

    def __init__(self, vocabulary: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer: Tokenizer = Tokenizer.from_file(str(vocabulary))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._known: dict[str, tuple[int, ...]] = {}
        self.first = self._id("[CLS]")
        self.last = self._id("[SEP]")
        self.padding = self._id("[PAD]")
        self.unknown = self._id("[UNK]")
        self.mask = self._id("[MASK]")

    def _id(self, name: str) -> int:
        found = self._tokenizer.token_to_id(name)
        if found is None:
            raise ValueError(f"the vocabulary has no {name}")
        return int(found)

    def whole_words(self) -> frozenset[str]:
        """The entries of the vocabulary that are words of their own: some 20,000 frequent ones, in lower case."""
        return frozenset(word for word in self._tokenizer.get_vocab() if word.isalpha() and len(word) > 1)

    def encode(self, forms: Sequence[str]) -> list[tuple[int, ...]]:
        """The subword ids of each word, at least one and at most `LONGEST_WORD`."""
        known = self._known
        new = [form for form in dict.fromkeys(forms) if form not in known]
        if len(known) + len(new) > 500_000:  # bounded, whatever is read
            known.clear()
            new = list(dict.fromkeys(forms))
        texts = [plain(form)[:100] for form in new]
        for form, encoding in zip(new, self._tokenizer.encode_batch_fast(texts, add_special_tokens=False), strict=True):
            known[form] = tuple(encoding.ids[:LONGEST_WORD]) or (self.unknown,)
        return [known[form] for form in forms]
