"""Vocatives: names and forms of address inside a quotation that call on its hearer ("Run, Ilse!")."""

from __future__ import annotations

from fabula.reading.draft import Draft, Phrase
from fabula.reading.introductions import signs

_BEFORE = frozenset({",", "—", "–", "--", "-", "…", "...", ".", "!", "?", ";", ":"})
_AFTER = frozenset({",", "!", "?", ".", "—", "–", "--", "…", "...", ";", "-", "”", '"', "’", "'", "»"})
_OPENERS = frozenset("\"“”‘'«»„")
_LEADS = frozenset(
    "oh ah o well yes no hey hi hello dear dearest my now come please thanks thank sorry but and why then look listen "
    "good poor sweet old young little darling goodbye good-bye farewell hush ho aye nay yeah okay ok say what welcome "
    "morning evening night afternoon bye miss".split()
)
_NEVER_FIRST = frozenset(  # of what is called out: "your mother", "the old fool", "a man"
    "your his her its their our the a an that this these those some any no every each".split()
)
RANKS = frozenset("ladyship lordship majesty highness excellency grace honour worship".split())
"""Nouns that stand for somebody of rank behind a possessive: "your ladyship"."""
_CALLED_SO = RANKS | {"majesties", "honor"}
_NOT_BEFORE = frozenset("of by with from for about than like as is was are were be".split())


def is_vocative(draft: Draft, phrase: Phrase) -> bool:
    """Whether a name or noun phrase inside an utterance stands apart, as a form of address does.

    It must be bounded by marks on both sides, or by the edge of the piece or a lead-in such as "oh" or "dear" on the
    left; a phrase in a list or an apposition may pass, which the callers weigh as evidence and no more.
    """
    if phrase.utterance is None or phrase.form == "PRON" or signs(draft, phrase):
        return False
    words = draft.words
    first, last = words.at(phrase.start), words.at(phrase.end - 1)
    if words.forms[first].lower() in _NEVER_FIRST and first < last and words.forms[last].lower() not in _CALLED_SO:
        return False
    left = words.forms[first - 1].lower() if first > 0 else "."
    right = words.forms[last + 1].lower() if last + 1 < len(words.forms) else "."
    if right not in _AFTER:
        return False
    if left in _OPENERS or left in _LEADS:
        return not (left in _OPENERS and right in _OPENERS and phrase.form == "NOM")
    if left in _BEFORE:
        return first < 2 or words.forms[first - 2].lower() not in _NOT_BEFORE
    return False
