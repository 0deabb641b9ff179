"""Who is there, from where to where, and unseen by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from fabula.reading.draft import Draft
from fabula.reading.hiding import hidden_until, proofs_of_hearing
from fabula.reading.narration import Deed, Narration, narration
from fabula.reading.staging_words import verb_forms, word_list
from fabula.story.records import Presence, Scene

LATE = 500  # code points into a scene: who shows first after them was not there before


@dataclass(slots=True)
class Trace:
    """What a scene shows of one character: offsets of words spoken, words received and deeds, in text order."""

    spoken: list[int] = field(default_factory=list)
    received: list[int] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)

    def acts(self) -> list[Deed]:
        """The deeds that the character does in the scene's present."""
        return [d for d in self.deeds if d.role == "subject" and d.tense == "now"]

    def shows(self) -> list[int]:
        """Offsets where the character shows itself: speaks, is spoken to, acts."""
        return sorted([*self.spoken, *self.received, *(d.start for d in self.acts())])


def find_presence(draft: Draft) -> Draft:
    """The draft with the presence of each scene filled."""
    told = narration(draft)
    groups = {g.id: set(g.members) for g in draft.groups}
    proofs = proofs_of_hearing(draft)
    talk = _talk(draft)
    scenes: list[Scene] = []
    staying: frozenset[str] = frozenset()
    for scene in draft.scenes:
        traces = _traces(draft, told, talk, scene)
        rows: list[Presence] = []
        for who, trace in traces.items():
            sure = _confidence(who, trace, staying, draft.narrator)
            if sure >= 0.5:
                rows.extend(_intervals(who, trace, scene, told, sure))
        rows = [r for r in rows if not _covered_by_group(r.character, rows, groups)]
        rows = hidden_until(draft, told, scene, rows, proofs)
        staying = frozenset(r.character for r in rows if r.end == scene.end)
        scenes.append(replace(scene, presence=tuple(sorted(rows, key=lambda r: (r.start, r.character)))))
    return replace(draft, scenes=tuple(scenes))


def _talk(draft: Draft) -> list[int]:
    """Indices of the utterances said aloud in the story's own present, by where they start."""
    return [n for n, u in enumerate(draft.utterances) if u.mode == "speech" and u.parent is None]


def _traces(draft: Draft, told: Narration, talk: Sequence[int], scene: Scene) -> dict[str, Trace]:
    traces: dict[str, Trace] = defaultdict(Trace)
    for n in talk:
        utterance, turn = draft.utterances[n], draft.turns[n]
        if not scene.start <= utterance.start < scene.end:
            continue
        if turn.speaker is not None:
            traces[turn.speaker].spoken.append(utterance.start)
        for one in turn.addressees:
            traces[one].received.append(utterance.start)
    for deed in told.between(scene.start, scene.end):
        traces[deed.character].deeds.append(deed)
    return traces


def _confidence(who: str, trace: Trace, staying: Iterable[str], narrator: str | None) -> float:
    """How likely it is that a character is there, from how it shows."""
    acts = len(trace.acts())
    seen = sum(d.tense == "now" and d.role != "subject" for d in trace.deeds)
    if trace.spoken and (trace.received or acts):
        return 0.97
    if trace.received and (acts or seen):
        return 0.93
    if trace.spoken:
        return 0.75
    if who == narrator and trace.deeds:
        return 0.9
    if acts >= 2 or (acts and seen):
        return 0.8
    if trace.received or acts:
        return 0.65
    if who in set(staying) and seen:
        return 0.6
    return 0.35 if seen > 1 else 0.2 if seen else 0.1


def _intervals(who: str, trace: Trace, scene: Scene, told: Narration, sure: float) -> list[Presence]:
    """From where to where the character is there: from the start or its coming, to its going or the end."""
    shows = trace.shows()
    first = shows[0] if shows else trace.deeds[0].start
    came = [d for d in trace.acts() if comes(d.words)]
    start = scene.start
    early = [d.start for d in trace.deeds if d.tense != "earlier"]
    if came and came[0].start <= first + 40:
        start = _sentence_start(told, came[0])
    elif min([first, *early]) - scene.start > LATE:
        start = min([first, *early])
    rows = []
    for deed in trace.acts():
        if deed.start < start or not goes(deed.words):
            continue
        gone = told.words.chars(told.words.sentences[deed.sentence]).end
        again = [s for s in shows if s > gone]
        if not again:
            rows.append(_row(who, max(start, scene.start), gone, sure))
            return rows
        back = [d for d in came if d.start > gone]
        if back and back[0].start <= again[0] + 40:
            rows.append(_row(who, start, gone, sure))
            start = _sentence_start(told, back[0])
    rows.append(_row(who, start, scene.end, sure))
    return rows


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
        if word in verb_forms("move") and set(after) & word_list("particles", "away"):
            return "of" not in after or "out" in after
    return False


def _covered_by_group(who: str, rows: Sequence[Presence], groups: dict[str, set[str]]) -> bool:
    """Whether a group that is there already counts this member."""
    here = {r.character for r in rows}
    return who in groups and groups[who] <= here and bool(groups[who])
