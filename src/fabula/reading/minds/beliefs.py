"""What each character believes, doubts, wants, hopes and fears, and what the story makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fabula.reading.draft import Draft
from fabula.reading.minds.lexicon import word_set
from fabula.reading.minds.telling import Segment, Telling, telling
from fabula.reading.minds.verdicts import answered
from fabula.reading.minds.weighing import any_of, calibrated, likelihood, runs, threshold
from fabula.story.records import Attitude, Belief

ATTITUDES: tuple[Attitude, ...] = ("fears", "hopes", "doubts", "wonders", "wants", "knows", "believes")
FIRST = frozenset({"i", "we", "i'd", "me", "my", "we'll"})
LEAST = 3  # words of a sentence that states something
LONG, SHORT = 22, 6  # words
APART, LONGEST = 60, 300  # code points: between the sentences of one row (a cue), and of a whole row
WEAK = 0.05  # chance below which a sentence is no part of a row


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence that may state what somebody believes: its segment, whose belief, of what sort."""

    character: str
    start: int
    end: int
    attitude: Attitude
    segment: int
    voice: int
    signs: tuple[str, ...]


def _footed(told: Telling, found: Stated) -> Stated:
    """With the signs of how sure it is who holds it."""
    at = told.words.at(found.start)
    return replace(found, signs=(*found.signs, *told.footing(found.character, at)))


def find_beliefs(draft: Draft) -> Draft:
    """The draft with the beliefs, wishes and fears that its sentences state, in text order.

    Neighbouring sentences that state what one character holds are one row: a turn mostly argues for one thing.
    """
    told, least = telling(draft), threshold("beliefs")
    found = [one for one in belief_candidates(told) if likelihood("beliefs", one.signs) >= WEAK]
    rows = []
    for run in runs(found, apart=APART, longest=LONGEST):
        parts = [found[i] for i in run]
        sure = calibrated("beliefs", any_of(likelihood("beliefs", part.signs) for part in parts))
        if sure >= least:
            rows.append(_belief(told, parts, sure))
    rows.sort(key=lambda r: (r.start, r.end, r.character))
    return replace(draft, beliefs=tuple(rows))


def _belief(told: Telling, parts: Sequence[Stated], sure: float) -> Belief:
    main = max(parts, key=lambda part: likelihood("beliefs", part.signs))
    settled = answered(told, main.segment, main.attitude)
    return Belief(
        character=main.character,
        start=parts[0].start,
        end=max(part.end for part in parts),
        attitude=main.attitude,
        status=settled.status,
        by=settled.by,
        confidence=round(sure, 3),
    )


def belief_candidates(told: Telling) -> Iterator[Stated]:
    """Every sentence that may state somebody's belief: all that is said and thought, and narration of minds."""
    for n, segment in enumerate(told.segments):
        words = told.lower[segment.start : segment.end]
        if sum(w[0].isalpha() for w in words) < LEAST or _only_a_cue(told, segment):
            continue
        shown = _signs(told, n, words)
        stated = _attitudes(words)
        found = (_narrated if segment.utterance is None else _spoken)(told, n, stated, shown)
        yield from (_footed(told, one) for one in found)


def _only_a_cue(told: Telling, segment: Segment) -> bool:
    """Whether a stretch of narration says no more than that somebody said or thought the words beside it."""
    held = range(segment.start, segment.end)
    return segment.utterance is None and all(k in told.cued for k in held if told.lower[k][0].isalpha())


def _spoken(told: Telling, n: int, stated: dict[int, Attitude], shown: Sequence[str]) -> Iterator[Stated]:
    segment = told.segments[n]
    assert segment.utterance is not None
    speaker = told.speaker(segment.utterance)
    mode = told.draft.utterances[segment.utterance].mode
    span = told.span(segment.start, segment.end)
    own: dict[int, Attitude] = {}
    for at, attitude in stated.items():
        holders = told.holders(segment.start + at).people
        if speaker in holders:
            own[at] = attitude
        elif mode != "writing":
            for who in holders[:1]:
                yield Stated(
                    who, *span, attitude, n, segment.utterance, (*shown, "of one spoken of", f"attitude {attitude}")
                )
    if speaker is not None:
        words = told.lower[segment.start : segment.end]
        attitude = _asked(words) or next(iter(own.values()), None) or _spoken_attitude(words)
        sort = "own attitude" if own else "no attitude"
        yield Stated(
            speaker,
            *span,
            attitude,
            n,
            segment.utterance,
            (*shown, f"{sort} in {mode}", f"attitude {attitude}", f"in {mode}"),
        )


