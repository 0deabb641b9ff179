"""Quotations: what is said, thought or written, in which words, and the clause that attributes it."""

from fabula.reading.quotations.find import find_utterances

__all__ = ["find_utterances"]
