"""Cues: the clauses of saying beside a piece, with who says it, how and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.reading.draft import Cue
from fabula.reading.quotations import noun_phrases as np
from fabula.reading.quotations.verbs import (
    VerbKind,
    is_base,
    is_finite_past_or_present,
    is_past,
    kinds_of,
    with_particle,
)
from fabula.spans import Span
from fabula.text.words import Words

ENDERS = frozenset({".", "!", "?", ";", ":"})
DASHES = frozenset("—–―-")
PARTICLES = frozenset("out on in back up off forth over away again aloud down".split())
REFLEXIVES = frozenset("himself herself themselves myself itself ourselves yourself oneself".split())
WHILE = frozenset("as when while if after before though although since until till because once whenever".split())
SILENT = frozenset("nothing no none little".split())
REPORTED = frozenset("that if whether how why what where when about of everything".split())
TELLS = frozenset("tell ask inform assure remind warn beg order advise promise answer command implore entreat".split())
TELLING = frozenset(
    "tell tells told telling ask asks asked asking inform informs informed assure assures assured remind reminded warn "
    "warned beg begged order ordered advise advised promised answered commanded implored entreated scolded reproved "
    "corrected interrupted addressed urged greeted admonished reassured consoled".split()
)
SPEAKS = frozenset(
    "spoke speaks speak began begins continued added went resumed called cried whispered replied".split()
)
REPLIES = frozenset(
    "reply answer response rejoinder retort cry shout whisper question query comment remark exclamation words voice "
    "observation demand admission inquiry enquiry assertion opinion suggestion ejaculation warning summons conclusion "
    "inference objection protest apology advice explanation proposal announcement acknowledgment reflection "
    "murmur call thought greeting order command verdict report".split()
)
LINKS = frozenset("was is were came went followed rose".split())
STARTS = np.AUXILIARIES | frozenset("kept keeps began started finally".split())
AWAY = frozenset("up down along into onto the a an her his their its toward towards till until board deck foot".split())
VOICED = frozenset(
    "sighed laughed chuckled giggled sniffed snorted coughed gulped wheezed yawned wept blazed flared".split()
)
HEARD = frozenset("heard hear hears hearing let made did does could would".split())
NOMINATIVE = frozenset("he she they i we".split())
MAX_AFTER, MAX_BEFORE = 30, 18


@dataclass(frozen=True, slots=True)
class Found:
    """A cue with its verb's token and kinds; `inner` is true where the words are said to oneself."""

    cue: Cue
    verb: int
    kinds: frozenset[VerbKind]
    inner: bool = False
    strong: bool = True


def kinds_at(words: Words, k: int) -> frozenset[VerbKind]:
    """The kinds of the verb at a token, its particle taken into account ("went on")."""
    kinds = kinds_of(words.forms[k])
    if "speech" not in kinds and k + 1 < len(words.forms) and with_particle(words.forms[k], words.forms[k + 1]):
        after = words.forms[k + 2].lower() if k + 2 < len(words.forms) else ""
        if after not in AWAY and not after.endswith("ing"):
            return frozenset({"speech"})
    if kinds and is_base(words.forms[k]) and not _can_be_base(words, k):
        return frozenset()
    return kinds


