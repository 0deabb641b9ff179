"""Whether two of a short text are one person under two names, or a description and a name: what speaks for it.

The encoder's antecedent scores between their phrases are votes over the whole text; who calls and who answers, who
stands beside whom and what the names share weigh with them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fabula.reading.antecedents import REACH
from fabula.reading.cast.joining import Person, standing
from fabula.reading.cast.lookup import phrase_at
from fabula.reading.cast.short_forms import same_given
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft, aloud
from fabula.reading.lexicon import nouns
from fabula.reading.vocatives import is_vocative

# Fitted by `benchmarks/fit_likeness.py` on pairs of annotated passages of fiction.
WEIGHTS: dict[str, float] = {
    "bias": -0.33,
    "mass": 2.36,
    "first": 0.89,
    "far": 1.05,
    "together": -0.03,
    "paragraphs": -0.91,
    "called": 0.57,
    "answers": 1.36,
    "both named": 0.03,
    "later named": -0.56,
    "indefinite": 0.61,
    "definite": -0.65,
    "apart": -0.31,
    "voices": 0.11,
    "few": -0.57,
    "later count": 0.31,
}

NEAR = 12  # phrases before and after a call in which the one called is looked for
CALLED = 0.5  # share of the uses of a name that are calls, from which its bearer is sought among those who answer
SURE, FAIR, CLEAR = 3.0, 1.5, 1.5  # points that settle it alone or with the encoder; how far ahead of the next
ONE = 0.45  # likeness from which two are taken for one
ENDS = 2  # first and last phrases of each of two that the encoder compares at any distance
NEXT = 2  # paragraphs from one turn to the next, where narration may stand between
HEARD = 0.1  # summed shares that the encoder must give two who have turns by turns, to be one
MOST = 9.0  # what its scores are cut off at
_INDEFINITE = frozenset("a an some another any one no every each such what".split())
_DEFINITE = frozenset("the this that".split())


@dataclass(slots=True)
class Signs:
    """What a text shows of all its entities; keys are ids, or ordered pairs of them."""

    phrases: dict[str, list[int]] = field(default_factory=dict)  # without pronouns, of those looked at
    counts: Counter[str] = field(default_factory=Counter)  # phrases of all forms
    paragraphs: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    quoted: dict[str, float] = field(default_factory=dict)  # share of the phrases that stand inside quotations
    lead: dict[str, str] = field(default_factory=dict)  # first word of the first phrase, lower case
    far: dict[tuple[str, str], float] = field(default_factory=dict)
    mass: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    first: dict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    chances: Counter[tuple[str, str]] = field(default_factory=Counter)
    together: Counter[tuple[str, str]] = field(default_factory=Counter)
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)
    after: Counter[tuple[str, str]] = field(default_factory=Counter)
    calls: Counter[tuple[str, str]] = field(default_factory=Counter)
    called: Counter[str] = field(default_factory=Counter)
    owned: set[tuple[str, str]] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    exchanged: set[tuple[str, str]] = field(default_factory=set)  # the one speaks right after the other
    alternating: set[tuple[str, str]] = field(default_factory=set)  # with one turn of somebody else between


def signs(draft: Draft, engine: Engine, entities: Sequence[str | None]) -> Signs:
    """The signs of a text that was read once; `entities` are parallel to the phrases."""
    named = {c.id for c in draft.characters}
    found = Signs()
    for i, (phrase, entity) in enumerate(zip(draft.phrases, entities, strict=True)):
        if entity is not None and phrase.form != "PRON" and phrase.type == "PER":
            found.phrases.setdefault(entity, []).append(i)
    for id in list(found.phrases):
        if id not in named and not any(h.lower() in nouns() for h in engine.memory.root(id).heads):
            del found.phrases[id]
    _stand(draft, engine, entities, found)
    _hear(draft, entities, found)
    _see_together(draft, entities, found)
    _listen(draft, entities, found)
    for i, owner in engine.memory.owners.items():
        a, b = entities[i], entities[owner]
        if a is not None and b is not None:
            found.owned |= {(a, b), (b, a)}
    return found


def _stand(draft: Draft, engine: Engine, entities: Sequence[str | None], found: Signs) -> None:
    """Where each one is spoken of: paragraphs, voices, the word that brings it in."""
    for i, entity in enumerate(entities):
        if entity in found.phrases:
            found.counts[entity] += 1
            found.paragraphs[entity].add(engine.memory.standings[i].paragraph)
    for entity, indices in found.phrases.items():
        found.quoted[entity] = sum(draft.phrases[i].utterance is not None for i in indices) / len(indices)
        found.lead[entity] = draft.words.forms[engine.memory.standings[indices[0]].first].lower()


def compare(draft: Draft, found: Signs, pairs: Iterable[tuple[str, str]]) -> None:
    """Fill `found.far` for these pairs: the encoder's mean score between their first and last phrases.

    Its own antecedents reach back `REACH` mentions only; a name that comes late is further from who it is.
    """
    numbers = {} if draft.antecedents is None else draft.antecedents.numbers
    ends: dict[str, list[int]] = {}
    for entity, indices in found.phrases.items():
        known = [n for i in indices if (n := numbers.get(draft.phrases[i].span)) is not None]
        ends[entity] = known if len(known) <= 2 * ENDS else known[:ENDS] + known[-ENDS:]
    wanted = [pair for pair in dict.fromkeys(pairs) if ends[pair[0]] and ends[pair[1]]]
    if draft.signals is None or not wanted:
        return
    rows = [(max(i, j), min(i, j), n) for n, (a, b) in enumerate(wanted) for i in ends[a] for j in ends[b]]
    later, earlier, owner = np.array(rows, np.int64).T
    scores = np.clip(draft.signals.pair_scores(later, earlier), -MOST, MOST)
    means = np.bincount(owner, scores) / np.bincount(owner)
    found.far.update(zip(wanted, means.tolist(), strict=True))


def _hear(draft: Draft, entities: Sequence[str | None], found: Signs) -> None:
    """Spread each phrase over the entities before it by the encoder's scores."""
    scores = draft.antecedents
    if scores is None:
        return
    own = {i: e for e, indices in found.phrases.items() for i in indices}
    known = [(i, n) for i, p in enumerate(draft.phrases) if (n := scores.numbers.get(p.span)) is not None]
    for at, (i, number) in enumerate(known):
        if i not in own:
            continue
        near = []
        for j, other in reversed(known[max(0, at - REACH) : at]):
            entity = entities[j]
            if entity in found.phrases and 0 < number - other <= REACH:
                near.append((entity, float(scores.near[number, number - other - 1])))
        total = 1.0 + sum(math.exp(s) for _, s in near)
        for entity, score in near:
            share = math.exp(score) / total
            found.mass[own[i], entity] += share
            if i == found.phrases[own[i]][0]:
                found.first[own[i], entity] += share
        found.chances.update((own[i], entity) for entity in {e for e, _ in near})


