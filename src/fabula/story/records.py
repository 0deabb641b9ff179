"""The records of a story: plain frozen rows with spans into the text (format "fabula-1").

The field docs are those of the story format, `docs/story-format.md`. Spans are half-open, in code points.
A table that the reader cannot fill is None; an empty one says that there is nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from fabula.spans import Span

if TYPE_CHECKING:
    from fabula.story.frames import Kind

FORMAT = "fabula-1"

PartKind = Literal["description", "front", "chapter", "note", "back"]
Form = Literal["PROP", "NOM", "PRON"]
EntityType = Literal["PER", "FAC", "GPE", "LOC", "VEH", "ORG"]
Mode = Literal["speech", "thought", "writing"]
When = Literal["now", "earlier", "unreal"]
Emotion = Literal["joy", "sadness", "anger", "fear", "surprise", "love", "shame", "longing", "relief", "disgust"]
How = Literal["told", "overheard", "saw", "realised", "read"]
Attitude = Literal["believes", "knows", "doubts", "wonders", "wants", "hopes", "fears"]
Status = Literal["open", "confirmed", "contradicted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the text came from."""

    name: str | None = None
    media_type: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A chapter, or matter that is not the story itself (blurb, author's note, licence, contents)."""

    id: str
    kind: PartKind
    title: str | None = None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Character:
    """One who acts, speaks or is spoken of, under all names the text uses."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    pronouns: str | None = None
    kind: str | None = None
    group: bool = False
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place of the story; `within` is the id of the place it lies in."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    within: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A noun phrase or pronoun that stands for an entity."""

    start: int
    end: int
    entity: str
    form: Form
    type: EntityType
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One utterance, thought or written message; `spans` hold the quotation marks too."""

    id: str
    spans: tuple[Span, ...]
    mode: Mode = "speech"
    speaker: str | None = None
    addressees: tuple[str, ...] = ()
    heard_by: tuple[str, ...] = ()
    cue: Span | None = None
    manner: str | None = None
    cut_off: bool = False
    confidence: float | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """From where to where in the text a character is there, and who of those present does not know it."""

    character: str
    start: int
    end: int
    hidden_from: tuple[str, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A stretch of one place, time and company."""

    id: str
    start: int
    end: int
    place: str | None = None
    time: str | None = None
    pov: tuple[str, ...] = ()
    presence: tuple[Presence, ...] = ()
    when: When = "now"
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happens: its trigger word, who does it, to whom."""

    id: str
    start: int
    end: int
    lemma: str
    agents: tuple[str, ...] = ()
    patients: tuple[str, ...] = ()
    scene: str | None = None
    when: When = "now"
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeling:
    """What a character feels, at the words that show it."""

    character: str
    emotion: Emotion
    start: int
    end: int
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """Who comes to know what, where, and how."""

    character: str
    start: int
    end: int
    about: str | None = None
    how: How = "told"
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """What a character believes, doubts or hopes, and what the story makes of it."""

    character: str
    start: int
    end: int
    attitude: Attitude
    about: tuple[str, ...] = ()
    status: Status = "open"
    by: Span | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Who belongs to a group ("they", "the twins")."""

    id: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a paragraph stands in the source: the file inside an archive (None for a bare file), bytes."""

    file: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the text was set: kept so that a page can set it again and a span finds its way to the source."""

    headings: tuple[Span, ...] = ()
    breaks: tuple[Span, ...] = ()
    emphasis: tuple[Span, ...] = ()
    origins: tuple[Origin, ...] = ()  # parallel to Story.paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenTable:
    """Tokens with their tags, a column each, all of one length (columns not known are empty)."""

    start: tuple[int, ...] = ()
    end: tuple[int, ...] = ()
    upos: tuple[str, ...] = ()
    lemma: tuple[str, ...] = ()
    feats: tuple[str, ...] = ()
    head: tuple[int, ...] = ()  # index of the governing token, -1 for a root
    relation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story as read: its text and every table over it."""

    text: str
    format: Literal["fabula-1"] = "fabula-1"
    title: str | None = None
    author: str | None = None
    language: str | None = None
    source: Source = field(default_factory=Source)
    generator: str | None = None
    parts: tuple[Part, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    sentences: tuple[Span, ...] = ()
    characters: tuple[Character, ...] = ()
    places: tuple[Place, ...] = ()
    mentions: tuple[Mention, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    scenes: tuple[Scene, ...] = ()
    events: tuple[Event, ...] | None = None
    feelings: tuple[Feeling, ...] | None = None
    knowledge: tuple[Knowledge, ...] | None = None
    beliefs: tuple[Belief, ...] | None = None
    groups: tuple[Group, ...] = ()
    layout: Layout = field(default_factory=Layout)
    tokens: TokenTable | None = None
    warnings: tuple[str, ...] = ()

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Story:
        """The story in the file (or the folder of Parquet tables) at `path`; StoryFormatError when it is none."""
        from fabula.story.json_form import load

        return load(path)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the story file whole; OutputError leaves what was there."""
        from fabula.story.json_form import save

        save(self, path)

    def table(self, name: str, kind: Kind | None = None) -> Any:
        """A table of the story as Arrow, pandas, polars or rows; see `fabula.story.frames.frame`.

        `story.table("quotations")` is an Arrow table where pyarrow is installed, else a list of rows;
        `story.table("quotations", "pandas")` a data frame.
        """
        from fabula.story.frames import frame

        return frame(self, name, kind)

    def character(self, id: str) -> Character:
        """The character with this id; KeyError when there is none."""
        for one in self.characters:
            if one.id == id:
                return one
        raise KeyError(id)

    def words(self, row: Quotation) -> str:
        """The words of a quotation, its pieces joined by a blank."""
        return " ".join(self.text[s.start : s.end] for s in row.spans)