def _can_be_base(words: Words, k: int) -> bool:
    """Whether a bare infinitive is a verb here and not a noun: behind I, they, to, did, or "heard her"."""
    j = k - 1
    while j > 0 and np.is_adverb(words.forms[j]):
        j -= 1
    low = words.forms[j].lower() if j >= 0 else ""
    if (
        low in {"i", "we", "you", "they", "to", "who", "and"}
        or low in np.AUXILIARIES
        or low in {"them", "us", "me", "him"}
    ):
        return True
    heard = any(words.forms[m].lower() in HEARD for m in range(max(0, k - 6), k))
    return heard or (
        np.is_capital(words.forms[j]) and np.is_word(words.forms[j]) and words.forms[j - 1].lower() == "and"
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
    return _verb_first(words, k, stop) or _answer_first(words, k, stop) or _subject_first(words, k, stop, loose, asked)


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
    return _found(words, k, Span(j, end), _clause_end(words, end, stop))


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
    owner = _owner(words, k + 1, nouns[-1])
    span = words.chars((k, end))
    return Found(Cue(span=span, subject=owner, manner=_adjective(words, nouns[-1])), k, frozenset({"speech"}))


def _owner(words: Words, start: int, noun: int) -> Span | None:
    """Whose reply: "his", "the Butcher" of "the Butcher's"; a voice is its own."""
    for j in range(start, noun):
        if np.is_possessive(words.forms[j]):
            return words.chars((start, j))
    if words.forms[start].lower() in {"his", "her", "their", "my", "our", "your", "its"}:
        return words.tokens[start]
    return words.chars((start, noun + 1)) if words.forms[noun].lower() == "voice" else None


def _adjective(words: Words, noun: int) -> Span | None:
    low = words.forms[noun - 1].lower()
    return None if low in np.DETERMINERS or np.is_possessive(low) else words.tokens[noun - 1]


def _subject_first(words: Words, k: int, stop: int, loose: bool, asked: bool) -> Found | None:
    """ "she said", "the old man, rising, whispered", "he nodded and said" """
    for verb in range(k + 1, _sentence_end(words, k, stop)):
        kinds = kinds_at(words, verb)
        if not kinds or (not is_finite_past_or_present(words.forms[verb]) and not _progressive(words, verb)):
            continue
        direct = _direct_subject(words, k, verb)
        if direct is not None:
            if not loose and not (_says(words, verb, kinds, stop) or (asked and _voiced(words, verb, stop))):
                return None
            return _found(words, verb, direct, _clause_end(words, verb + 1, stop), start=k)
        subject = _coordinated(words, k, verb)
        if subject is not None and "speech" in kinds and _says(words, verb, kinds, stop) and verb - k < 14:
            return _found(words, verb, subject, _clause_end(words, verb + 1, stop), start=k)
        if (
            subject is None
            and kinds != {"manner"}
            and verb - k < 10
            and words.forms[verb - 1].lower() in np.DETERMINERS
        ):
            continue
    return _unknown_verb(words, k, stop) if loose else None


def _direct_subject(words: Words, k: int, verb: int) -> Span | None:
    j = verb
    while j > k and (np.is_adverb(words.forms[j - 1]) or words.forms[j - 1] in STARTS):
        j -= 1
    if _passive(words, j, verb):
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
    end = _before_past(words, k, verb)
    return None if end is None or end >= j - 1 else Span(k, end)


def _passive(words: Words, start: int, verb: int) -> bool:
    """Whether what stands between subject and verb makes it passive: "this was interpreted"."""
    if words.forms[verb].lower().endswith("ing") or not is_past(words.forms[verb]):
        return False
    return any(words.forms[j].lower() in {"was", "were", "been", "being", "is", "are"} for j in range(start, verb))


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
    end = k + 1 if low in np.PRONOUNS else np._name(words, k, stop)
    if end is None or end >= stop:
        return None
    while end < stop and np.is_adverb(words.forms[end]):
        end += 1
    if end < stop and words.forms[end].lower().endswith("ed") and len(words.forms[end]) > 3:
        subject_end = k + 1 if low in np.PRONOUNS else end
        return _found(words, end, Span(k, subject_end), _clause_end(words, end + 1, stop), start=k)
    return None


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
    return len(after) <= 3 and last - start <= 8 and (low in SPEAKS or not after or all(map(np.is_adverb, after)))


def _introduced(words: Words, start: int, verb: int, end: int, closing: str) -> Found | None:
    if verb > start and words.forms[verb - 1].lower() in np.DETERMINERS - {
        "all",
        "both",
        "one",
        "two",
        "three",
        "that",
    }:
        return None
    j = verb
    while j > start and (np.is_adverb(words.forms[j - 1]) or words.forms[j - 1] in STARTS):
        j -= 1
    while j > start and words.forms[j - 1].lower() in REFLEXIVES:  # "the young man himself added"
        j -= 1
    if _passive(words, j, verb):
        return None
    at = np.phrase_before(words, j, start)
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
    found = _found(words, verb, subject, end, start=j if at is None else at)
    return found


def _clause_subject(words: Words, start: int, verb: int) -> Span | None:
    """The nearest noun phrase before a verb that starts a clause of its own: "so she turned to Tom, and said"."""
    for k in range(verb - 1, start - 1, -1):
        opens = k == start or words.forms[k - 1] == "," or words.forms[k - 1].lower() in np.CONJUNCTIONS
        if not opens and not (np.is_adverb(words.forms[k - 1]) or not np.is_word(words.forms[k - 1])):
            continue
        low = words.forms[k].lower()
        if low in NOMINATIVE or (low == "it" and _goes_on(words, k + 1, verb)):
            return Span(k, k + 1)
        if (low in np.PRONOUNS and low not in np.DETERMINERS) or low.endswith("ing"):
            continue
        end = _before_past(words, k, verb)
        if end is not None:
            return Span(k, end)
    return None


def _before_past(words: Words, k: int, verb: int) -> int | None:
    """End of the noun phrase from token `k` that a verb in the past, or a comma and one later on, follows."""
    name = np.is_capital(words.forms[k]) and words.forms[k].lower() not in np.DETERMINERS
    if np.phrase_after(words, k, verb) is None:
        return None
    if name:
        end = np.phrase_after(words, k, verb)
        return end if end is not None and _goes_on(words, end, verb) else None
    for end in range(k + 2, min(verb, k + 9)):
        if _goes_on(words, end, verb) and np.phrase_after(words, k, end) == end:
            return end
    return None


def _goes_on(words: Words, end: int, verb: int) -> bool:
    j = end
    while j < verb and np.is_adverb(words.forms[j]):
        j += 1
    if j >= verb:
        return True
    return words.forms[j].lower() in np.AUXILIARIES or words.forms[j] == "," or is_past(words.forms[j])


def _answer_last(words: Words, start: int, end: int) -> Found | None:
    """ "her answer was," before the words"""
    for j in range(max(start, end - 5), end):
        if words.forms[j].lower() in LINKS and j > start and words.forms[j - 1].lower() in REPLIES:
            at = np.phrase_before(words, j, start)
            if at is not None:
                owner = _owner(words, at, j - 1)
                return Found(Cue(span=words.chars((at, j + 1)), subject=owner), j, frozenset({"speech"}))
    return None


# ---------------------------------------------------------------- building a cue


def _found(words: Words, verb: int, subject: Span | None, end: int, *, start: int | None = None) -> Found:
    first = min(verb, start if start is not None else verb, subject.start if subject else verb)
    while end > first + 1 and not np.is_word(words.forms[end - 1]):
        end -= 1
    end = max(end, verb + 1, subject.end if subject else 0)
    inner = any(words.forms[j].lower() in REFLEXIVES for j in range(verb + 1, min(end, verb + 4)))
    cue = Cue(
        span=words.chars((first, end)),
        subject=words.chars(subject) if subject is not None else None,
        manner=_manner(words, verb, first, end),
        listener=_listener(words, verb, end, subject),
    )
    return Found(cue, verb, kinds_at(words, verb), inner)


def _manner(words: Words, verb: int, first: int, end: int) -> Span:
    for j in (*range(verb + 1, end), verb - 1):
        form = words.forms[j].lower()
        if first <= j < end and form.endswith("ly") and len(form) > 4 and np.is_adverb(form):
            adverb: Span = words.tokens[j]
            return adverb
    if verb + 1 < end and words.forms[verb + 1].lower() in PARTICLES:
        return words.chars((verb, verb + 2))
    return words.tokens[verb]


def _listener(words: Words, verb: int, end: int, subject: Span | None) -> Span | None:
    j = verb + 1
    if subject is not None and subject.start > verb:
        j = subject.end
    while j < end and np.is_adverb(words.forms[j]):
        j += 1
    if j < end and words.forms[j].lower() == "to":
        j += 1
    elif words.forms[verb].lower() not in TELLING or (subject is not None and subject.start > verb):
        return None
    if j < end and words.forms[j].lower() in np.OBJECTS | {"her", "you", "it"} - REFLEXIVES:
        return words.tokens[j] if words.forms[j].lower() not in REFLEXIVES else None
    stop = np.phrase_after(words, j, end)
    return words.chars((j, stop)) if stop is not None else None


def _sentence_end(words: Words, k: int, stop: int) -> int:
    j = k
    while j < stop and words.forms[j] not in ENDERS:
        j += 1
    return j


def _clause_end(words: Words, k: int, stop: int) -> int:
    """End of the clause from token `k`: the next mark that parts it from what follows."""
    j = k
    while j < stop and words.forms[j] not in ENDERS and words.forms[j] != "," and words.forms[j] not in DASHES:
        if words.forms[j].lower() in {"and", "when", "while", "as", "but", "who"}:
            break
        j += 1
    return j
