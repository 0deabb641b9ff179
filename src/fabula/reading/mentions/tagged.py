"""Mentions as the encoder finds them, with the personal pronouns and names that it passed over."""

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
    """Phrases for the encoder's mentions, sorted, longer before shorter."""
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
    for i, form_of in enumerate(words.forms):
        if form_of == "I" or form_of.lower() in PERSONAL:
            found.setdefault(words.tokens[i], describe(words, words.tokens[i], "PRON"))
    for tokens in find_names(words, name_words(words)):
        if not covered.intersection(range(*tokens)):
            span = words.chars(tokens)
            found.setdefault(span, describe(words, span, "PROP"))
    return sorted(found.values(), key=lambda p: (p.start, -p.end))


def _form(words: Words, mention: MentionSignal) -> Form:
    """The form as tagged, but a personal pronoun is one whatever the tagger says."""
    only = mention.end - mention.start == 1
    return "PRON" if only and words.forms[mention.start].lower() in PERSONAL | {"i"} else mention.form
