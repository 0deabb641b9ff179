"""What speaks for and against each candidate to be the one spoken to, once the speakers are known."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fabula.reading.draft import Draft, Phrase, Turn
from fabula.reading.speakers.evidence import Evidence
from fabula.reading.speakers.survey import Field
from fabula.spans import Span

FEATURES = (
    "always", "cue says to", "cue says to another", "cue listener agrees", "called on here",
    "another called on here", "named here", "polite word agrees", "polite word disagrees", "you here",
    "you is plural", "company called on", "toward, before", "toward, behind", "object before", "object behind",
    "subject before", "subject behind", "subject of paragraph before", "last in paragraph before",
    "in paragraph before", "first in paragraph behind", "in paragraph behind", "last toward in paragraph before",
    "spoke last, same paragraph", "spoke last", "spoke last, narration between", "spoke second last",
    "spoke third last", "spoke before that", "speaks next", "speaks next, narration between", "speaks second next",
    "speaks third next", "speaks after that", "nearest other before", "nearest other after", "only other around",
    "others around", "share of turns around", "turn before calls on the speaker", "turn before called on",
    "turn after calls on the speaker", "turn before asks", "asks and speaks next", "speaker goes on",
    "speaker went on", "encoder, you", "encoder, you known", "encoder, I and you changed places before",
    "encoder, I and you change places behind", "recency", "mentions near", "mentions in book", "speaks in book",
    "narrator", "group", "agrees in number", "writing", "to oneself", "length", "conversation is new",
    "sure who spoke last", "candidates", "speaker is a group", "not in reach", "head, share", "head, likeliest",
    "head, speaker before", "head, speaker behind", "head, known",
    "spoken of by a pronoun", "may say it", "may have said the last", "may say the next",
    "may have said the second last", "may say the second next", "sure who speaks", "sure who speaks next",
    "turns in talk", "share of talk", "speakers in talk", "spoke in talk", "speaks on in talk", "mentions far",
)  # fmt: skip
REACH = 8  # turns on either side that are looked at
TALK = 40  # turns on either side that tell who takes part in the talk
NEAR_TOKENS = 400
FAR_TOKENS = 1200
MOST = 24
HEADS = 6  # turns on either side that the heads compare
LEAST_SHARE = 0.02
LEAST_LIKELY = 0.05  # to have said a line
_MAY_SAY = {
    0: "may say it", -1: "may have said the last", 1: "may say the next", -2: "may have said the second last",
    2: "may say the second next",
}  # fmt: skip
_AT = {name: n for n, name in enumerate(FEATURES)}
_TOWARD = frozenset("to at toward towards upon on with for".split())
_SIR = frozenset("sir sire monsieur father papa lad boy sonny son brother mister uncle grandfather".split())
_MADAM = frozenset("madam ma'am ma’am miss madame mademoiselle mamma mother girl lady sister aunt auntie".split())
_COMPANY = frozenset("gentlemen ladies boys girls children friends lads men everybody everyone fellows folks".split())
_SELF = frozenset("himself herself myself itself themselves".split())
_YOU_ALL = ("you all", "all of you", "both of you", "you two", "you both", "you people", "you fellows", "yourselves")
_YOU = frozenset("you your yours yourself thee thou thy ye yourselves".split())


@dataclass(slots=True)
class Address:
    """The evidence on the addressees of one utterance: its candidates and a row of `FEATURES` for each.

    `named` is the place of the candidate whom the cue names as spoken to, or on whom alone the words call by name.
    """

    utterance: int
    candidates: tuple[str, ...]
    rows: np.ndarray  # (candidates, features)
    named: int | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """The lines of a book once their speakers are decided.

    `turns` has a turn for every utterance; `found` the evidence on the lines, and `likely`, parallel to it, how likely
    each candidate says each line.
    """

    book: Field
    turns: Sequence[Turn]
    found: Sequence[Evidence]
    likely: Sequence[Mapping[str, float]]

    def speaker(self, k: int) -> str | None:
        """Who says the `k`-th line found."""
        return self.turns[self.found[k].utterance].speaker

    def talk(self, k: int, reach: int) -> range:
        """The lines of the same conversation, so many at most on either side of the `k`-th."""
        first = last = k
        while first > max(0, k - reach) and self.found[first].gap != 3:
            first -= 1
        while last + 1 < min(len(self.found), k + reach + 1) and self.found[last + 1].gap != 3:
            last += 1
        return range(first, last + 1)


def address(spoken: Spoken, k: int) -> Address:
    """The evidence on the `k`-th of the lines found."""
    return _Asked(spoken, k).evidence()


class _Asked:
    """One utterance while its evidence is gathered: marks of each name for the candidates that have them."""

    def __init__(self, spoken: Spoken, k: int) -> None:
        self.spoken, self.k = spoken, k
        self.book, self.turns, self.found = spoken.book, spoken.turns, spoken.found
        self.draft: Draft = self.book.draft
        self.i = self.found[k].utterance
        self.speaker = spoken.speaker(k)
        self.utterance = self.draft.utterances[self.i]
        self.marks: dict[str, dict[str, float]] = {}
        self.shared: dict[str, float] = {"always": 1.0}
        words = self.draft.words
        self.said = [w.lower() for s in self.utterance.spans for w in words.forms_in(s)]

    def mark(self, who: str | None, name: str, value: float = 1.0) -> None:
        """Note a sign of a candidate; the greatest value counts."""
        if who is not None and who != self.speaker and who in self.book.cast:
            own = self.marks.setdefault(who, {})
            own[name] = max(value, own.get(name, -9.0))

    def evidence(self) -> Address:
        self._words()
        self._cue()
        self._turns()
        self._narration()
        self._window()
        self._heads()
        self._doubt()
        self._talk()
        chosen = [w for w in self.marks if w != self.speaker][:MOST]
        self._priors(chosen)
        self._encoder(chosen)
        rows = np.zeros((len(chosen), len(FEATURES)), np.float32)
        for row, who in zip(rows, chosen, strict=True):
            for name, value in {**self.shared, **self.marks[who]}.items():
                row[_AT[name]] = value
        return Address(self.i, tuple(chosen), rows, self._named(chosen))

    def _named(self, chosen: Sequence[str]) -> int | None:
        """Whom the cue says it is said to, else who alone is called on: one who talks or was told of, not "he" here."""
        if self.listener in chosen:
            return chosen.index(self.listener)
        called = [who for who in chosen if "called on here" in self.marks[who]]
        if len(called) != 1:
            return None
        own = self.marks[called[0]]
        there = "turns in talk" in own or "recency" in own
        return chosen.index(called[0]) if there and not own.get("spoken of by a pronoun") else None

    def _words(self) -> None:
        """What the words say themselves: whom they call on, whom they talk of, how they address."""
        said = set(self.said)
        called = [w for w in self.book.vocatives[self.i] if w != self.speaker]
        for who in called:
            self.mark(who, "called on here")
        self.called = set(called)
        for n in self.book.by_utterance.get(self.i, ()):
            phrase = self.draft.phrases[n]
            if phrase.person == 3:
                self.mark(self.draft.entities[n], "named here")
                self.mark(self.draft.entities[n], "spoken of by a pronoun", float(phrase.form == "PRON"))
        self.shared["you here"] = float(bool(said & _YOU))
        joined = " ".join(self.said)
        self.shared["you is plural"] = float(any(p in joined for p in _YOU_ALL))
        self.shared["company called on"] = float(bool(said & _COMPANY))
        self.shared["length"] = min(1.0, math.log1p(len(self.said)) / 6)
        self.shared["writing"] = float(self.utterance.mode == "writing")
        self.shared["speaker is a group"] = float(self.speaker in self.book.groups)
        self.sir, self.madam = bool(said & _SIR), bool(said & _MADAM)

    def _cue(self) -> None:
        cue = self.utterance.cue
        if cue is None:
            return
        words = {w.lower() for w in self.draft.words.forms_in(cue.span)}
        self.shared["to oneself"] = float(bool(words & _SELF))
        if cue.listener is None:
            return
        phrase, who = _phrase_at(self.draft, cue.listener)
        self.mark(who, "cue says to")
        self.listener = who if who in self.book.cast and who != self.speaker else None
        self.listens = phrase

    listener: str | None = None
    listens: Phrase | None = None

    def _turns(self) -> None:
        """Who speaks before and after, in the same conversation."""
        k, found = self.k, self.found
        self.shared["conversation is new"] = float(found[k].gap == 3)
        shares: Counter[str] = Counter()
        for step in (-1, 1):
            others: list[str] = []
            at, n = k, 0
            while n < REACH:
                edge = at if step < 0 else at + 1
                if not 0 <= at + step < len(found) or found[edge].gap == 3:
                    break
                at += step
                n += 1
                turn = self.turns[found[at].utterance]
                who = turn.speaker
                if who is not None:
                    shares[who] += 1
                if n == 1:
                    self._next_to(at, step, who)
                if who is None or who == self.speaker:
                    continue
                self._other(step, n, who, found[edge].gap, first=not others)
                others.append(who)
        total = sum(shares.values()) or 1
        others_around = {w for w in shares if w != self.speaker}
        self.shared["others around"] = min(len(others_around), 5) / 5
        for who in others_around:
            self.mark(who, "share of turns around", shares[who] / total)
            self.mark(who, "only other around", float(len(others_around) == 1))

    def _next_to(self, at: int, step: int, who: str | None) -> None:
        """The turn right before or after."""
        n = self.found[at].utterance
        calls = self.book.vocatives[n]
        if who == self.speaker and who is not None:
            self.shared["speaker went on" if step < 0 else "speaker goes on"] = 1.0
        if step < 0:
            self.shared["sure who spoke last"] = self.turns[n].confidence or 0.0
            if self.speaker in calls:
                self.mark(who, "turn before calls on the speaker")
            for one in calls:
                self.mark(one, "turn before called on")
            if self.found[self.k].asked_before:
                self.mark(who, "turn before asks")
        else:
            if self.speaker in calls:
                self.mark(who, "turn after calls on the speaker")
            if "?" in self.said[-2:]:
                self.mark(who, "asks and speaks next")

    def _other(self, step: int, n: int, who: str, gap: int, *, first: bool) -> None:
        if first:
            self.mark(who, "nearest other before" if step < 0 else "nearest other after", 1.0 / n)
        if step < 0:
            name = ("spoke last", "spoke second last", "spoke third last", "spoke before that")[min(n, 4) - 1]
            if n == 1 and gap != 1:
                name += ", same paragraph" if gap == 0 else ", narration between"
        else:
            name = ("speaks next", "speaks second next", "speaks third next", "speaks after that")[min(n, 4) - 1]
            if n == 1 and gap == 2:
                name += ", narration between"
        self.mark(who, name)

    def _narration(self) -> None:
        """Whom the narration beside the words shows, and toward whom it turns."""
        words, book = self.draft.words, self.book
        here = words.paragraph_of(words.at(self.utterance.start))
        end = words.paragraph_of(words.at(self.utterance.end - 1))
        own = words.chars(words.paragraphs[here])
        last = words.chars(words.paragraphs[end])
        for n in self._between(own.start, self.utterance.start):
            self._shown(n, "before")
        for n in self._between(self.utterance.start, last.end):
            self._shown(n, "behind")
        if here:
            earlier = words.chars(words.paragraphs[here - 1])
            lead = self._between(earlier.start, earlier.end)
            for n in lead:
                self.mark(self.draft.entities[n], "in paragraph before")
                if n in book.subjects:
                    self.mark(self.draft.entities[n], "subject of paragraph before")
            for n in [n for n in lead if self._toward(n)][-1:]:
                self.mark(self.draft.entities[n], "last toward in paragraph before")
            for n in [n for n in lead if self.draft.entities[n] != self.speaker][-1:]:
                self.mark(self.draft.entities[n], "last in paragraph before")
        if end + 1 < len(words.paragraphs):
            later = words.chars(words.paragraphs[end + 1])
            follow = self._between(later.start, later.end)[:6]
            for n in follow:
                self.mark(self.draft.entities[n], "in paragraph behind")
            for n in [n for n in follow if n in book.subjects][:1]:
                self.mark(self.draft.entities[n], "first in paragraph behind")

    def _shown(self, n: int, side: str) -> None:
        who = self.draft.entities[n]
        if n in self.book.subjects:
            self.mark(who, f"subject {side}")
        elif self._toward(n):
            self.mark(who, f"toward, {side}")
        else:
            self.mark(who, f"object {side}")

    def _toward(self, n: int) -> bool:
        first = self.draft.words.at(self.draft.phrases[n].start)
        return first > 0 and self.draft.words.forms[first - 1].lower() in _TOWARD

    def _between(self, a: int, b: int) -> list[int]:
        lo = bisect_left(self.book.narration_starts, a)
        return self.book.narration[lo : bisect_left(self.book.narration_starts, b)]

    def _window(self) -> None:
        """Whoever was told of lately, the latest first."""
        words = self.draft.words
        token = words.at(self.utterance.start)
        window = self.window = self._back(token, NEAR_TOKENS)
        seen: dict[str, int] = {}
        counts: Counter[str] = Counter()
        for n in reversed(window):
            who = self.draft.entities[n] or ""
            counts[who] += 1
            seen.setdefault(who, len(seen))
        for who, rank in seen.items():
            if who != self.speaker:
                self.mark(who, "recency", 1.0 / (1 + rank))
                self.mark(who, "mentions near", math.log1p(counts[who]) / 4)
        self.mark(self.draft.narrator, "narrator")
        for found, times in Counter(self.draft.entities[n] for n in self._back(token, FAR_TOKENS)).items():
            self.mark(found, "mentions far", math.log1p(times) / 4)

    def _back(self, token: int, reach: int) -> list[int]:
        """The persons' phrases of the narration in so many tokens before a line."""
        words = self.draft.words
        return self._between(words.tokens[max(0, token - reach)].start, self.utterance.start)

    def _doubt(self) -> None:
        """Who else may say this line and those beside it."""
        likely, near = self.spoken.likely, self.spoken.talk(self.k, 2)
        for step, name in _MAY_SAY.items():
            if self.k + step in near:
                for who, share in likely[self.k + step].items():
                    if share > LEAST_LIKELY:
                        self.mark(who, name, share)
        self.shared["sure who speaks"] = max(likely[self.k].values(), default=0.0)
        if self.k + 1 in near:
            self.shared["sure who speaks next"] = max(likely[self.k + 1].values(), default=0.0)

    def _talk(self) -> None:
        """Who speaks in the whole conversation."""
        counts: Counter[str] = Counter()
        for n in self.spoken.talk(self.k, TALK):
            who = self.spoken.speaker(n)
            if n != self.k and who is not None:
                counts[who] += 1
                self.mark(who, "spoke in talk" if n < self.k else "speaks on in talk")
        self.shared["speakers in talk"] = min(len(counts), 8) / 8
        for who, times in counts.items():
            self.mark(who, "turns in talk", math.log1p(times) / 4)
            self.mark(who, "share of talk", times / counts.total())

    def _priors(self, chosen: Sequence[str]) -> None:
        book = self.book
        self.shared["candidates"] = len(chosen) / MOST
        plural = bool(self.shared["you is plural"] or self.shared["company called on"])
        for who in chosen:
            own = self.marks[who]
            pronouns = book.cast[who]
            own["mentions in book"] = math.log1p(book.counts[who]) / 8
            own["speaks in book"] = math.log1p(book.speaking[who]) / 6
            own["group"] = float(who in book.groups)
            own["agrees in number"] = float(plural and who in book.groups)
            own["another called on here"] = float(bool(self.called) and who not in self.called)
            own["cue says to another"] = float(self.listener is not None and who != self.listener)
            if self.listens is not None and self.listens.gender is not None and pronouns is not None:
                own["cue listener agrees"] = 1.0 if self.listens.gender == pronouns else -1.0
            if pronouns in ("he", "she") and self.sir != self.madam:
                agrees = (pronouns == "he") == self.sir
                own["polite word agrees"], own["polite word disagrees"] = float(agrees), float(not agrees)
            own["not in reach"] = float("share of turns around" not in own and "recency" not in own)

    def _heads(self) -> None:
        """What the encoder's heads for dialogue say: which mentions near are spoken to, which other speakers."""
        dialogue = self.book.dialogue
        if dialogue is None:
            return
        shares = dialogue.addressee_shares(self.i, self.draft.entities)
        self.shared["head, known"] = float(bool(shares))
        best = max((v for w, v in shares.items() if w != self.speaker), default=0.0)
        for who, share in shares.items():
            if share > LEAST_SHARE:
                self.mark(who, "head, share", share)
                self.mark(who, "head, likeliest", float(share == best))
        for step in range(-HEADS, HEADS + 1):
            if step and 0 <= self.k + step < len(self.found):
                other = self.found[self.k + step].utterance
                told = dialogue.said_to(self.i, other)
                side = "before" if step < 0 else "behind"
                if told:
                    self.mark(self.turns[other].speaker, f"head, speaker {side}", max(-2.0, min(2.0, told / 3)))

    def _encoder(self, chosen: Sequence[str]) -> None:
        """What the encoder says of "you": whose mentions it takes it for, and whose "I" it was or will be."""
        links = self.book.links
        spans: dict[str, list[Span]] = {who: [] for who in chosen}
        for n in self.window:
            who = self.draft.entities[n]
            if who in spans:
                spans[who].append(self.draft.phrases[n].span)
        for who in chosen:
            told = links.features(self.i, None, spans[who], ())
            if told:
                self.marks[who]["encoder, you"] = told["encoder, you"]
                self.marks[who]["encoder, you known"] = told["encoder, you known"]
        for step in (-1, 1):
            for n in (1, 2):
                at = self.k + step * n
                if not 0 <= at < len(self.found) or self.found[max(at, at - step)].gap == 3:
                    break
                other = self.found[at].utterance
                who = self.turns[other].speaker
                if who is None or who == self.speaker:
                    continue
                turned = links.between(max(self.i, other), min(self.i, other))[1]
                side = "d places before" if step < 0 else " places behind"
                if who in self.marks:
                    self.mark(who, f"encoder, I and you change{side}", turned)


def _phrase_at(draft: Draft, span: Span) -> tuple[Phrase | None, str | None]:
    at = bisect_right(draft.phrases, span.start, key=lambda p: p.start) - 1
    return (draft.phrases[at], draft.entities[at]) if at >= 0 else (None, None)
