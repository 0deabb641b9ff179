"""The cast: who is in the story, under all their names, and who tells it."""

from fabula.reading.cast.find import find_cast
from fabula.reading.cast.lookup import entity_at

__all__ = ["entity_at", "find_cast"]
