"""Mentions as the encoder finds them, with names that it passed over here and found elsewhere."""

from __future__ import annotations

from dataclasses import replace

from fabula.encoder.signals import MentionSignal, Signals
from fabula.reading.draft import Phrase
from fabula.reading.mentions.attributes import describe
from fabula.reading.mentions.names import find_names, name_words
from fabula.spans import Span
from fabula.story.records import Form
from fabula.text.words import Words

PERSONAL = frozenset(
    "me my mine myself you your yours yourself yourselves he him his himself she her hers herself they them their "
    "theirs themselves we us our ours ourselves".split()
)


def tagged_phrases(words: Words, signals: Signals) -> list[Phrase]:
    """Phrases for the encoder's mentions, sorted, longer before shorter.

    What it passed over is hardly ever a mention: of LitBank's held-out excerpts, one pronoun in six and one name in
    four, and those names it mostly finds elsewhere.
    """
    found: dict[Span, Phrase] = {}
    covered: set[int] = set()
    for mention in signals.mentions:
        if mention.part:
            continue
        form = _form(words, mention)
        span = words.chars((mention.start, mention.end))
        found[span] = replace(describe(words, span, form, mention.type), confidence=round(mention.score, 3))
        if form != "PRON":
            covered.update(range(mention.start, mention.end))
    borne = {words.forms[words.at(p.head.start)] for p in found.values() if p.form == "PROP"}
    for tokens in find_names(words, name_words(words)):
        if borne.intersection(words.forms[slice(*tokens)]) and not covered.intersection(range(*tokens)):
            span = words.chars(tokens)
            found.setdefault(span, describe(words, span, "PROP"))
    return sorted(found.values(), key=lambda p: (p.start, -p.end))


def _form(words: Words, mention: MentionSignal) -> Form:
    """The form as tagged, but a personal pronoun is one whatever the tagger says."""
    only = mention.end - mention.start == 1
    return "PRON" if only and words.forms[mention.start].lower() in PERSONAL | {"i"} else mention.form
