"""Fabula reads prose fiction and gives back its world.

>>> import fabula
>>> story = fabula.read("“Run,” said Ilse, “or hide.”", text=True)  # doctest: +SKIP
>>> story.characters[0].name  # doctest: +SKIP
'Ilse'
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from fabula.api import read
    from fabula.errors import FabulaError
    from fabula.story.records import Story

__all__ = ["FabulaError", "Story", "__version__", "read"]

_HOMES = {"read": "fabula.api", "Story": "fabula.story.records", "FabulaError": "fabula.errors"}


def __getattr__(name: str) -> Any:
    """A public name, imported when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'fabula' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
