"""Who hears each quotation beyond its speaker: whoever is there, in earshot, seen or unseen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from fabula.reading.draft import Draft, Turn, Utterance
from fabula.reading.staging_words import word_list
from fabula.story.records import Scene


def find_listeners(draft: Draft) -> Draft:
    """The draft with `heard_by` of each turn filled."""
    groups = {c.id for c in draft.characters if c.group}
    members = {g.id: set(g.members) for g in draft.groups}
    turns = tuple(
        replace(turn, heard_by=_hearers(draft, n, utterance, turn, groups, members))
        for n, (utterance, turn) in enumerate(zip(draft.utterances, draft.turns, strict=True))
    )
    return replace(draft, turns=turns)


def _hearers(
    draft: Draft, n: int, utterance: Utterance, turn: Turn, groups: set[str], members: dict[str, set[str]]
) -> tuple[str, ...]:
    if utterance.mode == "thought":
        return ()
    to = [a for a in turn.addressees if a != turn.speaker]
    if utterance.parent is not None or utterance.mode == "writing" or whispered(draft, utterance):
        return tuple(dict.fromkeys(to))
    scene = scene_at(draft.scenes, utterance.start)
    here = (
        []
        if scene is None
        else [p.character for p in scene.presence if p.start < utterance.end and p.end > utterance.start]
    )
    own = {turn.speaker} | members.get(turn.speaker or "", set())
    crowd = {g for g in groups if g not in to and not _speaks(draft, scene, g)}
    heard = dict.fromkeys(c for c in [*to, *here] if c not in own and c not in crowd)
    inside = {m for g in heard for m in members.get(g, ())}
    return tuple(c for c in heard if c not in inside)


def _speaks(draft: Draft, scene: Scene | None, who: str) -> bool:
    """Whether a crowd takes part in the scene's talk; bystanders hear no more than noise."""
    if scene is None:
        return False
    return any(
        scene.start <= u.start < scene.end and (t.speaker == who or who in t.addressees)
        for u, t in zip(draft.utterances, draft.turns, strict=True)
    )


def whispered(draft: Draft, utterance: Utterance) -> bool:
    """Whether the cue says that the words were for the ear of one only."""
    cue = utterance.cue
    if cue is None:
        return False
    said = draft.words.forms[draft.words.at(cue.span.start) : draft.words.at(cue.span.end - 1) + 1]
    return bool({w.lower() for w in said} & word_list("particles", "whisper"))


def scene_at(scenes: Sequence[Scene], offset: int) -> Scene | None:
    """The scene that holds an offset; None outside the story text."""
    at = bisect_right(scenes, offset, key=lambda s: s.start) - 1
    return scenes[at] if at >= 0 and offset < scenes[at].end else None