def _see_together(draft: Draft, entities: Sequence[str | None], found: Signs) -> None:
    """Count the sentences of one voice in which two are mentioned by more than pronouns."""
    groups: dict[tuple[int, int | None], set[str]] = defaultdict(set)
    for entity, indices in found.phrases.items():
        for i in indices:
            phrase = draft.phrases[i]
            groups[draft.words.sentence_of(draft.words.at(phrase.start)), phrase.utterance].add(entity)
    for group in groups.values():
        found.together.update((a, b) for a in group for b in group if a != b)


def _listen(draft: Draft, entities: Sequence[str | None], found: Signs) -> None:
    """Count who answers to which name."""
    speakers: list[str | None] = []
    for utterance in draft.utterances:
        subject = utterance.cue.subject if utterance.cue is not None else None
        index = phrase_at(draft, subject) if subject is not None else None
        speakers.append(None if index is None else entities[index])
    found.speakers = {s for s in speakers if s is not None}
    take_turns(draft, speakers, found)
    for entity, indices in found.phrases.items():
        for i in indices:
            said = draft.phrases[i].utterance
            if said is None or not is_vocative(draft, draft.phrases[i]):
                continue
            found.called[entity] += 1
            caller = speakers[said]
            if caller is not None:
                found.calls[entity, caller] += 1
            told = _told_after(draft, entities, said, caller)
            found.after.update((entity, who) for who in told)
            near = (said + step for step in (-1, 1, -2, 2) if 0 <= said + step < len(speakers))
            answer = next((s for n in near if (s := speakers[n]) is not None and s != speakers[said]), None)
            if answer is not None:
                found.answers[entity, answer] += 1


