"""What the narration says of each character: clause by clause, who does what, in which tense.

The stages of scenes, presence and point of view ask for no parse: the verbs between a subject and the next one, and
the auxiliaries right behind it, tell them enough.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.reading.draft import Draft
from fabula.reading.staging_words import finite_forms, word_list
from fabula.spans import containing
from fabula.text.words import Words

Role = Literal["subject", "possessor", "other"]
Tense = Literal["now", "earlier", "unreal"]

MODALS = frozenset(
    {"would", "could", "should", "might", "may", "must", "will", "can", "shall", "ought", "ll", "'ll", "’ll", "used"}
)
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no"})
POSSESSIVE = frozenset({"his", "her", "its", "their", "my", "our", "your", "whose"})
CLITICS = frozenset({"'s", "’s", "'", "’"})
SKIPPED = frozenset(
    "also then still just only now again once soon always often even both all had too quite almost at last first "
    "themselves himself herself itself myself alone here there".split()
) - {"had"}
SUBORDINATORS = frozenset(
    "that if whether how what who when because as after before since until where why while till though although than "
    "which whom".split()
)
BE_HAVE = frozenset({"was", "were", "is", "are", "am", "has", "have", "did", "does", "do", "'m", "’m", "'re", "’re"})
SENSING = frozenset({"see", "hear", "feel", "smell", "tell", "make", "not", "only", "just", "n't", "n’t", "barely"})


@dataclass(frozen=True, slots=True)
class Deed:
    """One place where the narration names a character.

    `phrase` is the index of the mention, `token` its first token, `end` the token after it, `sentence` its sentence.
    `words` are the lower-case words from the mention to the next subject or the end of the sentence (of a subject
    only). `tense` is `earlier` for "had gone", `unreal` for "would go". `subordinate`: a conjunction stands before it.
    """

    phrase: int
    character: str
    start: int
    token: int
    end: int
    sentence: int
    role: Role
    tense: Tense
    subordinate: bool
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Narration:
    """The deeds of a draft in text order, with the quoted spans and the words of the text beside them."""

    words: Words
    deeds: tuple[Deed, ...]
    quoted: tuple[tuple[int, int], ...]  # spans of tokens inside outermost quotations, sorted
    sentences: tuple[tuple[str, ...], ...]  # lower-case words of each sentence that stand outside quotations

    def is_quoted(self, token: int) -> bool:
        """Whether a token stands inside a quotation."""
        return containing(self.quoted, token) is not None

    def sentence_end(self, offset: int) -> int:
        """Where the sentence at an offset ends."""
        return self.words.chars(self.words.sentences[self.words.sentence_of(self.words.at(offset))]).end

    def between(self, start: int, end: int) -> Sequence[Deed]:
        """The deeds whose mention starts in a span of code points."""
        first = bisect_right(self.deeds, start - 1, key=lambda d: d.start)
        return self.deeds[first : bisect_right(self.deeds, end - 1, key=lambda d: d.start)]


def narration(draft: Draft) -> Narration:
    """What the narration of the draft says of whom."""
    words = draft.words
    quoted = _quoted(draft)
    lower = [f.lower() for f in words.forms]
    inside = bytearray(len(lower))
    for a, b in quoted:
        inside[a:b] = b"\1" * (b - a)
    cast = {c.id for c in draft.characters}
    rows: list[tuple[int, int, int, bool]] = []  # first token, token after, phrase, nested in a longer one
    reach = -1
    starts = {t.start: n for n, t in enumerate(words.tokens)}
    ends = {t.end: n for n, t in enumerate(words.tokens)}
    for n, phrase in enumerate(draft.phrases):
        if phrase.utterance is not None or phrase.end <= phrase.start:
            continue
        a = starts[phrase.start] if phrase.start in starts else words.at(phrase.start)
        b = ends[phrase.end] + 1 if phrase.end in ends else words.at(phrase.end - 1) + 1
        nested = b <= reach
        reach = max(reach, b)
        if draft.entities[n] in cast and a < len(lower) and not inside[a]:
            rows.append((a, b, n, nested))
    subjects = {a: _is_subject(lower, inside, a, b) for a, b, n, nested in rows if not nested}
    deeds = [_deed(draft, lower, inside, subjects, row) for row in rows]
    plain = tuple(tuple(lower[i] for i in range(a, b) if not inside[i]) for a, b in words.sentences)
    deeds.sort(key=lambda d: d.start)
    return Narration(words, tuple(deeds), quoted, plain)


def _quoted(draft: Draft) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    outermost = sorted(s for u in draft.utterances if u.parent is None for s in u.spans)
    for start, end in outermost:
        held = draft.words.within((start, end))
        if held and (not spans or held.start >= spans[-1][1]):
            spans.append((held.start, held.stop))
    return tuple(spans)


def _is_subject(lower: Sequence[str], inside: bytearray, a: int, b: int) -> bool:
    """Whether the phrase of tokens `a` to `b` stands before a finite verb."""
    if b - a == 1 and lower[a] in {"i", "he", "she", "they", "we", "who"}:
        return True
    if b - a == 1 and lower[a] in {"him", "them", "me", "us", "himself", "herself", "themselves", "myself"}:
        return False
    if b < len(lower) and lower[b] in CLITICS:
        return False
    at = b
    while at < min(len(lower), b + 3) and (lower[at] in SKIPPED or lower[at].endswith("ly")):
        at += 1
    return at < len(lower) and not inside[at] and _finite(lower[at])


def _finite(word: str) -> bool:
    if word in MODALS or word in BE_HAVE or word in finite_forms() or word in {"had", "was", "'d", "’d"}:
        return not word.endswith("ing")
    return len(word) > 3 and word.endswith("ed")


def _deed(
    draft: Draft, lower: Sequence[str], inside: bytearray, subjects: dict[int, bool], row: tuple[int, int, int, bool]
) -> Deed:
    a, b, n, nested = row
    words = draft.words
    sentence = words.sentence_of(a)
    stop = words.sentences[sentence][1]
    role: Role = "other"
    if nested or (b < stop and lower[b] in CLITICS and b - a >= 1):
        role = "possessor"
    elif subjects.get(a):
        role = "subject"
    elif b - a == 1 and lower[a] in POSSESSIVE and b < stop and (lower[a] != "her" or lower[b].isalpha()):
        role = "possessor"
    clause: list[str] = []
    if role == "subject":
        at = b
        while at < stop and not subjects.get(at):
            if not inside[at]:
                clause.append(lower[at])
            at += 1
    entity = draft.entities[n]
    assert entity is not None  # only resolved phrases come here
    start = draft.phrases[n].start
    under = a > words.sentences[sentence][0] and lower[a - 1] in SUBORDINATORS
    return Deed(n, entity, start, a, b, sentence, role, _tense(clause), under, tuple(clause))


def _tense(clause: Sequence[str]) -> Tense:
    """The tense of the words after a subject: "had gone" is earlier, "would go" unreal, "could see" now.

    Who comes into somebody's head is not there: unreal too.
    """
    if any(
        w in word_list("minds", "inside") and clause[at - 2] in {"into", "to", "through"}
        for at, w in enumerate(clause[:6])
        if at > 1
    ):
        return "unreal"
    for at, word in enumerate(clause[:3]):
        if word in {"had", "'d", "’d"}:
            return "earlier" if any(_participle(w) for w in clause[at + 1 : at + 4]) else "now"
        if word in MODALS:
            return "now" if word in {"could", "can"} and set(clause[at + 1 : at + 3]) & SENSING else "unreal"
        if word not in SKIPPED and word not in NEGATIONS:
            break
    return "now"


def _participle(word: str) -> bool:
    return (
        word in {"been", "not", "never", "n't"}
        or (word.endswith(("ed", "en")) and len(word) > 3)
        or (word in finite_forms() and not word.endswith(("ing", "s")))
    )
