"""Cues in front of a piece: "Tom turned and said," and "her answer was:"."""

from __future__ import annotations

from fabula.reading.draft import Cue
from fabula.reading.quotations import noun_phrases as np
from fabula.reading.quotations.clauses import (
    ENDERS,
    LINKS,
    REFLEXIVES,
    REPLIES,
    REPORTED,
    SILENT,
    WHILE,
    Found,
    build_cue,
    goes_on,
    is_passive,
    kinds_at,
    owner_of,
    past_adverbs,
    phrase_before_past,
)
from fabula.spans import Span
from fabula.text.words import Words

MAX_BEFORE = 18  # tokens in front of a piece in which the verb of its cue must stand
SPEAKS = frozenset(
    "spoke speaks speak began begins continued added went resumed called cried whispered replied".split()
)
VOICES = frozenset("voice tone tones whisper accents undertone breath".split())
NO_DETERMINERS = frozenset("all both one two three that".split())  # "both said"
NOMINATIVE = frozenset("he she they i we".split())
ACTS = frozenset("speaking talking thinking writing reading".split())
ASIDE = frozenset("with without in at from to by on upon into under over".split())
RELATIVE = frozenset("where who whom which whose".split())


def cue_before(words: Words, floor: int, end: int, *, far: bool = False) -> Found | None:
    """The cue that ends right before token `end`, where a piece starts: "X turned and said:".

    `far` is true where the piece starts the next paragraph: then a sentence of speaking with a full stop counts.
    """
    last = end - 1
    if last < floor:
        return None
    closing = words.forms[last]
    if closing in {"!", "?", ";"}:
        return None
    start = last
    while start > floor and words.forms[start - 1] not in ENDERS:
        start -= 1
    reach = 5 if closing == "." else MAX_BEFORE if closing == ":" else 12 if closing in {",", "—", "--"} else 4
    for verb in range(last if np.is_word(closing) else last - 1, max(start, last - reach) - 1, -1):
        kinds = kinds_at(words, verb)
        if not kinds or (kinds == {"manner"} and not (verb >= last - 3 and closing in {",", ":"})):
            continue
        if verb + 1 < end and words.forms[verb + 1].lower() in {"that"} and closing != ":":
            return None
        if closing == "." and not _stands_alone(words, start, verb, last, far):
            continue
        found = _introduced(words, start, verb, end, closing)
        if found is not None and found.cue.subject is None and start > floor and words.forms[start - 1] in {";", ":"}:
            found = _introduced(words, _before_mark(words, start, floor), verb, end, closing)
        if found is not None:
            return found
    return _answer_last(words, start, end) if closing != "." else None


def _before_mark(words: Words, start: int, floor: int) -> int:
    """Where the part of the sentence before a semicolon starts: "Tom rose; and, turning, said"."""
    j = start - 1
    while j > floor and words.forms[j - 1] not in {".", "!", "?"}:
        j -= 1
    return j


def _stands_alone(words: Words, start: int, verb: int, last: int, far: bool) -> bool:
    """Whether a sentence that ends in a full stop still brings in the words behind it: "she began again." """
    low = words.forms[verb].lower()
    if "speech" not in kinds_at(words, verb) or words.forms[start].lower() in WHILE:
        return False
    after = [words.forms[j].lower() for j in range(verb + 1, last)]
    if any(w in SILENT | REPORTED | {"to"} for w in after) or "not" in [
        words.forms[j].lower() for j in range(start, verb)
    ]:
        return False
    if far:
        return low in SPEAKS and len(after) <= 4
    if after and after[-1] in VOICES and after[0] in {"in", "with"} and len(after) <= 7:
        return True
    return len(after) <= 3 and last - start <= 8 and (low in SPEAKS or not after or all(map(np.is_adverb, after)))


def _introduced(words: Words, start: int, verb: int, end: int, closing: str) -> Found | None:
    if verb > start and words.forms[verb - 1].lower() in np.DETERMINERS - NO_DETERMINERS:
        return None
    j = past_adverbs(words, start, verb)
    if np.is_possessive(words.forms[verb - 1]) and words.forms[verb].lower() in ACTS:
        return None  # "to keep her brother's speaking short"
    j -= j > start and np.is_possessive(words.forms[j - 1])  # "by Fen's saying"
    while j > start and words.forms[j - 1].lower() in REFLEXIVES:  # "the young man himself added"
        j -= 1
    if is_passive(words, j, verb):
        return None
    at = np.phrase_before(words, j, start)
    if at is not None and _aside(words, start, at, j):
        j, at = at - 1, None
    if at is not None and words.forms[at].lower() == "who":
        j = at - (words.forms[at - 1] == ",")
        at = np.phrase_before(words, j, start)
    if at is not None and at > start and words.forms[at - 1].lower() in WHILE and verb < end - 2 and closing == ",":
        return None
    subject: Span | None = Span(at, j) if at is not None else None
    if subject is None:
        subject = _clause_subject(words, start, j)
    if subject is None and closing not in {",", ":"}:
        return None
    return build_cue(words, verb, subject, end, start=j if at is None else at)


def _clause_subject(words: Words, start: int, verb: int) -> Span | None:
    """The nearest noun phrase before a verb that starts a clause of its own: "so she turned to Tom, and said"."""
    for k in range(verb - 1, start - 1, -1):
        before = words.forms[k - 1].lower()
        if k > start and _dependent(words, k, verb):
            continue
        opens = k == start or before == "," or before in np.CONJUNCTIONS
        if not opens and not (np.is_adverb(words.forms[k - 1]) or not np.is_word(words.forms[k - 1])):
            continue
        low = words.forms[k].lower()
        if low in NOMINATIVE or (low == "it" and goes_on(words, k + 1, verb)):
            return Span(k, k + 1)
        if (low in np.PRONOUNS and low not in np.DETERMINERS) or (
            words.forms[k].endswith("ing") and not np.is_capital(words.forms[k])
        ):
            continue
        end = phrase_before_past(words, k, verb)
        if end is not None:
            return Span(k, end)
    return None


def _aside(words: Words, start: int, at: int, end: int) -> bool:
    """Whether a phrase stands behind a preposition and so is no subject: "and with a smile said"; "by her saying" is.

    `at` and `end` are its first token and the one behind its last.
    """
    if at == start or words.forms[at - 1].lower() not in ASIDE or words.forms[at].lower() in {*NOMINATIVE, "who"}:
        return False
    return not np.is_possessive(words.forms[end])


def _dependent(words: Words, k: int, verb: int) -> bool:
    """Whether a phrase stands in a relative clause or behind a preposition: "to where she sat, and said"."""
    before = words.forms[k - 1].lower()
    if before in {"for", "than"}:
        return words.forms[k].lower() not in NOMINATIVE
    return before in RELATIVE and not words.forms[verb].lower().endswith("ing")


def _answer_last(words: Words, start: int, end: int) -> Found | None:
    """ "her answer was," before the words"""
    for j in range(max(start, end - 5), end):
        if words.forms[j].lower() in LINKS and j > start and words.forms[j - 1].lower() in REPLIES:
            at = np.phrase_before(words, j, start)
            if at is not None:
                owner = owner_of(words, at, j - 1)
                return Found(Cue(span=words.chars((at, j + 1)), subject=owner), j, frozenset({"speech"}))
    return None