def take_turns(draft: Draft, speakers: Sequence[str | None], found: Signs) -> None:
    """Note who speaks next to whom, and who has the turn after next, in neighbouring paragraphs."""
    words = draft.words
    said = [(speakers[n], words.paragraph_of(words.at(draft.utterances[n].start))) for n in aloud(draft)]
    for i, (one, _) in enumerate(said):
        for step, pairs in ((1, found.exchanged), (2, found.alternating)):
            other = said[i + step][0] if i + step < len(said) else None
            steps = zip(said[i : i + step], said[i + 1 : i + step + 1], strict=True)
            if one is None or other in (None, one) or not all(0 < b - a <= NEXT for (_, a), (_, b) in steps):
                continue
            if step == 1 or said[i + 1][0] not in (one, other):
                pairs |= {(one, other), (other, one)}


def _told_after(draft: Draft, entities: Sequence[str | None], said: int, caller: str | None) -> set[str]:
    """Who but the caller is first mentioned in the narration after an utterance, and last before it."""
    utterance = draft.utterances[said]
    out = set()
    first = bisect_left(draft.phrases, utterance.end, key=lambda p: p.start)
    for steps in (range(first, min(first + NEAR, len(entities))), range(first - 1, max(-1, first - NEAR), -1)):
        for i in steps:
            entity = entities[i]
            if draft.phrases[i].utterance is None and entity is not None and entity != caller:
                out.add(entity)
                break
    return out


def features(found: Signs, people: Mapping[str, Person], pair: tuple[str, str]) -> dict[str, float]:
    """The figures by which two are judged to be one; names as in `WEIGHTS`.

    `compare` must have been called for the pair, or what the encoder says of them at a distance counts for nothing.
    """
    back = pair[::-1]
    a, b = sorted(pair, key=lambda x: found.phrases[x][0])
    answered = (found.answers[x, y] / max(1, found.called[x]) for x, y in (pair, back))
    described = b not in people
    return {
        "bias": 1.0,
        "mass": math.log1p(found.mass[pair] + found.mass[back]),
        "first": max(found.first[pair], found.first[back]),
        "far": found.far.get(pair, found.far.get(back, 0.0)) / 3,
        "together": math.log1p(found.together[pair]),
        "paragraphs": math.log1p(len(found.paragraphs[a] & found.paragraphs[b])),
        "called": max(found.called[x] / len(found.phrases[x]) for x in pair),
        "answers": max(answered),
        "both named": float(a in people and b in people),
        "later named": float(not described),
        "indefinite": float(described and found.lead[b] in _INDEFINITE),
        "definite": float(described and found.lead[b] in _DEFINITE),
        "apart": float(found.phrases[a][-1] < found.phrases[b][0]),
        "voices": abs(found.quoted[a] - found.quoted[b]),
        "few": math.log1p(min(len(found.phrases[a]), len(found.phrases[b]))),
        "later count": math.log1p(found.counts[b]),
    }


def likeness(figures: Mapping[str, float]) -> float:
    """How likely the two are one, 0 to 1."""
    return 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in figures.items())))


def may_be_one(found: Signs, engine: Engine, people: Mapping[str, Person], pair: tuple[str, str]) -> bool:
    """Whether nothing keeps two entities from being one: number, gender, names that differ, one owning the other."""
    a, b = (engine.memory.root(x) for x in pair)
    if a.id == b.id or a.plural != b.plural or a.differs(b):
        return False
    if pair in found.owned:
        return False
    one, other = people.get(pair[0]), people.get(pair[1])
    return one is None or other is None or not _names_differ(one, other)


