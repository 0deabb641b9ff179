"""What a character is: "dragon", "pony", "human", where the story says or shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.reading.draft import Draft
from fabula.reading.lexicon import beings, nouns


def kinds(draft: Draft, entities: Sequence[str | None]) -> dict[str, str]:
    """The kind of each entity, by the nouns used of it: a being's, or "human" for a man, a lady or a captain.

    A name that is a being's noun counts where a description says the same: Mr. Finch is no bird, "the Mole" is a mole.
    """
    votes: dict[str, Counter[str]] = {}
    named: list[tuple[str, str]] = []
    for phrase, entity in zip(draft.phrases, entities, strict=True):
        if entity is None or phrase.form == "PRON":
            continue
        head = phrase.head.of(draft.words.text).lower()
        noun = nouns().get(head)
        if noun is None:
            continue
        kind = noun.singular if noun.singular in beings() and noun.being else "human"
        if kind != "human" and phrase.form == "PROP" and draft.words.text[phrase.start : phrase.start + 4] != "the ":
            named.append((entity, kind))
        else:
            votes.setdefault(entity, Counter())[kind] += 1
    for entity, kind in named:
        if kind in votes.get(entity, ()):
            votes[entity][kind] += 1
    return {entity: seen.most_common(1)[0][0] for entity, seen in votes.items()}
