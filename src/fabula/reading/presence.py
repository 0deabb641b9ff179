"""Who is there, from where to where, and unseen by whom."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import replace

from fabula.corrections.scenes import attend
from fabula.reading.draft import Draft
from fabula.reading.hiding import mark_hidden, proofs_of_hearing
from fabula.reading.narration import Deed, Narration, narration
from fabula.reading.staging_words import verb_forms, word_list
from fabula.reading.traces import Trace, Traces, likelihood
from fabula.story.records import Presence, Scene

LATE = 800  # code points into a scene: who shows first after them was not there before
BRIEF, TAIL = 2500, 1500  # who shows for less than the one and no more for longer than the other has left unsaid

ECHO = 250  # code points in which somebody who has gone may still be told of
FLIGHT = frozenset({"ran", "bolted", "galloped", "raced", "runs"})  # gone, when nothing follows
OURS = frozenset({"we", "us", "our", "ours", "ourselves"})


def find_presence(draft: Draft) -> Draft:
    """The draft with the presence of each scene filled."""
    told = narration(draft)
    traces = Traces(draft, told)
    groups = {g.id: set(g.members) for g in draft.groups}
    proofs = proofs_of_hearing(draft)
    scenes: list[Scene] = []
    staying: set[str] = set()
    for scene in draft.scenes:
        found = traces.of(scene)
        rows: list[Presence] = []
        for who in list(found):
            sure = likelihood(traces.signs(who, found, staying))
            if sure >= 0.5:
                if who == draft.narrator:  # who tells of a scene's end and beginning has seen them
                    rows.append(_row(who, scene.start, scene.end, sure))
                else:
                    rows.extend(_intervals(who, found[who], scene, told, staying, sure))
        if draft.narrator is not None and not any(r.character == draft.narrator for r in rows):
            rows.extend(_narrators(draft.narrator, told, scene))
        decided = draft.constraints.stays.get(scene.id, ())
        for stay in decided:
            rows = list(attend(replace(scene, presence=tuple(rows)), *stay).presence)
        rows = [r for r in rows if not _covered_by_group(r.character, rows, groups)]
        talk = sorted({n for trace in found.values() for n in trace.turns})
        rows = mark_hidden(draft, told, scene, rows, talk=talk, proofs=proofs)
        for stay in decided:  # also of who is there unseen
            rows = list(attend(replace(scene, presence=tuple(rows)), *stay).presence)
        staying = {r.character for r in rows if r.end == scene.end}
        scenes.append(replace(scene, presence=tuple(sorted(rows, key=lambda r: (r.start, r.character)))))
    return replace(draft, scenes=tuple(scenes))


def _intervals(who: str, trace: Trace, scene: Scene, told: Narration, staying: Set[str], sure: float) -> list[Presence]:
    """From where to where the character is there: from the start or its coming, to its going or the end."""
    shows, named = trace.shows(), trace.named()
    first = (trace.own() or shows or [d.start for d in trace.deeds] or [scene.start])[0]
    came = [d for d in trace.acts() if comes(d.words)]
    start = scene.start
    if came and came[0].start <= first + 40:
        start = _sentence_start(told, came[0])
    elif who not in staying and (named or [first])[0] - scene.start > LATE:
        start = (named or [first])[0]
    rows = []
    for deed in trace.acts():
        if deed.start < start or not goes(deed.words):
            continue
        gone = told.words.chars(told.words.sentences[deed.sentence]).end
        again = [s for s in shows if s > gone + ECHO or (s > gone and s in trace.spoken)]
        if not again:
            echo = [s for s in shows if s > gone]
            rows.append(_row(who, max(start, scene.start), told.sentence_end(echo[-1]) if echo else gone, sure))
            return rows
        back = [d for d in came if d.start > gone]
        if back and back[0].start <= again[0] + 40:
            rows.append(_row(who, start, gone, sure))
            start = _sentence_start(told, back[0])
    last = max([*named, first])
    brief = last - start < BRIEF and scene.end - last > TAIL
    rows.append(_row(who, start, told.sentence_end(last) if brief else scene.end, sure))
    return rows


def _narrators(narrator: str, told: Narration, scene: Scene) -> list[Presence]:
    """The narrator of a first-person story is there where "we" and "us" are told of."""
    first, last = (told.words.sentence_of(told.words.at(at)) for at in (scene.start, scene.end - 1))
    count = sum(w in OURS for plain in told.sentences[first : last + 1] for w in plain)
    return [_row(narrator, scene.start, scene.end, 0.7)] if count >= 2 else []


def _row(who: str, start: int, end: int, sure: float) -> Presence:
    return Presence(character=who, start=start, end=end, confidence=round(sure, 3))


def _sentence_start(told: Narration, deed: Deed) -> int:
    return min(deed.start, told.words.chars(told.words.sentences[deed.sentence]).start)


def comes(clause: Sequence[str]) -> bool:
    """Whether the words after a subject say that it comes upon the scene: "came in", "appeared at the door"."""
    for at, word in enumerate(clause[:8]):
        if word in verb_forms("arrive"):
            return True
        if word in verb_forms("move") and set(clause[at + 1 : at + 4]) & word_list("particles", "into"):
            return True
    return False


def goes(clause: Sequence[str]) -> bool:
    """Whether the words after a subject say that it leaves: "left the room", "ran off", "went out"."""
    for at, word in enumerate(clause[:14]):
        after = clause[at + 1 : at + 4]
        if (
            word in {"left", "leaves"}
            and after
            and after[0] in {"the", "her", "him", "them", "us", "me", "his", ".", ",", "and", "without"}
        ):
            return "hand" not in after
        if word in verb_forms("depart") and word not in {"left", "leave", "leaves", "leaving"}:
            return True
        if word in FLIGHT and after[:1] in ([], ["."]):
            return True
        if word in verb_forms("move") and set(after) & word_list("particles", "away"):
            return "of" not in after or "out" in after
    return False


def _covered_by_group(who: str, rows: Sequence[Presence], groups: dict[str, set[str]]) -> bool:
    """Whether a group that is there already counts this member."""
    here = {r.character for r in rows}
    return who in groups and groups[who] <= here and bool(groups[who])
