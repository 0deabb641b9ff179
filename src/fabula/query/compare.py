"""Two readings of one text: what the newer one says otherwise.

Characters are paired by the names they share and the mentions they have in common, quotations by the words they stand
on; ids mean nothing from one reading to the next.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fabula.errors import RequestError
from fabula.story.records import Character, Quotation, Scene, Story

SAME_NAME, SHARED_NAME = 1000, 100  # a name outweighs any likely number of shared mentions of others


@dataclass(frozen=True, slots=True)
class Change:
    """A quotation of both readings whose speaker or addressees differ."""

    old: Quotation
    new: Quotation
    speaker: bool
    addressees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What differs; `same_speaker` of `both` quotations have the same speaker in both readings."""

    pairs: tuple[tuple[Character, Character], ...]
    gone: tuple[Character, ...]
    come: tuple[Character, ...]
    both: int
    same_speaker: int
    changes: tuple[Change, ...]
    lost: tuple[Quotation, ...]
    found: tuple[Quotation, ...]
    scenes_gone: tuple[Scene, ...]
    scenes_come: tuple[Scene, ...]

    @property
    def renamed(self) -> tuple[tuple[Character, Character], ...]:
        """The characters that are the same under another name."""
        return tuple((a, b) for a, b in self.pairs if a.name != b.name)


def compare(old: Story, new: Story) -> Comparison:
    """What `new` says otherwise than `old`; RequestError when they are not of one text."""
    if old.text != new.text:
        at = next(
            (i for i, (a, b) in enumerate(zip(old.text, new.text, strict=False)) if a != b),
            min(len(old.text), len(new.text)),
        )
        raise RequestError(
            f"the two are not readings of one text: they part at code point {at}",
            hint="Read the same source with both versions.",
        )
    pairs = _paired(old, new)
    same = {a.id: b.id for a, b in pairs}
    kept = {b.id for _, b in pairs}
    there = {_place(q): q for q in new.quotations if q.spans}
    before = {_place(q): q for q in old.quotations if q.spans}
    changes, agreed = [], 0
    for place, row in before.items():
        other = there.get(place)
        if other is None:
            continue
        speaker = _as(row.speaker, same) != other.speaker
        agreed += not speaker
        addressees = {_as(a, same) for a in row.addressees} != set(other.addressees)
        if speaker or addressees:
            changes.append(Change(row, other, speaker, addressees))
    starts_old, starts_new = {s.start for s in old.scenes}, {s.start for s in new.scenes}
    return Comparison(
        pairs=tuple(pairs),
        gone=tuple(c for c in old.characters if c.id not in same),
        come=tuple(c for c in new.characters if c.id not in kept),
        both=sum(place in there for place in before),
        same_speaker=agreed,
        changes=tuple(changes),
        lost=tuple(q for place, q in before.items() if place not in there),
        found=tuple(q for place, q in there.items() if place not in before),
        scenes_gone=tuple(s for s in old.scenes if s.start not in starts_new),
        scenes_come=tuple(s for s in new.scenes if s.start not in starts_old),
    )


def _place(row: Quotation) -> tuple[str, int]:
    """Where a quotation begins: its end may be drawn otherwise."""
    return ("quoted" if row.parent else "said", row.spans[0][0])


def _as(id: str | None, same: dict[str, str]) -> str | None:
    """The id in the new reading; one that it does not have stands for nobody there."""
    return None if id is None else same.get(id, f"?{id}")


def _paired(old: Story, new: Story) -> list[tuple[Character, Character]]:
    """Characters of both readings, one to one, the likeliest pairs first."""
    likeness: Counter[tuple[str, str]] = Counter()
    there = {(m.start, m.end): m.entity for m in new.mentions}
    for m in old.mentions:
        if (m.start, m.end) in there:
            likeness[m.entity, there[m.start, m.end]] += 1
    named: dict[str, list[str]] = {}
    for c in new.characters:
        for name in {n.casefold() for n in (c.name, *c.aliases)}:
            named.setdefault(name, []).append(c.id)
    of_new = {c.id: c for c in new.characters}
    of_old = {c.id: c for c in old.characters}
    for c in old.characters:
        for name in {n.casefold() for n in (c.name, *c.aliases)}:
            for id in named.get(name, ()):
                same = of_new[id].name.casefold() == c.name.casefold() == name
                likeness[c.id, id] += SAME_NAME if same else SHARED_NAME
    out, taken_old, taken_new = [], set(), set()
    for (a, b), _ in likeness.most_common():
        if a in of_old and b in of_new and a not in taken_old and b not in taken_new:
            out.append((of_old[a], of_new[b]))
            taken_old.add(a)
            taken_new.add(b)
    return out
