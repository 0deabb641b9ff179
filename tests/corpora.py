"""Made-up documents in the form of published corpora."""

from __future__ import annotations

import json
from pathlib import Path


def excerpt(folder: Path, name: str) -> None:
    """Write an excerpt in LitBank's form into the folder: one sentence with an entity, an event and two people."""
    doc = {
        "id": name, "splits": {"entities": "dev", "coref_fold": 3},
        "token_spans": [[0, 3], [4, 9], [10, 13], [14, 19], [19, 20]], "sentences": [[0, 5]], "paragraphs": [[0, 5]],
        "entities": [{"start": 0, "end": 1, "type": "PER", "form": "PROP"}], "events": [1],
        "coref": [
            {"id": "T1", "start": 0, "end": 1, "type": "PER", "form": "PROP", "entity": "Fen-0"},
            {"id": "T2", "start": 2, "end": 3, "type": "PER", "form": "PRON", "entity": "Fen-0"},
            {"id": "T3", "start": 2, "end": 4, "type": "PER", "form": "NOM", "entity": None},
        ],
    }  # fmt: skip
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / f"{name}.json").write_text(json.dumps(doc), encoding="utf-8")
    (folder / "docs" / f"{name}.txt").write_text("Fen calls her aunts.", encoding="utf-8")
