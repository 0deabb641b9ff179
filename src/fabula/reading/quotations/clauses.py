"""Clauses of saying: their verb, their subject, their listener, where they end."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.reading.draft import Cue
from fabula.reading.quotations import noun_phrases as np
from fabula.reading.quotations.verbs import VerbKind, is_base, is_past, kinds_of, with_particle
from fabula.spans import Span
from fabula.text.words import Words

ENDERS = frozenset({".", "!", "?", ";", ":"})
DASHES = frozenset("—–―-")
PARTICLES = frozenset("out on in back up off forth over away again aloud down".split())
REFLEXIVES = frozenset("himself herself themselves myself itself ourselves yourself oneself".split())
WHILE = frozenset("as when while if after before though although since until till because once whenever".split())
SILENT = frozenset("nothing no none little".split())
REPORTED = frozenset("that if whether how why what where when about of everything".split())
TELLING = frozenset(
    "tell tells told telling ask asks asked asking inform informs informed assure assures assured remind reminded warn "
    "warned beg begged order ordered advise advised promised answered commanded implored entreated scolded reproved "
    "corrected interrupted addressed urged greeted admonished reassured consoled".split()
)
REPLIES = frozenset(
    "reply answer response rejoinder retort cry shout whisper question query comment remark exclamation words voice "
    "observation demand admission inquiry enquiry assertion opinion suggestion ejaculation warning summons conclusion "
    "inference objection protest apology advice explanation proposal announcement acknowledgment reflection "
    "murmur call thought greeting order command verdict report view".split()
)
LINKS = frozenset("was is were came went followed rose".split())
STARTS = np.AUXILIARIES | frozenset("kept keeps began started finally".split())
ADVERBIALS = frozenset(
    [
        ("at", "length"),
        ("at", "last"),
        ("at", "once"),
        ("in", "turn"),
        ("in", "reply"),
        ("in", "answer"),
        ("for", "once"),
    ]
)
AWAY = frozenset("up down along into onto the a an her his their its toward towards till until board deck foot".split())
HEARD = frozenset("heard hear hears hearing let made did does could would".split())


@dataclass(frozen=True, slots=True)
class Found:
    """A cue with its verb's token and kinds; `inner` is true where the words are said to oneself."""

    cue: Cue
    verb: int
    kinds: frozenset[VerbKind]
    inner: bool = False


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


def owner_of(words: Words, start: int, noun: int) -> Span | None:
    """Whose reply: "his", "the Butcher" of "the Butcher's"; a voice is its own."""
    for j in range(start, noun):
        if np.is_possessive(words.forms[j]):
            return words.chars((start, j))
    if words.forms[start].lower() in {"his", "her", "their", "my", "our", "your", "its"}:
        return words.tokens[start]
    return words.chars((start, noun + 1)) if words.forms[noun].lower() == "voice" else None


def past_adverbs(words: Words, floor: int, verb: int) -> int:
    """Where the subject ends in front of a verb: adverbs, "at length" and auxiliaries left out."""
    j = verb
    while j > floor:
        if np.is_adverb(words.forms[j - 1]) or words.forms[j - 1] in STARTS:
            j -= 1
        elif j - 2 > floor and (words.forms[j - 2], words.forms[j - 1]) in ADVERBIALS:
            j -= 2
        else:
            break
    return j


def is_passive(words: Words, start: int, verb: int) -> bool:
    """Whether what stands between subject and verb makes it passive: "this was interpreted"."""
    if words.forms[verb].lower().endswith("ing") or not is_past(words.forms[verb]):
        return False
    return any(words.forms[j].lower() in {"was", "were", "been", "being", "is", "are"} for j in range(start, verb))


def phrase_before_past(words: Words, k: int, verb: int) -> int | None:
    """End of the noun phrase from token `k` that a verb in the past, or a comma and one later on, follows."""
    name = np.is_capital(words.forms[k]) and words.forms[k].lower() not in np.DETERMINERS
    if np.phrase_after(words, k, verb) is None:
        return None
    if name:
        end = np.phrase_after(words, k, verb)
        return end if end is not None and goes_on(words, end, verb) else None
    for end in range(k + 2, min(verb, k + 9)):
        if goes_on(words, end, verb) and np.phrase_after(words, k, end) == end:
            return end
    return None


def goes_on(words: Words, end: int, verb: int) -> bool:
    j = end
    while j < verb and np.is_adverb(words.forms[j]):
        j += 1
    if j >= verb:
        return True
    return words.forms[j].lower() in np.AUXILIARIES or words.forms[j] == "," or is_past(words.forms[j])


def build_cue(words: Words, verb: int, subject: Span | None, end: int, *, start: int | None = None) -> Found:
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


def sentence_end(words: Words, k: int, stop: int) -> int:
    j = k
    while j < stop and words.forms[j] not in ENDERS:
        j += 1
    return j


def clause_end(words: Words, k: int, stop: int) -> int:
    """End of the clause from token `k`: the next mark that parts it from what follows."""
    j = k
    while j < stop and words.forms[j] not in ENDERS and words.forms[j] != "," and words.forms[j] not in DASHES:
        if words.forms[j].lower() in {"and", "when", "while", "as", "but", "who"}:
            break
        j += 1
    return j
