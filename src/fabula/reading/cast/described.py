"""Characters known by a description alone ("the landlady", "the two gaolers")."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set

from fabula.reading.cast.evidence import story_spans
from fabula.reading.cast.lookup import phrase_at
from fabula.reading.cast.naming import known_as
from fabula.reading.coreference.engine import Engine
from fabula.reading.coreference.noun_rules import GENERIC
from fabula.reading.coreference.referents import ORDER, Referent
from fabula.reading.draft import Draft
from fabula.reading.lexicon import kin, nouns
from fabula.story.records import Character

RECURS = 3  # mentions other than pronouns that make somebody a character who never speaks
LONG = 20_000  # words of a text from which one line said by "a man" makes no character
MODIFIED = 0.9  # how many uses more a description with a modifier counts when the name is chosen
_LINKS = frozenset("of in with who at and".split())
VAGUE = frozenset("latter former other others another all both one ones rest".split())
WRITTEN = frozenset(
    "card headline inscription label letter message newspaper note notice placard poster telegram".split()
)
_UNTOLD = VAGUE | WRITTEN
NOBODY = frozenset("arrival beauty company court grace honour love party public press soul spirit star subject".split())


def described_people(draft: Draft, engine: Engine, entities: Sequence[str | None]) -> list[tuple[int, Character]]:
    """Those without a name who matter: (index of the first phrase, character with the id of `entities`)."""
    known = {c.id for c in draft.characters}
    nominal: dict[str, list[int]] = defaultdict(list)
    total: Counter[str] = Counter()
    story = story_spans(draft)
    for i, entity in enumerate(entities):
        if entity is None or entity in known or not any(a <= draft.phrases[i].start < b for a, b in story):
            continue
        total[entity] += 1
        if draft.phrases[i].form == "NOM" and draft.phrases[i].head.of(draft.words.text).lower() not in _UNTOLD:
            nominal[entity].append(i)
    spoke = speakers_by_cue(draft, entities)
    root = engine.memory.root
    chosen = {e for e, indices in nominal.items() if _acts(draft, root(e), len(indices), total[e], spoke[e])}
    if len(draft.words.tokens) < LONG:
        called = {h.lower() for e in chosen | known for h in root(e).heads}
        chosen |= {e for e, indices in nominal.items() if _stands_by(draft, root(e), indices, called)}
    return [(nominal[e][0], _character(draft, engine, e, nominal[e])) for e in nominal if e in chosen]


def _acts(draft: Draft, referent: Referent, described: int, total: int, spoke: int) -> bool:
    """Whether somebody so often described, mentioned and speaking is a character."""
    if len(draft.words.tokens) < LONG:
        return spoke > 0 or (described >= RECURS and total > RECURS and _is_noun(referent))
    if not _is_noun(referent) or not (referent.plural or _tells(referent.heads)):
        return False
    return spoke >= 2 or (described >= 2 * RECURS and total > 2 * RECURS)


def _stands_by(draft: Draft, referent: Referent, indices: Sequence[int], called: Set[str]) -> bool:
    """Whether somebody of whom little is told is there for the narration ("the postman"), and not one of the others.

    `called` are the nouns used of the others.
    """
    if referent.plural or not _is_noun(referent) or {h.lower() for h in referent.heads} & called:
        return False
    return any(_known(draft, i) for i in indices)


def _is_noun(referent: Referent) -> bool:
    """Whether one of the words used of somebody is a noun for people or beings."""
    return bool({h.lower() for h in referent.heads} & set(nouns()) - NOBODY)


def _tells(heads: Iterable[str]) -> bool:
    """Whether a noun used of somebody tells them from others; in a novel "the girl" is one with a name, mostly."""
    return any(head.lower() not in GENERIC and head.lower() not in kin() for head in heads)


def _known(draft: Draft, index: int) -> bool:
    """Whether a phrase of the narration takes its bearer for known: "the postman"."""
    phrase = draft.phrases[index]
    return phrase.utterance is None and draft.words.text[phrase.start : phrase.start + 4].lower() == "the "


def speakers_by_cue(draft: Draft, entities: Sequence[str | None]) -> Counter[str]:
    """How many utterances each entity says by the subject of their clause of saying."""
    out: Counter[str] = Counter()
    for utterance in draft.utterances:
        if utterance.cue is None or utterance.cue.subject is None:
            continue
        index = phrase_at(draft, utterance.cue.subject)
        if index is not None and (entity := entities[index]) is not None:
            out[entity] += 1
    return out


def _character(draft: Draft, engine: Engine, entity: str, indices: Sequence[int]) -> Character:
    referent = engine.memory.root(entity)
    seen = Counter(_definite(draft, engine, i) for i in indices)
    name = max(seen, key=lambda s: (s.split()[-1] not in ORDER, seen[s] + MODIFIED * _modified(s), -len(s)))
    plural = referent.plural
    return Character(id=entity, name=name, pronouns="they" if plural else referent.gender, group=plural, confidence=0.6)


def _modified(text: str) -> bool:
    """Whether a description tells its bearer from others of the kind, shortly: "the stolid stranger"."""
    words = text.lower().split()
    return words[0] == "the" and 3 <= len(words) <= 4 and not _LINKS & set(words)


def _definite(draft: Draft, engine: Engine, index: int) -> str:
    """The description as one says it the second time: "a tall man" is "the tall man", "her son" is "Fen's son"."""
    phrase = draft.phrases[index]
    owner = engine.memory.owners.get(index)
    if owner is None or draft.phrases[owner].form != "PRON" or engine.memory.out[owner] is None:
        return known_as(draft, phrase)
    id = engine.memory.root(engine.memory.out[owner] or "").id
    return known_as(draft, phrase, next((c.aliases[0] for c in draft.characters if c.id == id and c.aliases), None))
