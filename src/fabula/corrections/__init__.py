"""Corrections by a person: a journal beside the story, laid over the machine's reading and never written into it."""

from fabula.corrections.apply import Conflict, Corrected, apply, belongs
from fabula.corrections.journal import Journal, append, journal_path, load

__all__ = ["Conflict", "Corrected", "Journal", "append", "apply", "belongs", "journal_path", "load"]
