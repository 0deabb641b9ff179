"""Stages that keep the reading to what a person has decided: a correction is evidence for all that follows from it.

Each is the identity where there is no journal. What cannot be placed with certainty is passed over here; applying the
journal to the finished story lists it as a conflict.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from fabula.corrections.anchors import Unplaced, locate
from fabula.corrections.cast import Cast
from fabula.corrections.kinds import (
    Addressees,
    Alias,
    Anchor,
    Attendance,
    Boundary,
    Merge,
    Mode,
    Newcomer,
    Pronouns,
    Rename,
    Resolution,
    Scenes,
    Setting,
    Speaker,
    Split,
    Viewpoint,
)
from fabula.corrections.scenes import begin, join, place_for, shift
from fabula.reading.draft import Constraints, Draft, Stay, Utterance
from fabula.reading.scenes import settled
from fabula.story.records import Scene


def correct_utterances(draft: Draft) -> Draft:
    """The draft without utterances that are none, and with the modes that a person has given."""
    out: list[Utterance | None] = list(draft.utterances)
    starts = {u.start: i for i, u in enumerate(draft.utterances)}
    for entry in draft.constraints.journal.effective():
        if isinstance(entry, Mode):
            at = starts.get(_start(draft, entry.quotation))
            one = None if at is None else out[at]
            if at is not None and one is not None:
                out[at] = None if entry.mode == "none" else replace(one, mode=entry.mode, confidence=1.0)
    return draft if out == list(draft.utterances) else replace(draft, utterances=_renumbered(draft, out))


def _renumbered(draft: Draft, kept: list[Utterance | None]) -> tuple[Utterance, ...]:
    """The utterances kept, each quoted inside the nearest one around it that is kept too."""
    number: dict[int, int] = {}
    for i, one in enumerate(kept):
        if one is not None:
            number[i] = len(number)

    def around(i: int | None) -> int | None:
        while i is not None and i not in number:
            i = draft.utterances[i].parent
        return None if i is None else number[i]

    return tuple(replace(one, parent=around(one.parent)) for one in kept if one is not None)


def correct_cast(draft: Draft) -> Draft:
    """The draft with its cast corrected, and with the speakers, addressees and mentions that are certain.

    Somebody without a name is not merged yet but by `correct_mentions`: the phrases that bring them in are found so.
    """
    entries = draft.constraints.journal.effective()
    if not entries:
        return draft
    cast = Cast(draft.characters, draft.constraints.journal.entries)
    nameless = {one.id: one for one in draft.characters if not one.aliases}
    for entry in entries:
        if isinstance(entry, Merge | Split | Newcomer | Rename | Alias | Pronouns):
            with suppress(Unplaced):
                cast.take(entry)
    same = {id: cast.root(id) for id in nameless if cast.root(id) != id and cast.rows[cast.root(id)].aliases}
    entities = tuple(e if e is None or e in same else cast.root(e) for e in draft.entities)
    fixed = replace(_certain(draft, cast), same=same)
    return replace(
        draft,
        characters=(*cast.rows.values(), *(nameless[id] for id in same)),
        entities=entities,
        narrator=None if draft.narrator is None else cast.root(draft.narrator),
        constraints=fixed,
    )


def _certain(draft: Draft, cast: Cast) -> Constraints:
    """What is certain about single rows."""
    starts = {u.start: i for i, u in enumerate(draft.utterances)}
    spans = {p.span: i for i, p in enumerate(draft.phrases)}
    speakers: dict[int, str | None] = {}
    addressees: dict[int, tuple[str, ...]] = {}
    mentions: dict[int, str] = {}
    for entry in draft.constraints.journal.effective():
        with suppress(Unplaced):
            match entry:
                case Speaker():
                    for i in _rows(draft, starts, (entry.quotation,)):
                        speakers[i] = None if entry.speaker is None else cast.find(entry.speaker)
                case Split():
                    for i in _rows(draft, starts, entry.quotations):
                        speakers[i] = cast.find(entry.new)
                case Addressees():
                    for i in _rows(draft, starts, (entry.quotation,)):
                        addressees[i] = tuple(cast.find(one) for one in entry.addressees)
                case Resolution():
                    span = locate(draft.manuscript.text, entry.mention)
                    if span in spans:
                        mentions[spans[span]] = cast.find(entry.character)
    return replace(draft.constraints, speakers=speakers, addressees=addressees, mentions=mentions)


def _rows(draft: Draft, starts: dict[int, int], anchors: tuple[Anchor, ...]) -> Iterator[int]:
    for anchor in anchors:
        at = starts.get(_start(draft, anchor))
        if at is not None:
            yield at


def _start(draft: Draft, anchor: Anchor) -> int:
    """Where the anchor's words stand, -1 where that is not certain."""
    try:
        return locate(draft.manuscript.text, anchor).start
    except Unplaced:
        return -1


def correct_mentions(draft: Draft) -> Draft:
    """The draft with phrases given to those whom a person says they stand for."""
    fixed = draft.constraints
    if not fixed.same and not fixed.mentions:
        return draft
    entities = [fixed.same.get(e, e) if e is not None else None for e in draft.entities]
    for i, who in fixed.mentions.items():
        entities[i] = who
    return replace(draft, entities=tuple(entities))


def correct_scenes(draft: Draft) -> Draft:
    """The draft with its scenes beginning and playing where a person says, and what is certain about those in them.

    A scene that names no place of its own plays where the one before does: places are decided anew along each chapter.
    """
    entries = draft.constraints.journal.effective()
    if not any(isinstance(e, Scenes) for e in entries):
        return draft
    scenes = _bounded(draft)
    starts = {s.start: s.id for s in scenes}
    cast = Cast(draft.characters, draft.constraints.journal.entries)
    places = {p.id: p for p in draft.places}
    settings: dict[str, str | None] = {}
    stays: dict[str, tuple[Stay, ...]] = {}
    eyes: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if not isinstance(entry, Setting | Attendance | Viewpoint):
            continue
        with suppress(Unplaced, KeyError):
            id = starts[_start(draft, entry.scene)]
            match entry:
                case Setting():
                    settings[id] = None if entry.place is None else place_for(places, entry.place)
                case Attendance():
                    hidden = tuple(cast.find(h) for h in entry.hidden_from)
                    stays[id] = (*stays.get(id, ()), Stay(cast.find(entry.character), entry.present, hidden))
                case Viewpoint():
                    eyes[id] = tuple(dict.fromkeys(cast.find(p) for p in entry.pov))
    fixed = replace(draft.constraints, stays=stays, eyes=eyes)
    draft = replace(draft, places=tuple(places.values()), constraints=fixed)
    if settings or scenes != list(draft.scenes):
        scenes = settled(draft, scenes, settings)
    return replace(draft, scenes=tuple(scenes))


def _bounded(draft: Draft) -> list[Scene]:
    """The scenes with the beginnings that a person has added, taken away or moved."""
    scenes: list[Scene] = list(draft.scenes)
    text = draft.manuscript.text
    for entry in draft.constraints.journal.effective():
        if not isinstance(entry, Boundary):
            continue
        with suppress(Unplaced):
            at = locate(text, entry.start).start
            if entry.change == "add":
                scenes = begin(scenes, at, f"s-{entry.id}")
            elif entry.change == "remove":
                scenes = join(scenes, at)[0]
            elif entry.to is not None:
                scenes = shift(scenes, at, locate(text, entry.to).start)
    return scenes
