"""Lines in which somebody says his or her own name: "My name is Fen.", "I'm Fen Marl of the mill."."""

from __future__ import annotations

from fabula.reading.draft import Draft

_LEADS = tuple(
    tuple(lead.split())
    for lead in (
        "my name is", "my name 's", "my name ’s", "the name is", "the name 's", "the name ’s", "i am", "i 'm", "i ’m",
        "i am called", "i 'm called", "i ’m called", "they call me",
    )
)  # fmt: skip
_ENDS = frozenset({".", ",", ";", "!", "—", "–", "--", "…", "”", '"', "’", "'", "»", "of", "from", "and"})


def self_named(draft: Draft) -> dict[int, int]:
    """The index of the phrase with which each utterance names its own speaker, by the index of the utterance."""
    words = draft.words
    out: dict[int, int] = {}
    for i, phrase in enumerate(draft.phrases):
        if phrase.utterance is None or phrase.form != "PROP" or phrase.type != "PER" or phrase.plural:
            continue
        first, last = words.at(phrase.start), words.at(phrase.end - 1)
        before = tuple(form.lower() for form in words.forms[max(0, first - 3) : first])
        after = words.forms[last + 1] if last + 1 < len(words.forms) else "."
        if after in _ENDS and any(before[-len(lead) :] == lead for lead in _LEADS):
            out.setdefault(phrase.utterance, i)
    return out
