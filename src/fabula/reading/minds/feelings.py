"""Who feels what, at which words: names of feelings, what bodies and voices do, and what is called out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fabula.reading.draft import Draft
from fabula.reading.minds.lexicon import Sign, feeling_phrases, feeling_words
from fabula.reading.minds.telling import POSSESSIVE, Held, Telling, telling
from fabula.reading.minds.weighing import likelihood, threshold
from fabula.story.records import Emotion, Feeling

NEGATIONS = frozenset({"not", "n't", "never", "no", "without", "hardly", "nor", "neither"})
MODALS = frozenset({"would", "could", "should", "might", "may", "must", "will", "can", "shall", "'ll", "if", "'d"})
STOPS = frozenset({",", ";", ".", "!", "?", ":", "—", "–", "-", "and", "but", "because", "when", "while", "as"})
ASKING = frozenset(
    "what why who where when how which do does did is are was were will would can could shall have".split()
)
ECHO = 6  # tokens of a question that may be an echo, marks included
GAP = 2  # words that a star in a phrase stands for, at most
REACH = 14  # tokens from a subject to the word of feeling that a span may take in
CROWD = 3  # characters that one word is given to, at most


@dataclass(frozen=True, slots=True)
class Shown:
    """A word or phrase that shows a feeling: tokens `start` to `end`, of what it is a sign, its lexicon entry."""

    start: int
    end: int
    sign: Sign
    entry: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A feeling that may be given, with the signs that it is weighed by."""

    character: str
    emotion: Emotion
    start: int
    end: int
    signs: tuple[str, ...]


def find_feelings(draft: Draft) -> Draft:
    """The draft with the feelings that its words show, in text order."""
    least = threshold("feelings")
    rows = []
    for found, sure in _surest(feeling_candidates(telling(draft))):
        if sure >= least:
            rows.append(
                Feeling(
                    character=found.character,
                    emotion=found.emotion,
                    start=found.start,
                    end=found.end,
                    confidence=round(sure, 3),
                )
            )
    rows.sort(key=lambda r: (r.start, r.end, r.character, r.emotion))
    return replace(draft, feelings=tuple(rows))


def _surest(found: Sequence[Candidate]) -> list[tuple[Candidate, float]]:
    """The candidates with their chances; of several of one person that the same words show, the surest."""
    best: dict[tuple[str, int, int], tuple[Candidate, float]] = {}
    for one in found:
        sure = likelihood("feelings", one.signs)
        key = (one.character, one.start, one.end)
        if key not in best or sure > best[key][1]:
            best[key] = (one, sure)
    return list(best.values())


def feeling_candidates(told: Telling) -> list[Candidate]:
    """Every feeling that some word may show; one for each character and emotion of a sentence."""
    best: dict[tuple[str, Emotion, int], Candidate] = {}
    for shown in shown_feelings(told):
        held = _holders(told, shown)
        place = told.segment_at(shown.start).start
        for who in held.people[:CROWD]:
            key = (who, shown.sign.emotion, place)
            found = _candidate(told, shown, who, held.by)
            if key in best:
                first = best[key]
                more = sorted(s for s in found.signs if s.startswith("sort "))
                found = replace(
                    first,
                    start=min(first.start, found.start),
                    end=max(first.end, found.end),
                    signs=tuple(dict.fromkeys([*first.signs, *more, "told twice"])),
                )
            best[key] = found
    return list(best.values())


def _candidate(told: Telling, shown: Shown, who: str, by: str) -> Candidate:
    span = _span(told, shown)
    return Candidate(
        who,
        shown.sign.emotion,
        span[0],
        span[1],
        (*_signs(told, shown, who), f"by {by}"),
    )


def shown_feelings(told: Telling) -> Iterator[Shown]:
    """Every word and phrase of the text that shows a feeling; a phrase hides the words inside it."""
    words, phrases = feeling_words(), feeling_phrases()
    hidden = -1
    for k, word in enumerate(told.lower):
        for phrase, sign in phrases.get(word, ()):
            end = _matches(told, k, phrase)
            if end and (sign.sort == "body" or told.voice[k] >= 0 or told.viewer(k)):
                hidden = max(hidden, end)
                yield Shown(k, end, sign, " ".join(phrase))
        if k >= hidden:
            for entry, sign in words.get(word, ()):
                yield Shown(k, k + 1, sign, entry)
    yield from _echoes(told)


def _echoes(told: Telling) -> Iterator[Shown]:
    """Short questions that throw back what was heard: "Gone?" """
    for start, end, utterance in told.segments:
        if utterance is None or end - start > ECHO or told.draft.utterances[utterance].mode != "speech":
            continue
        plain = [w for w in told.lower[start:end] if w[0].isalpha()]
        if plain and "?" in told.lower[start:end] and plain[0] not in ASKING:
            yield Shown(start, end, Sign("surprise", "said"), "an echo")


