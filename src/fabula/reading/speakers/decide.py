"""The speaker, addressees and confidence of every utterance of a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate

from fabula.reading.draft import Draft, Turn, aloud
from fabula.reading.speakers.address import Spoken
from fabula.reading.speakers.addressees import addressees
from fabula.reading.speakers.confidence import confidence
from fabula.reading.speakers.evidence import Evidence, evidence, weigh
from fabula.reading.speakers.owners import give_rest
from fabula.reading.speakers.scorer import Scorer, load
from fabula.reading.speakers.survey import Field, survey
from fabula.reading.speakers.turns import follow, likely

NEAR = 4  # lines on either side whose speakers may speak
REACH = 5  # lines on either side whose evidence tells of a line's speaker


def find_speakers(draft: Draft) -> Draft:
    """The draft with a turn for each utterance: speaker, addressees, confidence.

    Speech and writing that stand for themselves are decided together, conversation by conversation. What is quoted
    inside a quotation, and thoughts, are given to their owners afterwards. Speakers whom a person has named are
    certain, and evidence for the lines around them.
    """
    lines = Lines(draft, draft.constraints.speakers)
    turns = give_rest(draft, lines.book, lines.decided(lines.found))
    turns = [_fixed(turn, draft.constraints.speakers, i) for i, turn in enumerate(turns)]
    said = addressees(lines.spoken(turns, lines.found))
    to = draft.constraints.addressees
    return replace(draft, turns=tuple(replace(t, addressees=to.get(i, t.addressees)) for i, t in enumerate(said)))


def _fixed(turn: Turn, fixed: Mapping[int, str | None], i: int) -> Turn:
    return replace(turn, speaker=fixed[i], confidence=1.0) if i in fixed else turn


@dataclass(slots=True)
class Lines:
    """The lines of a book with the evidence on each, kept so that a conversation can be decided again at once.

    `fixed` are the speakers whom a person has named, by index of the utterance.
    """

    draft: Draft
    fixed: Mapping[int, str | None]
    order: list[int] = field(init=False)
    book: Field = field(init=False)
    found: list[Evidence] = field(init=False)
    scorer: Scorer = field(init=False)
    _told: list[str | None] = field(init=False)
    _at: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.order, self.book, self.scorer = aloud(self.draft), survey(self.draft), load()
        self._told = list(self.book.cue_entity)
        self._at = {i: k for k, i in enumerate(self.order)}
        for i, to in self.draft.constraints.addressees.items():  # as good as being called by name
            self.book.vocatives[i] = list(dict.fromkeys((*self.book.vocatives[i], *to)))
        self._tell(self.fixed)
        self.found = evidence(self.draft, self.order, self.book)
        self._recall()
        self._bind(range(len(self.found)))

    def decided(self, found: list[Evidence]) -> list[Turn]:
        """A turn for every utterance, those in `found` with speaker and confidence; the rest empty."""
        turns = [Turn()] * len(self.draft.utterances)
        for one, decision in zip(found, follow(found, self.scorer), strict=True):
            if decision.speaker is not None:
                sure = 1.0 if one.fixed is not None else confidence(decision.clues, self.scorer.confidence)
                turns[one.utterance] = Turn(speaker=decision.speaker, confidence=sure)
        return turns

    def spoken(self, turns: list[Turn], found: list[Evidence]) -> Spoken:
        """The lines in `found`, whose speakers `turns` has."""
        speakers = [turns[one.utterance].speaker for one in found]
        return Spoken(self.book, turns, found, likely(found, speakers, self.scorer))

    def again(self, fixed: Mapping[int, str | None]) -> dict[int, Turn]:
        """The turns of every conversation in which a fixed speaker is another than before, now that `fixed` holds."""
        before, self.fixed = self.fixed, fixed
        changed = [self._at[i] for i in {*before, *fixed} if before.get(i) != fixed.get(i) and i in self._at]
        self._tell(fixed)
        near = sorted({k for c in changed for k in range(c - REACH, c + REACH + 1) if 0 <= k < len(self.found)})
        for k in near:
            self.found[k] = weigh(self.book, self.order, k, self.found[k].gap, self.found[k].candidates)
        self._bind(near)
        out: dict[int, Turn] = {}
        for start, end in sorted({self._conversation(k) for k in near}):
            talk = self.found[start:end]
            turns = [_fixed(turn, fixed, i) for i, turn in enumerate(self.decided(talk))]
            said = addressees(self.spoken(turns, talk))
            out |= {one.utterance: said[one.utterance] for one in talk}
        return out

    def likely(self, i: int) -> list[str]:
        """The candidates of an utterance, the likeliest first by what stands around it; empty where there are none."""
        k = self._at.get(i)
        if k is None:
            return []
        one = self.found[k]
        empty = self.scorer.linear[one.local.shape[1] :] * 0
        scores = self.scorer.scores(one.local, empty[None, :].repeat(len(one.candidates), 0))
        return [one.candidates[int(n)] for n in (-scores).argsort()]

    def _tell(self, fixed: Mapping[int, str | None]) -> None:
        """What a person has said is as good as a clause that names the speaker, for all lines around it."""
        self.book.cue_entity = list(self._told)
        for i, who in fixed.items():
            if who in self.book.cast:
                self.book.cue_entity[i] = who
        self.book.speaking = Counter(who for who in self.book.cue_entity if who)
        if self.book.company.cues:
            self.book.company = replace(self.book.company, cues=[self.book.cue_entity[i] for i in self.order])

    def _bind(self, lines: Iterable[int]) -> None:
        for k in lines:
            one = self.found[k]
            who = self.fixed.get(one.utterance)
            if who is not None and who in one.candidates:
                one.fixed, one.cued = one.candidates.index(who), True

    def _recall(self) -> None:
        """Make those who speak near a line its candidates, though nobody has named them for pages."""
        speakers = [decision.speaker for decision in follow(self.found, self.scorer)]
        talks = list(accumulate(int(one.gap == 3) for one in self.found))
        for k, one in enumerate(self.found):
            near = range(max(0, k - NEAR), min(k + NEAR + 1, len(self.found)))
            heard = dict.fromkeys(speakers[n] for n in near if talks[n] == talks[k])
            if new := [who for who in heard if who is not None and who not in one.candidates]:
                self.found[k] = weigh(self.book, self.order, k, one.gap, new)

    def _conversation(self, k: int) -> tuple[int, int]:
        start, end = k, k + 1
        while start and self.found[start].gap != 3:
            start -= 1
        while end < len(self.found) and self.found[end].gap != 3:
            end += 1
        return start, end
