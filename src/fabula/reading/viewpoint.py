"""Through whose eyes each scene is told."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from fabula.reading.draft import Draft
from fabula.reading.narration import Deed, Narration, narration
from fabula.reading.staging_words import verb_forms
from fabula.story.records import Scene

SECOND = 0.6  # share of the first one's weight that makes another a point of view beside it
INNER = frozenset({"heart", "mind", "thoughts", "soul", "conscience", "memory", "stomach", "ears", "imagination"})


def find_viewpoint(draft: Draft) -> Draft:
    """The draft with the points of view of each scene, the main one first; none where nobody's mind is shown."""
    told = narration(draft)
    return replace(draft, scenes=tuple(replace(s, pov=_pov(draft, told, s)) for s in draft.scenes))


def _pov(draft: Draft, told: Narration, scene: Scene) -> tuple[str, ...]:
    here = {p.character for p in scene.presence}
    if draft.narrator is not None and (not here or draft.narrator in here):
        return (draft.narrator,)
    weight: dict[str, float] = defaultdict(float)
    for n, deed in enumerate(told.between(scene.start, scene.end)):
        if deed.character in here:
            weight[deed.character] += _mind(told, deed) + (0.3 if n == 0 else 0.0)
    for utterance, turn in zip(draft.utterances, draft.turns, strict=True):
        inside = scene.start <= utterance.start < scene.end
        if inside and utterance.mode == "thought" and turn.speaker in here and turn.speaker is not None:
            weight[turn.speaker] += 3.0
    ranked = sorted(weight, key=lambda c: -weight[c])
    if not ranked or weight[ranked[0]] < 0.5:
        return ()
    return tuple(c for c in ranked if weight[c] >= SECOND * weight[ranked[0]])[:3]


def _mind(told: Narration, deed: Deed) -> float:
    """How much one clause shows of a character's mind."""
    if deed.role == "subject":
        near = deed.words[:6]
        if any(w in verb_forms("think") for w in near):
            return 1.0
        if any(w in verb_forms("perceive") for w in near):
            return 0.8
        return 0.15
    if deed.role == "possessor":
        after = told.words.forms[deed.end : deed.end + 2]
        return 0.8 if {w.lower() for w in after} & INNER else 0.1
    return 0.05
