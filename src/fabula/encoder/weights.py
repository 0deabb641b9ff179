"""The model's files: found, checked against the manifest, and read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.encoder.signals import LabelSets
from fabula.errors import WeightsError

FORMAT = "fabula-encoder-2"
SHIPPED = Path(__file__).parent / "weights"
_HINT = "Install fabula again, or name a folder of weights that `fabula-train` exported."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the weights are: window sizes in subwords, label sets, thresholds, files with checksums."""

    folder: Path
    version: str
    window: int
    context: int
    labels: LabelSets
    lemma_scripts: tuple[str, ...]
    mention_threshold: float
    bound_threshold: float
    event_threshold: float
    emotion_threshold: float
    files: tuple[tuple[str, str], ...]


def manifest(folder: Path) -> Manifest:
    """The manifest of a folder of weights; every file that it names is there and has its checksum.

    Raises WeightsError.
    """
    file = folder / "manifest.json"
    try:
        read = _parse(folder, json.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise WeightsError("the model's weights are not there", where=str(folder), hint=_HINT) from error
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError("the manifest of the weights cannot be read", where=str(file), hint=_HINT) from error
    for name, checksum in read.files:
        _check(folder / name, checksum)
    return read


def _parse(folder: Path, raw: dict[str, object]) -> Manifest:
    if raw["format"] != FORMAT:
        raise WeightsError(
            f"the weights are of the form {raw['format']!r}, not {FORMAT!r}", where=str(folder), hint=_HINT
        )
    labels, thresholds, files = raw["labels"], raw["thresholds"], raw["files"]
    if not (isinstance(labels, dict) and isinstance(thresholds, dict) and isinstance(files, dict)):
        raise TypeError("labels, thresholds and files must be objects")
    return Manifest(
        folder,
        str(raw["version"]),
        int(str(raw["window"])),
        int(str(raw["context"])),
        LabelSets(
            tuple(labels["upos"]),
            tuple((name, tuple(values)) for name, values in labels["features"].items()),
            tuple(labels["relations"]),
            tuple(labels["emotions"]),
        ),
        tuple(labels["lemmas"]),
        float(thresholds["mention"]),
        float(thresholds["bound"]),
        float(thresholds["event"]),
        float(thresholds["emotion"]),
        tuple((name, str(about["sha256"])) for name, about in files.items()),
    )


def _check(file: Path, checksum: str) -> None:
    if not file.is_file():
        raise WeightsError("a file of the model's weights is missing", where=str(file), hint=_HINT)
    with file.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != checksum:
        raise WeightsError("a file of the model's weights is damaged", where=str(file), hint=_HINT)


def head_weights(file: Path) -> Mapping[str, NDArray[np.float32]]:
    """The arrays of the heads, as 32-bit floats, by name."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            return {name: arrays[name].astype(np.float32) for name in arrays.files}
    except (OSError, ValueError) as error:
        raise WeightsError("the weights of the heads cannot be read", where=str(file), hint=_HINT) from error
