"""Through whose eyes each scene is told."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from fabula.reading.draft import Draft
from fabula.reading.narration import Deed, Narration, narration
from fabula.reading.staging_words import verb_forms
from fabula.story.records import Scene

# Weights of a choice between those present (conditional logit), fitted by `benchmarks/fit_viewpoint.py`.
WEIGHTS = {
    "thinks": 1.70,
    "is named first": 0.65,
    "share of the scene": 1.07,
    "share of minds around": 3.35,
    "seems": -1.30,
    "is there throughout": 1.47,
    "tells the story": 2.89,
    "has no name": -1.63,
}
BESIDE = 0.25  # how likely another is, against the main one, to be a point of view beside it
AROUND = 4  # scenes before and after whose minds count
SEEMS = frozenset({"seemed", "seems", "appeared", "appears", "looked", "looks"})


@dataclass(slots=True)
class Mind:
    """What a scene shows of one character's mind: counts of clauses of thinking, perceiving, seeming, and of all."""

    thinks: int = 0
    perceives: int = 0
    words: int = 0
    seems: int = 0
    named: int = 0

    def weight(self) -> float:
        """How much of the mind is shown."""
        return self.thinks + self.perceives + 3 * self.words


def find_viewpoint(draft: Draft) -> Draft:
    """The draft with the points of view of each scene, the main one first; none where nobody's mind is shown."""
    told = narration(draft)
    minds = minds_of(draft)
    fixed = draft.constraints.eyes
    for n, scene in enumerate(draft.scenes):
        if scene.id in fixed:  # all that the scene shows of minds is of the one whose eyes it is told through
            shown = sum(mind.thinks for mind in minds[n].values())
            minds[n] = {who: Mind(thinks=max(1, shown)) for who in fixed[scene.id][:1]}
    scenes = []
    for n, scene in enumerate(draft.scenes):
        if scene.id in fixed:
            scenes.append(replace(scene, pov=fixed[scene.id]))
            continue
        around = minds[max(0, n - AROUND) : n + AROUND + 1]
        likely = viewpoint_chances(signs(draft, told, scene, minds[n], around))
        any_shown = any(mind.weight() for near in around for mind in near.values())
        scenes.append(replace(scene, pov=_chosen(likely, minds[n], draft.narrator) if any_shown else ()))
    return replace(draft, scenes=tuple(scenes))


def minds_of(draft: Draft) -> list[dict[str, Mind]]:
    """For each scene what it shows of each character's mind."""
    told = narration(draft)
    minds = [_minds(told, s) for s in draft.scenes]
    _add_thoughts(draft, minds)
    return minds


def _chosen(likely: Mapping[str, float], minds: Mapping[str, Mind], narrator: str | None) -> tuple[str, ...]:
    ranked = sorted(likely, key=lambda c: (-likely[c], c))
    if not ranked:
        return ()
    if ranked[0] == narrator:
        return (narrator,)
    return tuple(
        c for c in ranked[:3] if likely[c] >= BESIDE * likely[ranked[0]] and (c == ranked[0] or minds[c].weight())
    )


def _minds(told: Narration, scene: Scene) -> dict[str, Mind]:
    minds: dict[str, Mind] = defaultdict(Mind)
    for deed in told.between(scene.start, scene.end):
        _count(minds[deed.character], deed)
    return minds


def _count(mind: Mind, deed: Deed) -> None:
    mind.named += 1
    if deed.role != "subject":
        return
    if any(w in verb_forms("think") for w in deed.words[:6]):
        mind.thinks += 1
    elif any(w in verb_forms("perceive") for w in deed.words[:4]):
        mind.perceives += 1
    mind.seems += bool(SEEMS & set(deed.words[:3]))


def _add_thoughts(draft: Draft, minds: Sequence[dict[str, Mind]]) -> None:
    """Count the thoughts in direct words with the minds of their scenes."""
    thoughts = sorted(
        (u.start, t.speaker)
        for u, t in zip(draft.utterances, draft.turns, strict=True)
        if u.mode == "thought" and t.speaker is not None
    )
    at = 0
    for scene, shown in zip(draft.scenes, minds, strict=True):
        while at < len(thoughts) and thoughts[at][0] < scene.end:
            if thoughts[at][0] >= scene.start:
                shown[thoughts[at][1]].words += 1
            at += 1


def signs(
    draft: Draft, told: Narration, scene: Scene, minds: Mapping[str, Mind], around: Sequence[Mapping[str, Mind]]
) -> dict[str, dict[str, float]]:
    """The signs of each character present that the scene is told through it, by the names of WEIGHTS."""
    here = {p.character for p in scene.presence}
    throughout = {p.character for p in scene.presence if p.start == scene.start}
    throughout &= {p.character for p in scene.presence if p.end == scene.end}
    shown = {c: m for c, m in minds.items() if c in here}
    if draft.narrator in here:
        shown.setdefault(str(draft.narrator), Mind())
    total = 1 + sum(m.thinks for m in shown.values())
    seeming = 1 + sum(m.seems for m in shown.values())
    named = sum(m.named for m in shown.values()) or 1
    all_minds = sum(m.weight() for near in around for m in near.values()) or 1.0
    first = next(iter(told.between(scene.start, scene.end)), None)
    nameless = {c.id for c in draft.characters if not c.name[:1].isupper()}  # "the customer": mostly somebody looked at
    return {
        c: {
            "thinks": m.thinks / total,
            "is named first": float(first is not None and first.character == c),
            "share of the scene": m.named / named,
            "share of minds around": sum(near[c].weight() for near in around if c in near) / all_minds,
            "seems": m.seems / seeming,
            "is there throughout": float(c in throughout),
            "tells the story": float(c == draft.narrator),
            "has no name": float(c in nameless),
        }
        for c, m in shown.items()
    }


def viewpoint_chances(found: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """For each candidate the probability of being the main point of view, by its signs."""
    scores = {c: math.exp(sum(WEIGHTS[k] * v for k, v in own.items())) for c, own in found.items()}
    whole = sum(scores.values())
    return {c: s / whole for c, s in scores.items()}
