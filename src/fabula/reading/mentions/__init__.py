"""Mentions: the phrases of a text that stand for somebody, with their form, gender, person and number."""

from fabula.reading.mentions.attributes import describe
from fabula.reading.mentions.find import find_phrases

__all__ = ["describe", "find_phrases"]
