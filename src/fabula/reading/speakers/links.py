"""What the encoder's antecedent scores tell of a line: who its "I" and "you" are, whom the pronoun of its cue means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fabula.reading.antecedents import Antecedents
from fabula.reading.draft import Draft
from fabula.spans import Span

FEATURES = ("encoder, cue", "encoder, I", "encoder, I known", "encoder, you", "encoder, you known")
_SCALE = 5.0
_LOOKS = 3  # pronouns of a line that are asked about
_SEEN = 4  # mentions of a candidate that they are compared with


@dataclass(frozen=True, slots=True)
class Links:
    """The first and second persons of each utterance, as spans in text order, and the scores between mentions."""

    scores: Antecedents | None
    mine: Mapping[int, Sequence[Span]]
    yours: Mapping[int, Sequence[Span]]

    def features(
        self, utterance: int, cue: Span | None, before: Sequence[Span], behind: Sequence[Span]
    ) -> dict[str, float]:
        """The `FEATURES` of a candidate with these mentions before the utterance (latest last) and behind it."""
        if self.scores is None:
            return {}
        before, behind = before[-_SEEN:], behind[:2]
        mine = self._best(self.mine.get(utterance, ()), before, behind)
        yours = self._best(self.yours.get(utterance, ()), before, behind)
        told = None if cue is None else self.scores.score(cue, before)
        return {
            "encoder, cue": (told or 0.0) / _SCALE,
            "encoder, I": (mine or 0.0) / _SCALE,
            "encoder, I known": float(mine is not None),
            "encoder, you": (yours or 0.0) / _SCALE,
            "encoder, you known": float(yours is not None),
        }

    def between(self, utterance: int, other: int) -> tuple[float, float]:
        """How far "I" here is "I" in an earlier utterance, and how far "I" and "you" change places."""
        mine, yours = self.mine.get(utterance, ())[:2], self.yours.get(utterance, ())[:2]
        theirs, called = self.mine.get(other, ())[-2:], self.yours.get(other, ())[-2:]
        same = self._best(mine, theirs, ())
        turned = max(
            (x for x in (self._best(yours, theirs, ()), self._best(mine, called, ())) if x is not None), default=0
        )
        return (same or 0.0) / _SCALE, turned / _SCALE

    def _best(self, pronouns: Sequence[Span], before: Sequence[Span], behind: Sequence[Span]) -> float | None:
        if self.scores is None:
            return None
        found = [self.scores.score(p, [b]) for p in pronouns[:_LOOKS] for b in before]
        found += [self.scores.score(b, [p]) for p in pronouns[:_LOOKS] for b in behind]
        return max((x for x in found if x is not None), default=None)


def links(draft: Draft) -> Links:
    """The links of a draft, from the pronouns inside its utterances."""
    mine: dict[int, list[Span]] = {}
    yours: dict[int, list[Span]] = {}
    for phrase in draft.phrases:
        if phrase.utterance is None or phrase.form != "PRON" or phrase.plural:
            continue
        if phrase.person == 1:
            mine.setdefault(phrase.utterance, []).append(phrase.span)
        elif phrase.person == 2:
            yours.setdefault(phrase.utterance, []).append(phrase.span)
    return Links(draft.antecedents, mine, yours)