def _names_differ(a: Person, b: Person) -> bool:
    """Whether both have a surname, a given name or an address of their own."""
    if any(u.name.family for u in (*a.uses, *b.uses)):
        return True
    if {"mrs", "miss"} <= {s for u in (*a.uses, *b.uses) if (s := standing(u))}:
        return True
    if a.surnames and b.surnames and not a.surnames & b.surnames:
        return True
    return bool(a.given and b.given) and not any(same_given(x, y) for x in a.given for y in b.given)


def alike(draft: Draft, found: Signs, engine: Engine, people: Mapping[str, Person]) -> list[tuple[float, str, str]]:
    """Pairs of ids that are likely one, the likeliest first; where one of a pair has a name, the second has."""
    pairs = candidates(found, engine, people)
    compare(draft, found, pairs)
    judged = ((likeness(features(found, people, pair)), *pair) for pair in pairs)
    return sorted((row for row in judged if row[0] >= ONE), reverse=True)


def candidates(found: Signs, engine: Engine, people: Mapping[str, Person]) -> list[tuple[str, str]]:
    """Pairs that nothing keeps from being one; where one of a pair has a name, the second has."""
    pairs = (*found.chances, *((one, name) for name in people if name in found.phrases for one in found.phrases))
    ordered = (tuple(sorted(pair, key=lambda x: (x in people, x))) for pair in pairs)
    return [(a, b) for a, b in dict.fromkeys(ordered) if a != b and may_be_one(found, engine, people, (a, b))]


def answering(found: Signs, engine: Engine, people: Mapping[str, Person]) -> list[tuple[str, str]]:
    """Names that are mostly called out, each with the one who plainly answers to it (with or without a name)."""
    out = []
    for name in people:
        if name not in found.phrases or found.called[name] < CALLED * len(found.phrases[name]):
            continue
        if any(use.spoke for use in people[name].uses):
            continue
        ranked = sorted(
            (
                (_answer(found, name, other), other)
                for other in found.phrases
                if (other in people or other in found.speakers) and _may_answer(engine, people, name, other)
            ),
            reverse=True,
        )
        best, second = ranked[0] if ranked else (0.0, ""), ranked[1][0] if len(ranked) > 1 else 0.0
        heard = found.mass[name, best[1]] + found.mass[best[1], name]
        if best[0] >= CLEAR * second and (best[0] >= SURE or (best[0] >= FAIR and heard >= 0.5)):
            out.append((name, best[1]))
    return out


def in_turn(found: Signs, engine: Engine, people: Mapping[str, Person]) -> list[tuple[str, str]]:
    """Descriptions of speakers, each with the name of whoever has the same part in a conversation.

    Where two alternate, "said the baker" after the other's line is he who spoke before it; never where the two speak to
    each other or stand in one sentence, where the encoder hears nothing of it, or more of a name beside it.
    """
    best: dict[str, tuple[float, str]] = {}
    for one in sorted(one for one, _ in found.alternating if one not in people and one in found.phrases):
        near = (x for x in people if (one, x) in found.alternating or found.together[one, x])
        names = (x for x in near if x in found.phrases and (one, x) not in found.exchanged)
        fits = (name for name in names if may_be_one(found, engine, people, (one, name)))
        best[one] = max(((found.mass[one, name] + found.mass[name, one], name) for name in fits), default=(0.0, ""))
    return [
        (one, name)
        for one, (heard, name) in best.items()
        if heard >= HEARD and (one, name) in found.alternating and not found.together[one, name]
    ]


def _answer(found: Signs, name: str, other: str) -> float:
    """Points for one being the bearer of a name: answers it, is told of after it, is its antecedent, never says it."""
    points = 2.0 * found.answers[name, other] + found.after[name, other] - 2.0 * found.calls[name, other]
    return points + 1.5 * (found.mass[name, other] + found.mass[other, name]) - found.together[name, other]


def _may_answer(engine: Engine, people: Mapping[str, Person], name: str, other: str) -> bool:
    a, b = engine.memory.root(name), engine.memory.root(other)
    if a.id == b.id or a.plural != b.plural or a.differs(b):
        return False
    return other not in people or not _names_differ(people[name], people[other])
