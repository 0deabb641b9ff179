"""Sources: a file of any supported format becomes a Manuscript."""

from fabula.source.manuscript import Block, Manuscript

__all__ = ["Block", "Manuscript"]
