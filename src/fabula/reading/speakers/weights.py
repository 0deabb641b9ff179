"""Reading the files of weights that stand beside the scorers."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources.abc import Traversable
from typing import TypeVar

import msgspec

from fabula.errors import WeightsError

T = TypeVar("T")


def decoded(file: Traversable, kind: type[T], fits: Callable[[T], bool]) -> T:
    """The content of a file of weights; WeightsError when it is missing, or `fits` says it is of another version."""
    hint = "Install the package again."
    try:
        found = msgspec.json.decode(file.read_bytes(), type=kind)
    except (OSError, msgspec.DecodeError) as error:
        raise WeightsError(f"cannot be read: {error}", where=str(file), hint=hint) from error
    if not fits(found):
        raise WeightsError("made for other features than this version has", where=str(file), hint=hint)
    return found
