"""What happens: the word that tells it, who does it to whom, and whether it happens now, earlier or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fabula.encoder.signals import Signals
from fabula.reading.draft import Draft
from fabula.reading.minds.lexicon import word_set
from fabula.reading.minds.roles import Sentences, roles, sentences
from fabula.reading.minds.telling import Telling, dependents, telling
from fabula.story.records import Event, When

UNREAL_SURE = 0.6
CLIMB = 4  # verbs above one without subject or auxiliary that are asked for theirs


@dataclass(frozen=True, slots=True)
class Clauses:
    """A telling with what hangs on each verb; all by token."""

    told: Telling
    signals: Signals
    around: Sentences
    auxiliaries: dict[int, tuple[int, ...]]
    modifiers: dict[int, tuple[int, ...]]
    marks: dict[int, tuple[int, ...]]
    particles: dict[int, tuple[int, ...]]


def find_events(draft: Draft) -> Draft:
    """The draft with what happens, in text order; no events where the encoder has not read the text."""
    if draft.signals is None:
        return replace(draft, events=())
    clauses = _clauses(telling(draft), draft.signals)
    real = set(draft.signals.event_tokens())
    rows = []
    for k in range(len(draft.words.tokens)):
        if k in real:
            rows.append(_event(clauses, k, when_of(clauses, k), float(draft.signals.events[k])))
        elif _unreal_trigger(clauses, k):
            row = _event(clauses, k, "unreal", UNREAL_SURE)
            if row.agents or row.patients:
                rows.append(row)
    return replace(draft, events=tuple(replace(row, id=f"v{n}") for n, row in enumerate(rows, 1)))


def _clauses(told: Telling, signals: Signals) -> Clauses:
    return Clauses(
        told,
        signals,
        sentences(told, signals),
        auxiliaries=dependents(signals, "aux"),
        modifiers=dependents(signals, "advmod", "det"),
        marks=dependents(signals, "mark"),
        particles=dependents(signals, "compound:prt"),
    )


def _event(clauses: Clauses, k: int, when: When, sure: float) -> Event:
    told = clauses.told
    span = told.words.tokens[k]
    scene = told.scene_at(span.start)
    if when == "now" and scene is not None and scene.when != "now":
        when = scene.when
    agents, patients = roles(clauses.around, k)
    lemma = " ".join([clauses.signals.lemmas[k].lower(), *(told.lower[p] for p in clauses.particles.get(k, ()))])
    return Event(
        id="",
        start=span.start,
        end=span.end,
        lemma=lemma,
        agents=agents,
        patients=patients,
        scene=scene.id if scene else None,
        when=when,
        confidence=round(min(0.99, sure), 3),
    )


def when_of(clauses: Clauses, k: int) -> When:
    """Whether an event is told as happening now, as past to that, or as unreal: by auxiliaries, tense and voice."""
    if _unreal(clauses, k):
        return "unreal"
    spoken = clauses.told.voice[k] >= 0
    for at in _verbs_above(clauses, k):
        held = {clauses.told.lower[a] for a in clauses.auxiliaries.get(at, ())}
        if held & {"had", "having"} or (held & {"'d"} and _is_participle(clauses, at)):
            return "earlier"
        if spoken and held & {"have", "has", "'ve", "was", "were", "did", "been"}:
            return "earlier"
        if spoken and clauses.signals.feature_of(at, "Tense") == "Past" and not held & {"is", "are", "am", "'s"}:
            return "earlier"
        if held:
            return "now"
    return "now"


def _is_participle(clauses: Clauses, k: int) -> bool:
    return clauses.signals.feature_of(k, "VerbForm") == "Part"


def _verbs_above(clauses: Clauses, k: int) -> Iterator[int]:
    """A verb, and those whose auxiliaries it shares: the first of a row joined by "and", the head of a participle."""
    for _ in range(CLIMB):
        yield k
        relation, head = clauses.signals.relation_of(k), int(clauses.signals.head[k])
        alone = k not in clauses.told.subjects and k not in clauses.auxiliaries
        if head < 0 or not alone or relation not in {"conj", "xcomp", "advcl", "obj", "obl"}:
            return
        k = head


def _unreal(clauses: Clauses, k: int) -> bool:
    """Whether a modal, a denial, a condition, an order or a verb of wishing stands over a verb."""
    told, signals = clauses.told, clauses.signals
    for at in _verbs_above(clauses, k):
        held = {told.lower[a] for a in clauses.auxiliaries.get(at, ())}
        if held & (word_set("events", "when", "modal") - {"'d"}) or ("'d" in held and not _is_participle(clauses, at)):
            return True
        if {told.lower[m] for m in clauses.modifiers.get(at, ())} & word_set("events", "when", "denied"):
            return True
        marks = {told.lower[m] for m in clauses.marks.get(at, ())}
        if marks & word_set("events", "when", "condition"):
            return True
        if signals.feature_of(at, "Mood") == "Imp" and told.voice[at] >= 0:
            return True
        head = int(signals.head[at])
        if signals.relation_of(at) == "ccomp" and signals.lemmas[head].lower() in word_set(
            "events", "verbs", "imagined"
        ):
            return True
        if "to" in marks and head >= 0 and signals.relation_of(at) in {"xcomp", "ccomp", "advcl", "acl"}:
            return signals.lemmas[head].lower() not in word_set("events", "verbs", "realis")
    return False


def _unreal_trigger(clauses: Clauses, k: int) -> bool:
    """Whether a word that tells no real event is a verb of doing that is wished, denied, ordered or supposed."""
    signals = clauses.signals
    return (
        signals.upos_of(k) == "VERB"
        and signals.lemmas[k].lower() not in word_set("events", "verbs", "state")
        and _unreal(clauses, k)
    )
