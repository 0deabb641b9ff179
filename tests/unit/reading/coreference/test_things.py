"""Which places a noun takes up again."""

from __future__ import annotations

import numpy as np

from fabula.reading.antecedents import REACH, Antecedents
from fabula.reading.coreference import find_things
from fabula.reading.draft import Constraints, Draft
from fabula.reading.mentions.attributes import describe
from fabula.source import from_text
from fabula.text import words

TEXT = "The room was dark. The room above was light. It was cold in the room."
ROOMS = ((0, 8), (19, 33), (45, 47), (60, 68))


def read(same: tuple[tuple[int, int], ...], entities: tuple[str | None, ...], kept: int | None = None) -> list[str]:
    """The entities of the four phrases, those of a pair (later, earlier) being one for the encoder."""
    manuscript = from_text(TEXT)
    read_words = words(manuscript)
    phrases = tuple(describe(read_words, span, "PRON" if span == (45, 47) else "NOM", "FAC") for span in ROOMS)
    near = np.full((len(phrases), REACH), -9.0, np.float16)
    for later, earlier in same:
        near[later, later - earlier - 1] = 6.0
    draft = Draft(
        manuscript=manuscript,
        words=read_words,
        antecedents=Antecedents({p.span: n for n, p in enumerate(phrases)}, near),
        phrases=phrases,
        entities=entities,
        constraints=Constraints(mentions={} if kept is None else {kept: "p1"}),
    )
    return [e or "" for e in find_things(draft).entities]


def test_a_pronoun_is_what_the_encoder_takes_it_for() -> None:
    found = read(((2, 1),), ("p1", "p2", None, None))
    assert found[:3] == ["p1", "p2", "p2"]


def test_the_same_noun_for_another_place_is_another_place() -> None:
    found = read(((3, 0),), ("p1", "p1", None, "p1"))
    assert found[0] == found[3] == "p1"
    assert found[1] not in ("p1", found[2])


def test_what_a_person_has_decided_stays() -> None:
    assert read((), ("p1", "p1", None, "p1"), kept=3)[3] == "p1"
