"""Coreference: which phrases stand for whom."""

from fabula.reading.coreference.stage import resolve, settle_people
from fabula.reading.coreference.things import find_things

__all__ = ["find_things", "resolve", "settle_people"]
