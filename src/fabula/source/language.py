"""Doubts about a text that the reader should hear of: another language, no capital letters."""

from __future__ import annotations

import re
from collections import Counter

SAMPLE = 60_000
LEAST_WORDS = 60

# The most frequent function words of each language, those that it shares with others left out where possible.
FUNCTION_WORDS = {
    "en": "the and of to was that he she it his her with had for not said but they you at from were this".split(),
    "fr": "le la les des une et que qui dans pas il elle est sur avec pour au ce était vous nous je".split(),
    "de": "der die das und nicht sie er ist ein eine mit den dem von zu sich auf war ich hatte auch".split(),
    "es": "el los las que y en una por con no se su para como pero había lo del más era sus".split(),
    "it": "il che di un non una per sono con gli della era si le nel come più anche ma aveva".split(),
    "nl": "de het een en van niet dat zijn was met op voor hij ze maar ook naar had zij er".split(),
    "pt": "que não uma os com para ele ela como mas por seu sua foi tinha era ao dos das um".split(),
    "sv": "och att det som en på är inte han hon var med för den till hade men av ett jag".split(),
    "ru": "и в не на что он она с как его это но из был же к по так за было".split(),
    "pl": "nie się że na jest do to był jak ale co po tak jego już było przez od jej".split(),
}
_WORD = re.compile(r"[^\W\d_]+")


def guess(text: str) -> str | None:
    """The code of the language whose function words the text uses most; None for too short a text or none of ours."""
    words = [w.lower() for w in _WORD.findall(_sample(text))]
    if len(words) < LEAST_WORDS:
        return None
    counts = Counter(words)
    shares = {code: sum(counts[w] for w in known) / len(words) for code, known in FUNCTION_WORDS.items()}
    best = max(shares, key=lambda code: shares[code])
    return best if shares[best] >= 0.08 else None


def reading_doubts(text: str, said: str | None) -> tuple[str, ...]:
    """Warnings about the language and the capitals of a text; `said` is the language that the source states."""
    out = []
    sample = _sample(text)
    words = _WORD.findall(sample)
    if len(words) >= LEAST_WORDS:
        found = guess(text)
        if found != "en":
            named = f" ({found})" if found else ""
            out.append(f"The text does not look English{named}. Only English is read well.")
        elif said and not said.lower().startswith("en"):
            out.append(f"The source says that its language is {said!r}, but the text looks English.")
        letters = sum(c.isalpha() for c in sample)
        if letters and sum(c.isupper() for c in sample) < 0.002 * letters:
            out.append("The text has hardly any capital letters, which names and sentences are told by.")
    return tuple(out)


def _sample(text: str) -> str:
    """The middle of a long text, where front matter no longer counts."""
    if len(text) <= SAMPLE:
        return text
    start = (len(text) - SAMPLE) // 2
    return text[start : start + SAMPLE]
