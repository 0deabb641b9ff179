"""Tokens, sentences and paragraphs of a manuscript."""

from fabula.text.tokens import tokenize
from fabula.text.words import Words, words

__all__ = ["Words", "tokenize", "words"]