def _matches(told: Telling, at: int, phrase: Sequence[str]) -> int:
    """The token after the phrase where it stands at a token, else 0."""
    stop = told.segment_at(at).end
    for n, part in enumerate(phrase):
        if part == "*":
            rest = phrase[n + 1 :]
            if not rest:
                return min(at + 1, stop)
            ends = (_matches(told, at + gap, rest) for gap in range(GAP + 1) if at + gap < stop)
            return next((end for end in ends if end), 0)
        if at >= stop:
            return 0
        if part == "~":
            size = _possessive(told, at)
            if not size:
                return 0
            at += size
        elif told.lower[at] == part:
            at += 1
        else:
            return 0
    return at


def _possessive(told: Telling, at: int) -> int:
    """How many tokens the possessive or the person at a token takes: "her", "Fen 's"; 0 for none."""
    if told.lower[at] in POSSESSIVE or told.lower[at] in {"him", "herself", "himself", "the"}:
        return 1
    if told.named[at] >= 0:
        return 2 if at + 1 < len(told.lower) and told.lower[at + 1] == "'s" else 1
    return 0


def _holders(told: Telling, shown: Shown) -> Held:
    """Who feels what a word shows, and what tells it."""
    at, voice = shown.start, told.voice[shown.start]
    if shown.sign.sort == "said":
        who = told.speaker(voice) if voice >= 0 else told.viewer(at)
        return Held((who,) if who else (), "voice")
    if shown.sign.sort == "cause":
        objects = [who for k in told.objects.get(at, ()) for who in told.people(k)]
        if objects or told.lower[at].endswith("ing"):
            return Held(tuple(objects), "object")
        if at + 1 < len(told.lower) and told.voice[at + 1] == voice and told.people(at + 1):
            return Held(told.people(at + 1), "object")
        return told.holders(at) if told.lower[at].endswith(("ed", "n", "t")) else Held((), "object")
    if shown.sign.sort == "body":
        for k in range(shown.start, shown.end):
            owner = told.owner(k)
            if owner:
                return Held(owner, "owner")
    return told.holders(at)


def _span(told: Telling, shown: Shown) -> tuple[int, int]:
    """Code points from the subject, where it is near, to the end of the words with what follows them closely."""
    segment = told.segment_at(shown.start)
    first, last = shown.start, shown.end
    subject = told.subject_token(shown.start)
    if subject is not None and segment.start <= subject < first and first - subject <= REACH:
        first = subject
        while first > segment.start and told.named[first] >= 0 and told.named[first - 1] == told.named[first]:
            first -= 1
    while last < segment.end and last - shown.end < 5 and told.lower[last] not in STOPS:
        last += 1
    return told.span(first, last)


def _signs(told: Telling, shown: Shown, who: str) -> tuple[str, ...]:
    """What speaks for and against a feeling being one that a careful reader would note."""
    at, voice = shown.start, told.voice[shown.start]
    emotion, sort = shown.sign
    signs = [f"sort {sort}", f"emotion {emotion}", f"{sort} {emotion}", f"{emotion}: {shown.entry}"]
    if voice >= 0:
        signs.append(f"in {told.draft.utterances[voice].mode}")
        signs.append("of the speaker" if who == told.speaker(voice) else "of somebody spoken of")
        if sort in {"state", "act", "noun", "verb"}:
            signs.append(f"{sort} in {told.draft.utterances[voice].mode}")
    if at in told.cued:
        signs.append("in a cue")
    if who == told.viewer(at):
        signs.append("of the viewer")
    before = tuple(told.lower[max(told.segment_at(at).start, at - 5) : at])
    if NEGATIONS & set(before[-4:]):
        signs.append("negated")
    if NEGATIONS & set(before[-2:]) or before[-2:] == ("lack", "of"):
        signs.append("negated closely")
    if (
        told.lower[at] in {"afraid", "sorry"}
        and before[-1:] in (("'m",), ("am",))
        and told.lower[shown.end : shown.end + 1] != ("of",)
    ):
        signs.append("polite")
    if MODALS & set(before):
        signs.append("unreal")
    if "had" in before:
        signs.append("earlier")
    if {"so", "too", "very", "quite"} & set(before[-2:]):
        signs.append("strong")
    if {"with", "in", "of"} & set(before[-3:]):
        signs.append("with")
    if {"felt", "feel", "feeling", "looked", "was", "were", "became", "grew", "turned", "'m", "am"} & set(before[-3:]):
        signs.append("said to be so")
    if told.named[at] >= 0:
        signs.append("inside a name")
    return tuple(signs)
