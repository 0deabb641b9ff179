"""A short story with everything that can be corrected."""

from __future__ import annotations

from fabula.spans import Span
from fabula.story import Character, Event, Knowledge, Mention, Place, Presence, Quotation, Scene, Story

TEXT = (
    "Ilse came in. “Run,” said Ilse. “Or hide.”\n\n"
    "“Where?” asked Fen.\n\n"
    "“Yes.”\n\n"
    "Old Mora laughed in her corner, for she had seen it all before.\n\n"
    "“Yes.”\n\n"
    "In the morning Captain Fen rode to the mill. “Nobody is here,” he said.\n"
)


def at(words: str, nth: int = 0) -> Span:
    """Where the words stand for the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words))


def tale() -> Story:
    """Three characters, a captain who is one of them, two scenes, two lines of the same words."""
    morning = at("In the morning").start
    return Story(
        text=TEXT,
        title="The Mill",
        characters=(
            Character(id="c1", name="Ilse", aliases=("Ilse",), pronouns="she"),
            Character(id="c2", name="Fen", aliases=("Fen",)),
            Character(id="c3", name="Mora", aliases=("Mora", "Old Mora"), pronouns="she"),
            Character(id="c4", name="Captain Fen", aliases=("Captain Fen",), pronouns="he"),
        ),
        places=(Place(id="p1", name="the mill"),),
        mentions=tuple(
            Mention(start=s.start, end=s.end, entity=who, form="PROP", type="PER")
            for who, s in (
                ("c1", at("Ilse")),
                ("c1", at("Ilse", 1)),
                ("c2", at("Fen")),
                ("c3", at("Old Mora")),
                ("c4", at("Captain Fen")),
                ("c4", at("he", TEXT[: at("he said").start].count("he"))),
            )
        ),
        quotations=(
            Quotation(
                id="q1",
                spans=(at("“Run,”"), at("“Or hide.”")),
                speaker="c1",
                addressees=("c2",),
                heard_by=("c2", "c3"),
                confidence=0.9,
            ),
            Quotation(id="q2", spans=(at("“Where?”"),), speaker="c2", addressees=("c1",), heard_by=("c1", "c3")),
            Quotation(id="q3", spans=(at("“Yes.”"),), speaker="c1", addressees=("c2",), heard_by=("c2",)),
            Quotation(id="q4", spans=(at("“Yes.”", 1),), speaker="c2", confidence=0.3),
            Quotation(id="q5", spans=(at("“Nobody is here,”"),), speaker="c4", addressees=("c2",), heard_by=("c2",)),
        ),
        scenes=(
            Scene(
                id="s1",
                start=0,
                end=morning,
                pov=("c1",),
                presence=tuple(Presence(character=c, start=0, end=morning) for c in ("c1", "c2", "c3")),
            ),
            Scene(
                id="s2",
                start=morning,
                end=len(TEXT),
                place="p1",
                pov=("c4",),
                presence=(
                    Presence(character="c4", start=morning, end=len(TEXT)),
                    Presence(character="c2", start=morning, end=len(TEXT), hidden_from=("c4",)),
                ),
            ),
        ),
        events=(Event(id="e1", start=at("rode").start, end=at("rode").end, lemma="ride", agents=("c4",), scene="s2"),),
        knowledge=(Knowledge(character="c4", start=morning, end=morning + 2, about="q5"),),
    )
