"""What the stages of reading pass on: the draft of a story, filled from left to right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, NamedTuple

from fabula.corrections.journal import Journal
from fabula.encoder.signals import Signals
from fabula.reading.antecedents import Antecedents
from fabula.source.manuscript import Manuscript
from fabula.spans import Span
from fabula.story.records import (
    Belief,
    Character,
    EntityType,
    Event,
    Feeling,
    Form,
    Group,
    Knowledge,
    Mode,
    Place,
    Scene,
)
from fabula.text.words import Words

Gender = Literal["he", "she", "it", "they"]
Person = Literal[1, 2, 3]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """The clause that attributes a quotation: "said the old man", "he practically screamed".

    `subject` is the noun phrase that names who speaks ("the old man"), when the clause has one; `manner` the verb or
    adverb of delivery. `listener` is the noun phrase after "to", "told" or "asked" ("told Fen"), when there is one.
    """

    span: Span
    subject: Span | None = None
    manner: Span | None = None
    listener: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A quotation before anybody is named: its pieces (marks inside), its mode and the clause that attributes it.

    `parent` is the index of the utterance that this one is quoted inside. `unmarked` is true where no marks or italics
    show it (bare thoughts, dialogue without marks). `confidence`: that it is a quotation of this mode at all.
    """

    spans: tuple[Span, ...]
    mode: Mode = "speech"
    cue: Cue | None = None
    cut_off: bool = False
    parent: int | None = None
    unmarked: bool = False
    confidence: float = 1.0

    @property
    def start(self) -> int:
        """Where its first piece starts."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Where its last piece ends."""
        return self.spans[-1].end


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """A mention before it is resolved: a noun phrase or pronoun, with what agreement can tell.

    `head` is the span of its head word. `gender` is None where the phrase leaves it open. `utterance` is the index of
    the innermost utterance (speech, thought or writing) that holds it, None in narration.
    """

    start: int
    end: int
    head: Span
    form: Form
    type: EntityType = "PER"
    gender: Gender | None = None
    person: Person = 3
    plural: bool = False
    utterance: int | None = None
    confidence: float = 1.0

    @property
    def span(self) -> Span:
        """Start and end."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Who says an utterance, to whom, and how sure that is; ids of characters. Parallel to the utterances."""

    speaker: str | None = None
    addressees: tuple[str, ...] = ()
    heard_by: tuple[str, ...] = ()
    confidence: float | None = None


class Stay(NamedTuple):
    """That somebody is, or is not, there in a scene, and who there does not know it."""

    character: str
    present: bool
    hidden_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What a person has decided and the reading must keep to, filled as the rows it is about are found.

    `speakers` and `addressees` go by index of the utterance, `mentions` by index of the phrase, `stays` and `eyes` (the
    points of view) by id of the scene; `same` are ids of characters without a name who are somebody else of the cast.
    """

    journal: Journal = field(default_factory=Journal)
    speakers: Mapping[int, str | None] = field(default_factory=lambda: MappingProxyType({}))
    addressees: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    mentions: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    same: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    stays: Mapping[str, tuple[Stay, ...]] = field(default_factory=lambda: MappingProxyType({}))
    eyes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A story in the making. Each stage returns a copy with its own fields filled; see `plan.STAGES`.

    `entities` is parallel to `phrases`: the id of the character, place or other entity each one stands for, or None
    while it is not resolved. `narrator` is the id of the first-person narrator, None in a story told by nobody.
    """

    manuscript: Manuscript
    words: Words
    signals: Signals | None = None
    antecedents: Antecedents | None = None
    given: tuple[Character, ...] = ()
    constraints: Constraints = Constraints()
    utterances: tuple[Utterance, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    entities: tuple[str | None, ...] = ()
    characters: tuple[Character, ...] = ()
    groups: tuple[Group, ...] = ()
    narrator: str | None = None
    turns: tuple[Turn, ...] = ()
    places: tuple[Place, ...] = ()
    scenes: tuple[Scene, ...] = ()
    events: tuple[Event, ...] | None = None
    feelings: tuple[Feeling, ...] | None = None
    knowledge: tuple[Knowledge, ...] | None = None
    beliefs: tuple[Belief, ...] | None = None


def aloud(draft: Draft) -> list[int]:
    """Indices of the utterances said (or written) in the story itself: not thought, not quoted inside another."""
    return [i for i, u in enumerate(draft.utterances) if u.mode != "thought" and u.parent is None]
