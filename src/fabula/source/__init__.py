"""Sources: a file of any supported format becomes a Manuscript."""

from fabula.source.manuscript import Block, Manuscript
from fabula.source.opening import from_bytes, from_text, open_source

__all__ = ["Block", "Manuscript", "from_bytes", "from_text", "open_source"]
