"""Who hears each quotation beyond its speaker: whoever is there, in earshot, seen or unseen."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fabula.reading.draft import Draft, Turn, Utterance
from fabula.reading.staging_words import word_list
from fabula.story.records import Scene

ANSWERED = 300  # code points at most between two messages of one exchange
UNSURE = 0.6  # confidence of a speaker put right because the listener was unseen


def find_listeners(draft: Draft) -> Draft:
    """The draft with `heard_by` of each turn filled; who is unseen by the speaker is no addressee."""
    earshot = _earshot(draft)
    turns = []
    decided = {*draft.constraints.speakers, *draft.constraints.addressees}  # what a person has said stays
    for n, (utterance, turn) in enumerate(zip(draft.utterances, draft.turns, strict=True)):
        known = turn if n in decided else _known(draft, utterance, turn)
        turns.append(replace(known, heard_by=_hearers(draft, n, known, earshot)))
    return replace(draft, turns=tuple(turns))


@dataclass(frozen=True, slots=True)
class Earshot:
    """What hearing depends on: crowds, members of groups, which crowd talks in which scene, and who shares messages."""

    crowds: frozenset[str]
    members: dict[str, frozenset[str]]
    talking: frozenset[tuple[str, str]]  # (id of the scene, id of the crowd)
    sharing: dict[int, frozenset[str]]  # who writes in the run of messages that an utterance belongs to


def _earshot(draft: Draft) -> Earshot:
    crowds = frozenset(c.id for c in draft.characters if c.group)
    talking = set()
    for utterance, turn in zip(draft.utterances, draft.turns, strict=True):
        scene = scene_at(draft.scenes, utterance.start)
        if scene is not None:
            talking |= {(scene.id, who) for who in (turn.speaker, *turn.addressees) if who in crowds and who}
    members = {g.id: frozenset(g.members) for g in draft.groups}
    return Earshot(crowds, members, frozenset(talking), _sharing(draft))


def _sharing(draft: Draft) -> dict[int, frozenset[str]]:
    """Who takes part in each run of messages, by the utterances of the run: whoever writes there reads there."""
    written = (n for n, u in enumerate(draft.utterances) if u.mode == "writing" and u.parent is None)
    runs: list[list[int]] = []
    for n in written:
        if not runs or draft.utterances[n].start - draft.utterances[runs[-1][-1]].end > ANSWERED:
            runs.append([])
        runs[-1].append(n)
    return {n: frozenset(who for k in run if (who := draft.turns[k].speaker) is not None) for run in runs for n in run}


def _known(draft: Draft, utterance: Utterance, turn: Turn) -> Turn:
    """The turn without addressees whom the speaker does not know to be there: nobody speaks to them.

    Nor does one who listens unseen speak aloud: such a turn, where no cue says otherwise, is given to the one who is
    listened to.
    """
    scene = scene_at(draft.scenes, utterance.start)
    if scene is None or turn.speaker is None or utterance.mode != "speech" or utterance.parent is not None:
        return turn
    unseen = {p.character: p.hidden_from for p in scene.presence if p.start <= utterance.start < p.end}
    blind = unseen.get(turn.speaker, ())
    if len(blind) == 1 and utterance.cue is None:
        return replace(turn, speaker=blind[0], addressees=(), confidence=UNSURE)
    return replace(turn, addressees=tuple(a for a in turn.addressees if turn.speaker not in unseen.get(a, ())))


def _hearers(draft: Draft, n: int, turn: Turn, earshot: Earshot) -> tuple[str, ...]:
    utterance = draft.utterances[n]
    if utterance.mode == "thought":
        return ()
    to = [a for a in turn.addressees if a != turn.speaker]
    to += sorted(earshot.sharing.get(n, frozenset()) - {turn.speaker})
    if utterance.parent is not None or utterance.mode == "writing" or whispered(draft, utterance):
        return tuple(dict.fromkeys(to))
    scene = scene_at(draft.scenes, utterance.start)
    here = []
    if scene is not None:  # a crowd that stands by hears no more than noise
        deaf = {g for g in earshot.crowds if g not in to and (scene.id, g) not in earshot.talking}
        there = [p for p in scene.presence if p.start < utterance.end and p.end > utterance.start]
        here = [p.character for p in there if p.character not in deaf]
    own = {turn.speaker} | earshot.members.get(turn.speaker or "", frozenset())
    heard = dict.fromkeys(c for c in [*to, *here] if c not in own)
    inside = {m for g in heard for m in earshot.members.get(g, ())}
    return tuple(c for c in heard if c not in inside)


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
