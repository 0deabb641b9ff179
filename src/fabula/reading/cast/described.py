"""Characters known by a description alone ("the landlady", "the two gaolers"): who speak or recur."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from fabula.reading.cast.lookup import phrase_at
from fabula.reading.coreference.engine import Engine
from fabula.reading.draft import Draft
from fabula.reading.lexicon import nouns
from fabula.story.records import Character

RECURS = 3  # mentions other than pronouns that make somebody a character who never speaks


def described_people(draft: Draft, engine: Engine, entities: Sequence[str | None]) -> list[tuple[int, Character]]:
    """(index of the first phrase, character) for everybody without a name who speaks or recurs, ids as in `entities`."""
    known = {c.id for c in draft.characters}
    nominal: dict[str, list[int]] = defaultdict(list)
    total: Counter[str] = Counter()
    for i, entity in enumerate(entities):
        if entity is None or entity in known:
            continue
        total[entity] += 1
        if draft.phrases[i].form != "PRON":
            nominal[entity].append(i)
    spoke = speakers_by_cue(draft, entities)
    out = []
    for entity, indices in nominal.items():
        referent = engine.referents[entity]
        if not (spoke[entity] or (len(indices) >= RECURS and total[entity] >= RECURS + 1)):
            continue
        if not referent.heads & set(nouns()):
            continue
        out.append((indices[0], _character(draft, entity, indices, referent.gender, referent.plural)))
    return out


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


def _character(draft: Draft, entity: str, indices: Sequence[int], gender: str | None, plural: bool) -> Character:
    text = draft.words.text
    seen = Counter(_definite(" ".join(text[draft.phrases[i].start : draft.phrases[i].end].split())) for i in indices)
    name = max(seen, key=lambda s: (seen[s], -len(s)))
    return Character(id=entity, name=name, pronouns="they" if plural else gender, group=plural, confidence=0.6)


def _definite(text: str) -> str:
    """The description as one says it the second time: "a tall man" is "the tall man"."""
    first, _, rest = text.partition(" ")
    if first.lower() in {"a", "an", "the", "this", "that", "these", "those"} and rest:
        return f"the {rest}"
    return text if first[:1].isupper() and rest and first[1:].islower() and "’" in text else text[:1].lower() + text[1:]
