"""Who does what a word tells, and to whom: the people named in its sentence, weighed by where they stand in its tree.

A conditional choice (multinomial logit; McFadden 1974) between the people named around an event and nobody, fitted on
annotated events by `benchmarks/fit_roles.py`. Paths in the tree are signs beside the order of words, since trees of
long sentences are often wrong where the order still tells.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fabula.encoder.signals import Signals
from fabula.reading.minds.telling import NOMINATIVE, OBLIQUE, POSSESSIVE, Telling
from fabula.reading.minds.weighing import weights

MOST = 24
"""People weighed for one event, the nearest: a sentence may be as long as its author likes."""

REACH = 5  # steps up or down a tree that a path may have
KEPT = frozenset({"nsubj:pass", "acl:relcl", "obl:agent", "nmod:poss", "obl:unmarked"})  # subtypes that tell roles
FAR = (1, 2, 4, 8, 15)
PREPOSITIONS = frozenset(
    "by of with to at from for on upon after behind over into about against toward towards".split()
)
BE = frozenset("was were is are am be been being 's 're 'm got get".split())
LINKS = frozenset({"and", "but", "or", "then"})


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody named in a sentence: the head token of the phrase, its first token, the one after it, and who it is."""

    head: int
    start: int
    end: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """Somebody who may have a part in an event, with the signs that speak for it; nobody where `people` is empty."""

    people: tuple[str, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentences:
    """The people named in each sentence of a telling, in text order."""

    told: Telling
    signals: Signals
    named: Mapping[int, Sequence[Named]]


def sentences(told: Telling, signals: Signals) -> Sentences:
    """The people of a telling by sentence."""
    out: dict[int, list[Named]] = {}
    for n, phrase in enumerate(told.draft.phrases):
        if not told.who[n]:
            continue
        held = told.words.within((phrase.start, phrase.end))
        if held:
            row = Named(_head(signals, held.start, held.stop), held.start, held.stop, told.who[n])
            out.setdefault(told.words.sentence_of(held.start), []).append(row)
    return Sentences(told, signals, out)


def _head(signals: Signals, start: int, end: int) -> int:
    """The token of a phrase that hangs on a word outside it."""
    return next((k for k in range(start, end) if not start <= int(signals.head[k]) < end), start)


def roles(around: Sentences, k: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who does what token `k` tells, and to whom: characters only. The subject of a passive is never who does it."""
    offered = choices(around, k)
    agents = best(offered, "agents", _sufferers(around, k))
    return agents, best(offered, "patients", agents)


def _sufferers(around: Sentences, k: int) -> tuple[str, ...]:
    subject = _passive_subject(around, k)
    return () if subject is None else around.told.people(subject)


def _passive_subject(around: Sentences, k: int) -> int | None:
    subject = around.told.subjects.get(k)
    passive = subject is not None and around.signals.relation_of(subject) == "nsubj:pass"
    return subject if passive else None


def best(offered: Sequence[Choice], role: str, taken: Sequence[str]) -> tuple[str, ...]:
    """The people of the likeliest choice that names nobody who is taken."""
    known = weights(role)
    free = [c for c in offered if not set(c.people) & set(taken)]
    return max(free, key=lambda c: sum(known.get(s, 0.0) for s in c.signs)).people


def choices(around: Sentences, k: int) -> list[Choice]:
    """Nobody, and everybody who is named in the sentence of token `k` in the same voice."""
    told = around.told
    near = [n for n in around.named.get(told.words.sentence_of(k), ()) if told.voice[n.head] == told.voice[k]]
    near = sorted((n for n in near if n.head != k), key=lambda n: abs(n.head - k))[:MOST]
    near.sort(key=lambda n: n.start)
    event = _event_signs(around, k)
    up = _chain(around.signals, k)
    out = [Choice((), tuple(f"nobody {s}" for s in (*event, "", f"of {min(len(near), 4)}")))]
    for one in near:
        joined = (who for j in told.joined.get(one.head, ()) for who in told.people(j))
        people = tuple(dict.fromkeys((*one.people, *joined)))
        out.append(Choice(people, tuple(_signs(around, k, one, near, up, event))))
    return out


def _event_signs(around: Sentences, k: int) -> tuple[str, ...]:
    """What the event itself is: its part of speech, its form, whether it is passive, what stands before it."""
    told, signals = around.told, around.signals
    form = signals.feature_of(k, "VerbForm")
    before = told.lower[max(0, k - 3) : k]
    upos = signals.upos_of(k)
    subject = told.subjects.get(k)
    kind = f"{upos} {form}"
    if upos == "VERB" and (form == "Part" or _passive_subject(around, k) is not None):
        ending = told.lower[k].endswith(("ing", "in'"))
        kind = "participle ing" if ending else "passive" if BE & set(before) else "participle ed"
    signs = [kind]
    if before[-1:] == ("to",):
        signs.append("after to")
    if subject is not None and not told.meant(subject) and told.lower[subject] not in {"who", "that", "which"}:
        signs.append("does a thing")
    if told.voice[k] >= 0:
        signs.append("in speech")
    return tuple(signs)


def _chain(signals: Signals, k: int) -> dict[int, tuple[int, str]]:
    """The tokens above one in the tree, with how many steps up they are and by what relations."""
    out = {k: (0, "")}
    path = []
    for step in range(1, REACH + 1):
        head = int(signals.head[k])
        if head < 0:
            break
        path.append(_relation(signals, k))
        k = head
        out[k] = (step, " ".join(path))
    return out


def _relation(signals: Signals, k: int) -> str:
    name = signals.relation_of(k)
    return name if name in KEPT else name.split(":")[0]


def _signs(
    around: Sentences,
    k: int,
    one: Named,
    near: Sequence[Named],
    up: Mapping[int, tuple[int, str]],
    event: Sequence[str],
) -> Iterator[str]:
    """Where somebody stands to an event."""
    told, signals = around.told, around.signals
    side = "before" if one.head < k else "after"
    kind = event[0]
    yield f"{side} {kind}"
    down = _down(signals, one.head, up)
    if down is None:
        yield "no path"
    else:
        above, below = down
        yield f"path {above} > {below} {side}"
        yield f"below {below} of {min(len(above.split()), 2)}"
        if not above:
            yield f"{kind} > {below}"
        yield f"above {above}"
    yield from _order(told, signals, k, one, near)
    form = _form(told, one)
    yield f"{form} {side}"
    if form in {"oblique", "nominative"}:
        yield f"{form} {side} {kind}"
    case = told.lower[one.start - 1] if one.start else ""
    if case in PREPOSITIONS and signals.upos_of(one.start - 1) == "ADP":
        yield f"{case} {side}"
        yield f"a preposition {side}"
    if k in told.cued:
        speaker = told.speaker(told.cued[k])
        yield "speaker of the cue" if speaker in one.people else "beside the cue"


def _down(signals: Signals, token: int, up: Mapping[int, tuple[int, str]]) -> tuple[str, str] | None:
    path: list[str] = []
    for _ in range(REACH):
        if token in up:
            return up[token][1], " ".join(reversed(path))
        head = int(signals.head[token])
        if head < 0:
            return None
        path.append(_relation(signals, token))
        token = head
    return None


def _order(told: Telling, signals: Signals, k: int, one: Named, near: Sequence[Named]) -> Iterator[str]:
    """How far somebody stands from an event, and what stands between."""
    first, last = (one.head + 1, k) if one.head < k else (k + 1, one.head)
    side = "before" if one.head < k else "after"
    yield f"{side} by {bisect_left(FAR, last - first + 1)}"
    verbs = sum(signals.upos_of(j) == "VERB" for j in range(first, last))
    yield f"{min(verbs, 4)} verbs {side}"
    subjects = sum(first <= n.head < last and told.lower[n.head] not in OBLIQUE | POSSESSIVE for n in near)
    yield f"{min(subjects, 3)} people {side}"
    others = {who for n in near if first <= n.head < last for who in n.people} - set(one.people)
    yield f"{min(len(others), 3)} others {side}"
    yield f"{min(verbs, 2)} verbs {min(len(others), 2)} others {side}"
    if "," in told.lower[first:last]:
        yield f"comma {side}"
    if one.head < k:
        link = next((w for w in reversed(told.lower[first:last]) if not w.endswith("ly")), "")
        yield f"linked {'and' if link in LINKS else 'comma' if link == ',' else 'else'} {min(verbs, 2)} verbs"
        if one.end < len(told.lower) and signals.upos_of(one.end) in {"VERB", "AUX"}:
            yield "before a verb"


def _form(told: Telling, one: Named) -> str:
    word = told.lower[one.head]
    if one.end - one.start == 1:
        for name, known in (("nominative", NOMINATIVE), ("possessive", POSSESSIVE), ("oblique", OBLIQUE)):
            if word in known:
                return name
        if word.endswith(("self", "selves")):
            return "reflexive"
    if one.end < len(told.lower) and told.lower[one.end] in {"'s", "'"}:
        return "possessive name"
    return "name"
