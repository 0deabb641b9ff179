"""Cues behind a piece: "said the old man", "she whispered", "was the answer"."""

from __future__ import annotations

from fabula.reading.draft import Cue
from fabula.reading.quotations import noun_phrases as np
from fabula.reading.quotations.clauses import (
    DASHES,
    LINKS,
    PARTICLES,
    REFLEXIVES,
    REPLIES,
    REPORTED,
    SILENT,
    WHILE,
    Found,
    build_cue,
    clause_end,
    is_passive,
    kinds_at,
    owner_of,
    past_adverbs,
    phrase_before_past,
    sentence_end,
)
from fabula.reading.quotations.verbs import VerbKind, is_finite_past_or_present
from fabula.spans import Span
from fabula.text.words import Words

POINTING = {("that", "was"), ("this", "was"), ("that", "from"), ("this", "from")}
MAX_AFTER = 30  # tokens behind a piece in which its cue must stand
MOVES = {("came", "in"), ("comes", "in"), ("got", "out"), ("gets", "out"), ("ran", "on")} | {
    ("started", particle) for particle in ("in", "off", "up")
}  # of words in the run of a sentence; behind a full stop somebody moves
VOICED = frozenset(
    "sighed laughed chuckled giggled sniffed snorted coughed gulped wheezed yawned wept blazed flared".split()
)


def cue_after(words: Words, i: int, stop: int, *, loose: bool, asked: bool = False) -> Found | None:
    """The cue that begins at token `i` right behind a piece, None when an action or new sentence stands there.

    `loose` is true where the words run on into the clause (a comma, or a small letter behind the mark): then any verb
    of sound or gesture will do. `asked` is true behind a question or a cry: then a verb of sound will.
    """
    stop = min(stop, i + MAX_AFTER)
    k = i
    while k < stop and (words.forms[k] in DASHES or words.forms[k] in {",", "("}):
        k += 1
    while k < stop and (words.forms[k].lower() in {"and", "but", "so"} or np.is_adverb(words.forms[k])):
        k += 1
    if k >= stop or words.forms[k].lower() in WHILE:
        return None
    return (
        _verb_first(words, k, stop)
        or _answer_first(words, k, stop)
        or _pointed_at(words, k, stop)
        or _subject_first(words, k, stop, loose, asked)
    )


def _verb_first(words: Words, k: int, stop: int) -> Found | None:
    """ "said the old man", "cried out Tom" """
    kinds = kinds_at(words, k)
    if not kinds or not is_finite_past_or_present(words.forms[k]):
        return None
    j = k + 1
    while j < stop and (words.forms[j].lower() in PARTICLES or np.is_adverb(words.forms[j])):
        j += 1
    end = np.phrase_after(words, j, stop, inverted=True)
    if end is None and j + 1 < stop and words.forms[j].islower() and np.is_capital(words.forms[j + 1]):
        plain = np.PREPOSITIONS | np.CONJUNCTIONS | np.OBJECTS | np.AUXILIARIES
        if words.forms[j] not in plain:  # "said astonished Fen"
            end = np.phrase_after(words, j + 1, stop, inverted=True)
    if end is None:
        return None
    return build_cue(words, k, Span(j, end), clause_end(words, end, stop))


def _answer_first(words: Words, k: int, stop: int) -> Found | None:
    """ "came the reply", "was the Butcher's comment": the subject is whose reply it is."""
    if words.forms[k].lower() not in LINKS:
        return None
    end = np.phrase_after(words, k + 1, stop, inverted=True)
    if end is None:
        return None
    nouns = [j for j in range(k + 1, end) if words.forms[j].lower() in REPLIES]
    if not nouns:
        return None
    owner = owner_of(words, k + 1, nouns[0]) or _of_whom(words, nouns[0], stop)
    span = words.chars((k, end))
    return Found(Cue(span=span, subject=owner, manner=_adjective(words, nouns[0])), k, frozenset({"speech"}))


def _of_whom(words: Words, noun: int, stop: int) -> Span | None:
    """Whose reply it is by the words behind: "the opinion of the smith"."""
    if noun + 2 >= stop or words.forms[noun + 1].lower() != "of":
        return None
    end = np.phrase_after(words, noun + 2, stop, inverted=True)
    return None if end is None else words.chars((noun + 2, end))


def _pointed_at(words: Words, k: int, stop: int) -> Found | None:
    """ "That was Fen.", "This from the baker's boy.", "It was Fen who spoke." """
    pair = (words.forms[k].lower(), words.forms[k + 1].lower()) if k + 2 < stop else ("", "")
    if pair not in POINTING and pair != ("it", "was"):
        return None
    end = np.phrase_after(words, k + 2, stop)
    if end is not None and pair == ("it", "was"):
        return _cleft(words, k, end, stop)
    if end is None or end >= len(words.forms) or words.forms[end] not in {".", ",", "!", ";"}:
        return None
    if words.forms[k + 1].lower() == "was" and not np.is_capital(words.forms[k + 2]):
        return None  # "That was a lie."
    return Found(
        Cue(span=words.chars((k, end)), subject=words.chars((k + 2, end)), manner=None), k, frozenset({"speech"})
    )


