"""Who comes to know what: by being told, overhearing, reading, seeing, or understanding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fabula.reading.draft import Draft, Turn, Utterance
from fabula.reading.listeners import scene_at
from fabula.reading.narration import Deed, Narration, narration
from fabula.reading.staging_words import verb_forms, word_list
from fabula.story.records import How, Knowledge

# How often a row of each kind is among the annotated clear and important ones (`benchmarks/scenes.py`); as these are
# not all there are, the figures are low bounds.
SURE: dict[How, float] = {"told": 0.23, "overheard": 0.3, "read": 0.3, "saw": 0.35, "realised": 0.25}
LEAST = 6  # words of a statement that tells something
HOPES = frozenset({"not", "n't", "n’t", "never"})


def find_knowledge(draft: Draft) -> Draft:
    """The draft with what each character is told, overhears, reads, sees and understands, in text order."""
    told = narration(draft)
    rows = [*_from_words(draft), *_from_deeds(told, {c.id for c in draft.characters if c.group})]
    rows.sort(key=lambda r: (r.start, r.end, r.character, r.how))
    return replace(draft, knowledge=tuple(rows))


def _from_words(draft: Draft) -> Iterator[Knowledge]:
    """What is learned from words spoken or written: by those addressed, and by those of whom the speaker is unaware."""
    for n, (utterance, turn) in enumerate(zip(draft.utterances, draft.turns, strict=True), 1):
        if utterance.mode == "thought" or utterance.parent is not None or not informs(draft, utterance):
            continue
        span = max(utterance.spans, key=len)
        for who, how in _learners(draft, utterance, turn):
            yield Knowledge(character=who, start=span.start, end=span.end, about=f"q{n}", how=how, confidence=SURE[how])


def _learners(draft: Draft, utterance: Utterance, turn: Turn) -> Iterator[tuple[str, How]]:
    how: How = "read" if utterance.mode == "writing" else "told"
    for who in turn.addressees[:2]:
        if who in turn.heard_by:
            yield who, how
    scene = scene_at(draft.scenes, utterance.start)
    if scene is None or turn.speaker is None:
        return
    for row in scene.presence:
        unseen = turn.speaker in row.hidden_from and row.start <= utterance.start < row.end
        if unseen and row.character in turn.heard_by and row.character not in turn.addressees:
            yield row.character, "overheard"


def informs(draft: Draft, utterance: Utterance) -> bool:
    """Whether the words say that something is so: long enough, and no mere question, call or command."""
    words = draft.words
    said = [words.forms[i].lower() for s in utterance.spans for i in words.within(s)]
    plain = [w for w in said if w[0].isalpha()]
    if len(plain) < LEAST:
        return False
    stated = " ".join(said).replace("!", ".").split(".")
    return any("?" not in part and len(part.split()) >= LEAST for part in stated)


def _from_deeds(told: Narration, groups: set[str]) -> Iterator[Knowledge]:
    """What is learned with one's own eyes and mind: "she saw that the boat was gone", "he realised"."""
    for deed in told.deeds:
        how = learns(deed)
        if how is not None and deed.character not in groups:
            end = told.sentence_end(deed.start)
            yield Knowledge(character=deed.character, start=deed.start, end=end, how=how, confidence=SURE[how])


def learns(deed: Deed) -> How | None:
    """How the subject of a clause comes to know something there; None where it does not."""
    if deed.role != "subject" or deed.tense == "unreal":
        return None
    near = deed.words[:4]
    if set(near) & HOPES:
        return None
    for at, word in enumerate(near):
        if word in verb_forms("learn"):
            return "realised"
        if (
            word in verb_forms("see")
            and at + 1 < len(deed.words)
            and word_list("knowing", "objects") & set(deed.words[at + 1 : at + 3])
        ):
            return "saw"
    return None
