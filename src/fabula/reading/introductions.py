"""Names given in so many words: "My name is Fen.", "the Swede, whom they called Olaf", the name below a letter."""

from __future__ import annotations

from fabula.reading.draft import Draft, Phrase

_LEADS = tuple(
    tuple(lead.split())
    for lead in (
        "my name is", "my name 's", "my name ’s", "the name is", "the name 's", "the name ’s", "i am", "i 'm", "i ’m",
        "i am called", "i 'm called", "i ’m called", "they call me",
    )
)  # fmt: skip
_ENDS = frozenset({".", ",", ";", "!", "—", "–", "--", "…", "”", '"', "’", "'", "»", "of", "from", "and"})
_CALLED = frozenset("called named nicknamed christened dubbed".split())
_WHO = frozenset("who whom whose that".split())
_MARKS = " _*.—–-”’\"'“‘"
SALUTATION = 20  # characters of a letter before which nobody signs it


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


def signed(draft: Draft) -> dict[int, int]:
    """The index of the phrase with which each letter is signed, by the index of the utterance."""
    signing = ((p.utterance, i) for i, p in enumerate(draft.phrases) if signs(draft, p))
    return {said: i for said, i in signing if said is not None}


def signs(draft: Draft, phrase: Phrase) -> bool:
    """Whether a phrase is the name below a letter: its last words, on a line of their own or behind a comma."""
    utterance = None if phrase.utterance is None else draft.utterances[phrase.utterance]
    if utterance is None or utterance.mode != "writing" or phrase.form == "PRON" or phrase.type != "PER":
        return False
    text = draft.words.text
    rest = text[phrase.end : utterance.end]
    if len(utterance.spans) > 1 or rest.strip(_MARKS) or phrase.start <= utterance.start + SALUTATION:
        return False
    before = text[utterance.start : phrase.start].rstrip(_MARKS)
    return before.endswith(("\n", ","))


def named_so(draft: Draft) -> dict[int, int]:
    """The index of the phrase for whoever a clause names, by the index of the name: "a man whom they called Fen"."""
    words = draft.words
    out: dict[int, int] = {}
    earlier: list[tuple[int, int]] = []  # index of each phrase with a clause on it, and its sentence
    for i, phrase in enumerate(draft.phrases):
        if phrase.utterance is not None or phrase.type != "PER" or phrase.form == "PRON" or phrase.plural:
            continue
        first, last = words.at(phrase.start), words.at(phrase.end - 1)
        sentence = words.sentence_of(first)
        before = tuple(form.lower() for form in words.forms[max(0, first - 2) : first])
        if phrase.form == "PROP" and ((before[-1:] and before[-1] in _CALLED) or before == ("known", "as")):
            found = [j for j, at in earlier[-4:] if at == sentence]
            out |= {i: found[-1]} if found else {}
        after = [form.lower() for form in words.forms[last + 1 : last + 3]]
        if after and after[after[0] == "," and len(after) > 1] in _WHO:
            earlier.append((i, sentence))
    return out