def _cleft(words: Words, k: int, end: int, stop: int) -> Found | None:
    """ "It was Fen who spoke." """
    verb = end + 1
    if verb >= stop or words.forms[end].lower() != "who" or "speech" not in kinds_at(words, verb):
        return None
    return Found(Cue(span=words.chars((k, verb + 1)), subject=words.chars((k + 2, end))), verb, frozenset({"speech"}))


def _adjective(words: Words, noun: int) -> Span | None:
    low = words.forms[noun - 1].lower()
    return None if low in np.DETERMINERS or np.is_possessive(low) else words.tokens[noun - 1]


def _subject_first(words: Words, k: int, stop: int, loose: bool, asked: bool) -> Found | None:
    """ "she said", "the old man, rising, whispered", "he nodded and said" """
    for verb in range(k + 1, sentence_end(words, k, stop)):
        kinds = kinds_at(words, verb)
        if not kinds or (not is_finite_past_or_present(words.forms[verb]) and not _progressive(words, verb)):
            continue
        direct = _direct_subject(words, k, verb)
        if direct is not None:
            if not loose and not (_says(words, verb, kinds, stop) or (asked and _voiced(words, verb, stop))):
                return None
            return build_cue(words, verb, direct, clause_end(words, verb + 1, stop), start=k)
        subject = _coordinated(words, k, verb)
        if subject is not None and "speech" in kinds and _says(words, verb, kinds, stop) and verb - k < 14:
            return build_cue(words, verb, subject, clause_end(words, verb + 1, stop), start=k)
        if (
            subject is None
            and kinds != {"manner"}
            and verb - k < 10
            and words.forms[verb - 1].lower() in np.DETERMINERS
        ):
            continue
    return _unknown_verb(words, k, stop) if loose else None


def _direct_subject(words: Words, k: int, verb: int) -> Span | None:
    j = past_adverbs(words, k, verb)
    if is_passive(words, j, verb):
        return None
    while j > k and words.forms[j - 1].lower() in REFLEXIVES:
        j -= 1
    if j > k and words.forms[j - 1] == ",":  # "Tom, rising, said": the phrase before the first comma
        first = k
        while first < j and words.forms[first] != ",":
            first += 1
        return Span(k, first) if first < j - 1 and np.phrase_after(words, k, first) == first else None
    start = np.phrase_before(words, j, k)
    return Span(start, j) if start is not None and start - k <= 1 else None


def _coordinated(words: Words, k: int, verb: int) -> Span | None:
    """The subject of a clause whose later verb is at `verb`: "he nodded and said"."""
    j = verb
    while j > k and np.is_adverb(words.forms[j - 1]):
        j -= 1
    if j <= k or words.forms[j - 1].lower() not in {"and", "then", ",", "but"}:
        return None
    if words.forms[k].lower() in np.PRONOUNS and k + 1 < j - 1:
        return Span(k, k + 1)
    end = phrase_before_past(words, k, verb)
    return None if end is None or end >= j - 1 else Span(k, end)


def _progressive(words: Words, verb: int) -> bool:
    low = words.forms[verb].lower()
    return (
        low.endswith("ing")
        and low not in {"reading", "lying", "writing"}
        and any(
            words.forms[j].lower() in {"was", "were", "is", "are", "been", "kept", "began", "started"}
            for j in range(max(0, verb - 3), verb)
        )
    )


def _says(words: Words, verb: int, kinds: frozenset[VerbKind], stop: int) -> bool:
    """Whether the verb brings in words that stand apart from it, and does not report them ("said that")."""
    if not kinds & {"speech", "thought", "writing"}:
        return False
    if "speech" not in kinds and verb + 1 < stop and np.is_word(words.forms[verb + 1]):
        return np.is_adverb(words.forms[verb + 1])
    after = [words.forms[j].lower() for j in range(verb + 1, min(stop, verb + 4))]
    if after and (words.forms[verb].lower(), after[0]) in MOVES:
        return False
    if after and (after[0] in SILENT or after[0] in REPORTED):
        return False
    return not (len(after) > 1 and after[0] in np.OBJECTS | np.PRONOUNS | {"her"} and after[1] in REPORTED | {"to"})


def _voiced(words: Words, verb: int, stop: int) -> bool:
    """Whether a verb of sound closes its clause: behind a question or a cry it brings the words in."""
    if words.forms[verb].lower() not in VOICED:
        return False
    after = words.forms[verb + 1] if verb + 1 < stop else ""
    return not np.is_word(after) or np.is_adverb(after) or after in {"and", "in", "with"}


def _unknown_verb(words: Words, k: int, stop: int) -> Found | None:
    """A clause run on from the words with a verb of no list: "he haw-hawed"."""
    low = words.forms[k].lower()
    end = k + 1 if low in np.PRONOUNS else np.name_after(words, k, stop)
    if end is None or end >= stop:
        return None
    while end < stop and np.is_adverb(words.forms[end]):
        end += 1
    if end < stop and words.forms[end].lower().endswith("ed") and len(words.forms[end]) > 3:
        subject_end = k + 1 if low in np.PRONOUNS else end
        return build_cue(words, end, Span(k, subject_end), clause_end(words, end + 1, stop), start=k)
    return None
