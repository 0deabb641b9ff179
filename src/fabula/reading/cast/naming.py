"""How somebody without a name is called: "a tall man in a cap, who sat down" is "the tall man in a cap"."""

from __future__ import annotations

from fabula.reading.coreference.noun_rules import GENERIC
from fabula.reading.draft import Draft, Phrase
from fabula.reading.lexicon import nouns

_NUMBERS = frozenset("two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty".split())
_ARTICLES = frozenset("a an the this that these those some another".split())
_POSSESSIVE = frozenset("my your his her its our their thy".split())
_PLACED = frozenset("in on at with by under behind before beside near".split())
_VAGUE = frozenset("a an some any his her their its".split())
_ENDS = frozenset({",", ";", ":", "—", "–", "--", "(", "who", "whom", "whose", "which", "that"})


def known_as(draft: Draft, phrase: Phrase, owner: str | None = None) -> str:
    """The description as one says it the second time; `owner` is the name of whoever "her" or "my" before it means.

    What stands behind the noun goes, but for "of ..." and what tells it from others: "the policeman in the square", not
    "the farmer in a field"; a noun for anybody ("man") keeps that too.
    """
    words = draft.words
    head, last = words.at(phrase.head.start), words.at(phrase.end - 1)
    end = head + 1
    kept = words.forms[end].lower() if end <= last else ""
    telling = noun_of(draft, phrase) in GENERIC or (end < last and words.forms[end + 1].lower() not in _VAGUE)
    if kept == "of" or (kept in _PLACED and telling):
        end = next((k for k in range(end, last + 1) if words.forms[k].lower() in _ENDS), last + 1)
    text = " ".join(words.text[phrase.start : words.tokens[end - 1].end].split())
    first, _, rest = text.partition(" ")
    if first.lower() in _ARTICLES and rest:
        return f"the {rest}"
    if owner is not None and rest:
        return f"{owner}'s {rest}"
    if first.lower() in _NUMBERS:
        return f"the {first.lower()} {rest}"
    return text[:1].lower() + text[1:] if first.lower() in nouns() or first.lower() in _POSSESSIVE else text


def noun_of(draft: Draft, phrase: Phrase) -> str:
    """The head of a description in lower case and, where it is a known noun for somebody, in the singular."""
    head = phrase.head.of(draft.words.text).lower()
    return nouns()[head].singular if head in nouns() else head
