"""Ready answers about people: all that a story says of one of them, and of two of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.errors import RequestError
from fabula.story.network import Tie, presence_ties, speech_ties
from fabula.story.records import Belief, Character, Feeling, Knowledge, Presence, Quotation, Scene, Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A scene that somebody is in: its number from 1, and the rows that say from where to where."""

    number: int
    scene: Scene
    presence: tuple[Presence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """All that a story says of one character. Ties are the strongest first."""

    character: Character
    names: dict[str, int]  # the names and descriptions that the text uses, pronouns left out, with how often
    lines: tuple[Quotation, ...]
    thoughts: tuple[Quotation, ...]
    writing: tuple[Quotation, ...]
    words: int
    scenes: tuple[Stay, ...]
    speaks_to: tuple[Tie, ...]
    hears_from: tuple[Tie, ...]
    companions: tuple[Tie, ...]
    feelings: tuple[Feeling, ...]
    knowledge: tuple[Knowledge, ...]
    beliefs: tuple[Belief, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two characters: the scenes that both are in, and the lines that one says to the other, in order.

    `together` has, beside each scene, the stretches of the text in which both are there.
    """

    first: Character
    second: Character
    together: tuple[tuple[Stay, tuple[tuple[int, int], ...]], ...]
    lines: tuple[Quotation, ...]


def find(story: Story, name: str) -> Character:
    """The character of this name, other name or id, whatever the case; a part of a name will do where one has it.

    RequestError when there is none, or more than one.
    """
    wanted = " ".join(name.split()).casefold()
    for test in (_is, _holds):
        found = [c for c in story.characters if test(c, wanted)]
        if len(found) == 1:
            return found[0]
        if found:
            raise RequestError(
                f"{name!r} may be any of " + ", ".join(f"{c.name} ({c.id})" for c in found),
                hint="Give the id, or more of the name.",
            )
    cast = ", ".join(c.name for c in story.characters[:12])
    raise RequestError(f"nobody in the story is called {name!r}", hint=f"The cast: {cast}" if cast else None)


def _names(one: Character) -> list[str]:
    return [" ".join(n.split()).casefold() for n in (one.name, *one.aliases)]


def _is(one: Character, wanted: str) -> bool:
    return bool(wanted) and (wanted in _names(one) or wanted == one.id.casefold())


def _holds(one: Character, wanted: str) -> bool:
    return bool(wanted) and any(wanted in name for name in _names(one))


def portrait(story: Story, one: Character) -> Portrait:
    """What the story says of a character."""
    said = [q for q in story.quotations if q.speaker == one.id]
    lines = tuple(q for q in said if q.mode == "speech" and q.parent is None)
    named = (m for m in story.mentions if m.entity == one.id and m.form != "PRON")
    names = Counter(" ".join(story.text[m.start : m.end].split()) for m in named)
    speech = speech_ties(story)
    return Portrait(
        character=one,
        names=dict(names.most_common()),
        lines=lines,
        thoughts=tuple(q for q in said if q.mode == "thought"),
        writing=tuple(q for q in said if q.mode == "writing"),
        words=sum(len(story.words(q).split()) for q in lines),
        scenes=stays(story, one),
        speaks_to=tuple(t for t in speech if t.source == one.id),
        hears_from=tuple(t for t in speech if t.target == one.id),
        companions=tuple(t for t in presence_ties(story) if one.id in (t.source, t.target)),
        feelings=tuple(f for f in story.feelings or () if f.character == one.id),
        knowledge=tuple(k for k in story.knowledge or () if k.character == one.id),
        beliefs=tuple(b for b in story.beliefs or () if b.character == one.id),
    )


def stays(story: Story, one: Character) -> tuple[Stay, ...]:
    """The scenes that a character is in, in the order of the text."""
    order = sorted(story.scenes, key=lambda s: (s.start, s.end))
    out = []
    for number, scene in enumerate(order, 1):
        presence = tuple(p for p in scene.presence if p.character == one.id)
        if presence:
            out.append(Stay(number=number, scene=scene, presence=presence))
    return tuple(out)


def pair(story: Story, first: Character, second: Character) -> Pair:
    """What the story says of two characters together; RequestError when they are one."""
    if first.id == second.id:
        raise RequestError(f"both names are of {first.name}", hint="Name two characters.")
    theirs = {stay.number: stay for stay in stays(story, second)}
    together = []
    for stay in stays(story, first):
        if stay.number in theirs:
            both = _shared(stay.presence, theirs[stay.number].presence)
            if both:
                together.append((stay, both))
    ends = ({first.id, second.id},)
    lines = tuple(
        q
        for q in story.quotations
        if q.parent is None and q.speaker is not None and any({q.speaker, a} in ends for a in q.addressees)
    )
    return Pair(first=first, second=second, together=tuple(together), lines=lines)


def _shared(a: Sequence[Presence], b: Sequence[Presence]) -> tuple[tuple[int, int], ...]:
    spans = ((max(x.start, y.start), min(x.end, y.end)) for x in a for y in b)
    return tuple(sorted(s for s in spans if s[0] < s[1]))
