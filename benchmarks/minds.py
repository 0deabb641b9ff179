"""Feelings, knowledge, beliefs and events against the annotated passages.

    python benchmarks/minds.py [--read] [--half even|odd] [--each] [--encoder FOLDER] [NAME ...]

Without `--read` the stages under test start from annotated characters, mentions, quotations, speakers, addressees and
hearers, with scenes, presence and points of view as read, so that the figures are theirs alone; with it the whole plan
reads the text. The annotated rows are the clear and important ones: what is given beside them counts against
precision here and is no error for that.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import pickle
from pathlib import Path
from typing import Any

import msgspec

from fabula.reading.assemble import assemble
from fabula.reading.draft import Draft
from scenes import arguments, draft_of, scored, stages

SHOWN = (
    "feelings",
    "knowledge",
    "beliefs",
    "belief status (of those found)",
    "key events found",
    "key events: agents",
    "key events: patients",
    "key events: when",
)
CACHE = Path(__file__).resolve().parent.parent / "runs" / "signals"  # not kept under version control


def prepared(gold: dict[str, Any], encoder: Path | None) -> Draft:
    """The draft that the stages of minds get, from annotated inputs."""
    draft = draft_of(gold)
    for stage in stages():
        draft = stage(draft)
    return dataclasses.replace(draft, signals=signals_of(draft, encoder))


def signals_of(draft: Draft, encoder: Path | None) -> Any:
    """What the encoder tells of the words; kept in a folder of its own from one run to the next."""
    key = hashlib.sha256(draft.words.text.encode()).hexdigest()[:16]
    told = hashlib.sha256(((encoder or _shipped()) / "manifest.json").read_bytes()).hexdigest()[:8]
    file = CACHE / f"{key}-{told}.pickle"
    if not file.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        file.write_bytes(pickle.dumps(_encoder(encoder).read(draft.words, keep_vectors=False)))
    return pickle.loads(file.read_bytes())


def _shipped() -> Path:
    from fabula.encoder.weights import SHIPPED

    return SHIPPED


@functools.cache
def _encoder(folder: Path | None) -> Any:
    from fabula.encoder import load

    return load(folder)


def predict(gold: dict[str, Any], encoder: Path | None) -> dict[str, Any]:
    """The story read from annotated inputs, as plain JSON."""
    from fabula.reading.minds import find_beliefs, find_events, find_feelings, find_knowledge

    draft = prepared(gold, encoder)
    for stage in (find_events, find_feelings, find_knowledge, find_beliefs):
        draft = stage(draft)
    return json.loads(msgspec.json.encode(assemble(draft, generator="benchmark")))  # type: ignore[no-any-return]


def read_draft(gold: dict[str, Any], encoder: Path | None) -> Draft:
    """The draft that the stages of minds get when the whole plan reads the bare text."""
    from fabula.reading.plan import STAGES
    from fabula.source import from_text
    from fabula.text import words

    manuscript = from_text(gold["text"])
    draft = Draft(manuscript=manuscript, words=words(manuscript))
    for stage in STAGES[: [s.name for s in STAGES].index("events")]:
        if stage.name == "words":
            draft = stage.run(draft) if encoder is None else with_signals(draft, encoder)
        else:
            draft = stage.run(draft)
    return draft


def with_signals(draft: Draft, encoder: Path) -> Draft:
    """The draft with what an encoder of one's own tells of it."""
    return dataclasses.replace(draft, signals=signals_of(draft, encoder))


def main() -> None:
    """Score and print."""
    ask = arguments(__doc__)
    ask.add_argument("--encoder", type=Path, help="weights of the encoder, where not those shipped")
    args = ask.parse_args()
    scored(args, lambda gold: predict(gold, args.encoder), lambda name: None, SHOWN)


if __name__ == "__main__":
    main()
