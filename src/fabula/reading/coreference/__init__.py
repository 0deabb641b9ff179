"""Coreference: which phrases stand for whom."""

from fabula.reading.coreference.stage import resolve

__all__ = ["resolve"]
