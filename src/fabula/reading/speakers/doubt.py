"""How likely each "he" and "she" of the narration is each of those it can stand for, where one alone was chosen."""

from __future__ import annotations

import math
from collections.abc import Mapping

from fabula.reading.coreference.engine import Engine
from fabula.reading.coreference.memory import Memory
from fabula.reading.coreference.ranking import Candidate, score
from fabula.reading.coreference.stage import introductions
from fabula.reading.draft import Draft


def pronoun_shares(draft: Draft) -> dict[int, Mapping[str, float]]:
    """For each singular third-person pronoun of the narration (by index) the shares of its candidates, in all 1.

    They are the choices that `resolve` made, weighed by the same scores: a softmax over the candidates.
    """
    out: dict[int, Mapping[str, float]] = {}

    def weigh(i: int, candidates: list[Candidate], memory: Memory) -> str | None:
        phrase = draft.phrases[i]
        if phrase.utterance is None and not phrase.plural and candidates:
            scores = [score(c, memory.standings[i], None) for c in candidates]
            top = max(scores)
            raised = [math.exp(s - top) for s in scores]
            whole = sum(raised)
            out[i] = {c.referent.id: r / whole for c, r in zip(candidates, raised, strict=True)}
        return None

    Engine(draft, introductions(draft), weigh).run()
    return out