def _narrated(told: Telling, n: int, stated: dict[int, Attitude], shown: Sequence[str]) -> Iterator[Stated]:
    """Attitudes that the narration gives to its subjects; else, with signs of a mind, the viewer's own."""
    segment = told.segments[n]
    given: dict[str, tuple[int, Attitude]] = {}
    for at, attitude in stated.items():
        for who in told.holders(segment.start + at).people[:2]:
            given.setdefault(who, (segment.start + at, attitude))
    for who, (at, attitude) in given.items():
        span = told.span(told.from_subject(segment, at), segment.end)
        yield Stated(
            who,
            *span,
            attitude,
            n,
            -1,
            (*shown, "narrated", f"narrated {attitude}", f"word {told.lower[at]}", *_beside(told, segment)),
        )
    viewer = told.viewer(segment.start)
    minded = [s for s in shown if s in {"question", "exclamation", "certain", "maybe", "never", "would"}]
    if viewer is not None and not given and minded:
        attitude = _asked(told.lower[segment.start : segment.end]) or "believes"
        span = told.span(segment.start, segment.end)
        signs = (*shown, "free indirect", *(f"free {s}" for s in minded), *_beside(told, segment))
        yield Stated(viewer, *span, attitude, n, -1, signs)


def _beside(told: Telling, segment: Segment) -> Iterator[str]:
    """Whether the narration is only the frame of words quoted in the same sentence."""
    a, b = told.words.sentences[told.words.sentence_of(segment.start)]
    if b - a > segment.end - segment.start:
        yield "beside a quotation"
    if any(k in told.cued for k in range(segment.start, segment.end)):
        yield "in a cue"


def _attitudes(words: Sequence[str]) -> dict[int, Attitude]:
    """Where in a sentence a word says what somebody holds of something."""
    out: dict[int, Attitude] = {}
    for at, word in enumerate(words):
        if _polite(words, at):
            continue
        for attitude in ATTITUDES:
            if word in word_set("beliefs", "attitude_verbs", attitude) or word in word_set(
                "beliefs", "attitude_words", attitude
            ):
                out[at] = attitude
                break
    return out


def _polite(words: Sequence[str], at: int) -> bool:
    """Whether a word is only a formula: "I'm afraid that is so", "I beg your pardon", "pray sit", "don't worry"."""
    word, after = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word == "afraid":
        return after not in {"of", "to", "for", "lest"} and bool({"'m", "am"} & set(words[max(0, at - 2) : at]))
    if word == "beg":
        return after in {"your", "pardon"}
    if word == "pray":
        return at <= 2
    return word in {"worry", "fear"} and bool({"n't", "not", "never", "no"} & set(words[max(0, at - 2) : at]))


def _asked(words: Sequence[str]) -> Attitude | None:
    return "wonders" if "?" in words[-3:] else None


def _spoken_attitude(words: Sequence[str]) -> Attitude:
    """What words without an attitude of their own say of it: a wish where they ask or order, else a belief."""
    plain = [w for w in words if w[0].isalpha() or w[0] == "'"]
    if plain[0] in word_set("beliefs", "signs", "imperative") or "please" in plain or plain[:2] == ["i", "'ll"]:
        return "wants"
    return "believes"


def _signs(told: Telling, n: int, words: Sequence[str]) -> tuple[str, ...]:
    """What the words of a sentence and those beside it tell."""
    lists = {key: word_set("beliefs", "signs", key) for key in ("certain", "maybe", "future", "never", "wrong")}
    plain = [w for w in words if w[0].isalpha() or w[0] == "'"]
    had = set(words)
    signs = [key for key, known in lists.items() if had & known]
    if "?" in words[-3:]:
        signs.append("question")
        signs.append("asks what" if plain[0] in word_set("beliefs", "signs", "asking") else "asks whether")
    if "!" in words[-3:]:
        signs.append("exclamation")
    if plain[0] in word_set("beliefs", "signs", "imperative"):
        signs.append("order")
    for word in (
        "would",
        "could",
        "if",
        "not",
        "n't",
        "you",
        "thought",
        "knew",
        "because",
        "but",
        "so",
        "that",
        "please",
    ):
        if word in had:
            signs.append(word)
    if plain[0] in FIRST:
        signs.append("begins with I")
    if plain[0] in {"you", "he", "she", "they", "it"}:
        signs.append("begins with another")
    if FIRST & had:
        signs.append("of oneself")
    signs.append("long" if len(plain) > LONG else "short" if len(plain) < SHORT else "middling")
    if told.words.paragraph_of(told.segments[n].start) != told.words.paragraph_of(told.segments[n - 1].start):
        signs.append("first of its paragraph")
    settled = answered(told, n, "wonders" if "question" in signs else "believes")
    if settled.status != "open":
        signs.append(settled.status)
    return tuple(signs)
