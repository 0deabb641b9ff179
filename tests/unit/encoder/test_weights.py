import json
import re
from pathlib import Path

import pytest

from fabula.encoder import load
from fabula.errors import WeightsError


def test_a_folder_without_weights_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="are not there") as caught:
        load(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert caught.value.hint


def test_a_manifest_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("weights", encoding="utf-8")
    with pytest.raises(WeightsError, match="manifest"):
        load(tmp_path)


def test_weights_of_another_form_are_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({"format": "fabula-encoder-1"}), encoding="utf-8")
    with pytest.raises(WeightsError, match=re.escape("'fabula-encoder-1'")):
        load(tmp_path)


def manifest(files: dict[str, object]) -> str:
    labels = {"upos": ["X"], "features": {}, "relations": ["root"], "emotions": [], "lemmas": ["k0+"]}
    thresholds = {"mention": 0.5, "bound": 0.1, "event": 0.5, "emotion": 0.5}
    told = {"format": "fabula-encoder-2", "version": "1", "window": 64, "context": 8}
    return json.dumps(told | {"labels": labels, "thresholds": thresholds, "files": files})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest({"encoder.onnx": {"sha256": "0"}}), encoding="utf-8")
    with pytest.raises(WeightsError, match=r"encoder\.onnx: a file of the model's weights is missing"):
        load(tmp_path)


def test_a_changed_byte_is_found(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest({"heads.npz": {"sha256": "0"}}), encoding="utf-8")
    (tmp_path / "heads.npz").write_bytes(b"other")
    with pytest.raises(WeightsError, match="damaged"):
        load(tmp_path)
