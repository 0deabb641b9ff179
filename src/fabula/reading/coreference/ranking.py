"""Which of those mentioned before a pronoun stands for: recency, part in the clause, level of speech, salience."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from fabula.reading.coreference.context import Standing
from fabula.reading.coreference.referents import Referent, Sighting

# Fitted by `benchmarks/fit_pronouns.py` on the pronouns of annotated passages of fiction and on the subjects of cues in
# novels (PDNC): a conditional logit; figures by folds are in benchmarks/README.md.
WEIGHTS: dict[str, float] = {
    "sentences": -0.01,
    "same sentence": 0.31,
    "previous sentence": 0.37,
    "paragraphs": -0.38,
    "subject": 0.14,
    "subject to subject": 0.03,
    "possessive": -0.12,
    "same speech": -0.25,
    "other level": -0.52,
    "pronoun": 0.28,
    "named": 0.06,
    "count": 0.46,
    "recent": 0.08,
    "gender known": 2.00,
    "nearest": 0.31,
    "first of paragraph": 0.15,
    "encoder": 1.21,
    "unknown to encoder": -0.18,
}


@dataclass(slots=True)
class Candidate:
    """A referent as an antecedent: its latest sighting, how often it was seen in the window."""

    referent: Referent
    latest: Sighting
    seen: int
    rank: int  # 0 for the nearest
    phrases: list[int] = field(default_factory=list)  # their latest phrases, the nearest first
    encoder: float | None = None  # the encoder's score of those as antecedents


def features(candidate: Candidate, standing: Standing, utterance: int | None) -> dict[str, float]:
    """The figures by which a candidate is judged; names as in `WEIGHTS`."""
    at, last = candidate.latest.standing, candidate.latest
    distance = standing.sentence - at.sentence
    return {
        "sentences": math.log1p(distance),
        "same sentence": float(distance == 0),
        "previous sentence": float(distance == 1),
        "paragraphs": math.log1p(standing.paragraph - at.paragraph),
        "subject": float(at.role == "subject"),
        "subject to subject": float(at.role == "subject" and standing.role == "subject"),
        "possessive": float(at.role == "possessive"),
        "same speech": float(utterance is not None and last.utterance == utterance),
        "other level": float((utterance is None) != (last.utterance is None)),
        "pronoun": float(last.pronoun),
        "named": float(candidate.referent.named),
        "count": math.log1p(candidate.referent.count),
        "recent": math.log1p(candidate.seen),
        "gender known": float(candidate.referent.gender is not None),
        "nearest": float(candidate.rank == 0),
        "encoder": 0.0 if candidate.encoder is None else candidate.encoder / 3,
        "unknown to encoder": float(candidate.encoder is None),
        "first of paragraph": float(standing.paragraph != at.paragraph and standing.role == "subject"),
    }


def score(candidate: Candidate, standing: Standing, utterance: int | None) -> float:
    """How likely the candidate is, on no scale: higher is likelier."""
    return sum(WEIGHTS[name] * value for name, value in features(candidate, standing, utterance).items())
