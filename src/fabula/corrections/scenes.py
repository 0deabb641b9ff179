"""Scenes under correction: where they begin, where they play, who is there, through whose eyes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fabula.corrections.anchors import Unplaced
from fabula.corrections.kinds import Who
from fabula.story.records import Place, Presence, Scene


def scene_at(scenes: Sequence[Scene], start: int) -> int:
    """Index of the scene that begins there; Unplaced where none does."""
    for at, scene in enumerate(scenes):
        if scene.start == start:
            return at
    raise Unplaced("no scene begins there")


def begin(scenes: Sequence[Scene], offset: int, id: str) -> list[Scene]:
    """The scenes with one more that begins at `offset`; as they are where one already does."""
    out = list(scenes)
    for at, scene in enumerate(out):
        if scene.start == offset:
            return out
        if scene.start < offset < scene.end:
            first = replace(scene, end=offset, presence=_within(scene.presence, scene.start, offset), confidence=1.0)
            rest = replace(first, id=id, start=offset, end=scene.end, time=None)
            out[at : at + 1] = [first, replace(rest, presence=_within(scene.presence, offset, scene.end))]
            return out
    raise Unplaced("no scene holds this place")


def join(scenes: Sequence[Scene], offset: int) -> tuple[list[Scene], str, str]:
    """The scenes without the beginning at `offset`; the id that is gone, and that of the scene it is part of now."""
    out = list(scenes)
    at = scene_at(out, offset)
    if at == 0 or out[at - 1].end > out[at].start:
        raise Unplaced("no scene comes before it")
    before, gone = out[at - 1], out[at]
    out[at - 1 : at + 1] = [
        replace(
            before,
            end=gone.end,
            pov=tuple(dict.fromkeys(before.pov + gone.pov)),
            presence=united(before.presence + gone.presence, gap=max(0, gone.start - before.end) + 2),
            confidence=1.0,
        )
    ]
    return out, gone.id, before.id


def shift(scenes: Sequence[Scene], offset: int, to: int) -> list[Scene]:
    """The scenes with the beginning at `offset` moved to `to`, inside the scene before or its own."""
    out = list(scenes)
    if any(scene.start == to for scene in out) and not any(scene.start == offset for scene in out):
        return out  # an earlier reading begins it there
    at = scene_at(out, offset)
    before = out[at - 1] if at else None
    if not (before.start if before else 0) < to < out[at].end:
        raise Unplaced("it would move past another scene")
    out[at] = _resized(out[at], to, out[at].end)
    if before is not None:
        out[at - 1] = _resized(before, before.start, to)
    return out


def _resized(scene: Scene, start: int, end: int) -> Scene:
    """The scene with other bounds: who was there to its edge is there to the new edge."""
    rows = tuple(
        replace(p, start=start if p.start == scene.start else p.start, end=end if p.end == scene.end else p.end)
        for p in scene.presence
    )
    return replace(scene, start=start, end=end, presence=_within(rows, start, end), confidence=1.0)


def attend(scene: Scene, who: str, present: bool, hidden_from: tuple[str, ...]) -> Scene:
    """The scene with a character there from its beginning to its end, or not there at all."""
    others = tuple(p for p in scene.presence if p.character != who)
    if present:
        row = Presence(character=who, start=scene.start, end=scene.end, hidden_from=hidden_from, confidence=1.0)
        return replace(scene, presence=(*others, row))
    others = tuple(replace(p, hidden_from=tuple(h for h in p.hidden_from if h != who)) for p in others)
    return replace(scene, presence=others, pov=tuple(p for p in scene.pov if p != who))


def place_for(places: dict[str, Place], wanted: Who) -> str:
    """The id of the place with this name, put among the places where there is none; Unplaced where it may be two."""
    name = wanted.name.casefold()
    known = places.get(wanted.id)
    if known is not None and name in _names(known):
        return known.id
    found = [p.id for p in places.values() if name in _names(p)]
    if len(found) > 1:
        raise Unplaced(f"{len(found)} places are called {wanted.name}")
    if found:
        return found[0]
    if known is not None:
        raise Unplaced(f"no place is called {wanted.name}")
    places[wanted.id] = Place(id=wanted.id, name=wanted.name, confidence=1.0)
    return wanted.id


def _names(place: Place) -> set[str]:
    return {name.casefold() for name in (place.name, *place.aliases)}


def united(rows: Sequence[Presence], gap: int = 0) -> tuple[Presence, ...]:
    """The rows, those of one character that overlap, touch or lie within `gap` of each other made one."""
    out: list[Presence] = []
    last: dict[str, int] = {}
    for row in sorted(rows, key=lambda p: (p.start, p.end)):
        at = last.get(row.character)
        if at is not None and row.start <= out[at].end + gap:
            hidden = tuple(dict.fromkeys(out[at].hidden_from + row.hidden_from))
            out[at] = replace(out[at], end=max(out[at].end, row.end), hidden_from=hidden)
        else:
            last[row.character] = len(out)
            out.append(row)
    return tuple(out)


def _within(rows: Sequence[Presence], start: int, end: int) -> tuple[Presence, ...]:
    """The parts of the rows between the two offsets."""
    cut = (replace(p, start=max(p.start, start), end=min(p.end, end)) for p in rows)
    return tuple(p for p in cut if p.start < p.end)
