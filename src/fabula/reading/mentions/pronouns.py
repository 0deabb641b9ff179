"""Pronouns that stand for people, with gender, person and number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from fabula.reading.draft import Gender, Person

Case = Literal["subject", "object", "possessive", "reflexive", "any"]


@dataclass(frozen=True, slots=True)
class Pronoun:
    """What a pronoun tells by itself."""

    person: Person
    gender: Gender | None = None
    plural: bool = False
    case: Case = "any"


_ROWS = """
1 - subject: i
1 - object: me
1 - possessive: my mine
1 - reflexive: myself
1 they subject: we
1 they object: us
1 they possessive: our ours
1 they reflexive: ourselves
2 - any: you ye thou thee tha tha' y' ya
2 - possessive: your yours thy thine
2 - reflexive: yourself thyself
2 they reflexive: yourselves
3 he subject: he
3 he object: him 'im ’im
3 he possessive: his 'is ’is
3 he reflexive: himself hisself
3 she subject: she
3 she object: her
3 she possessive: hers
3 she reflexive: herself
3 they subject: they
3 they object: them 'em ’em
3 they possessive: their theirs
3 they reflexive: themselves themself
3 it any: it
3 it possessive: its
3 it reflexive: itself
"""


@cache
def pronouns() -> dict[str, Pronoun]:
    """Personal pronouns, possessives and reflexives by their lower-case form."""
    out: dict[str, Pronoun] = {}
    for row in _ROWS.strip().splitlines():
        head, words = row.split(": ")
        person, gender, case = head.split()
        plural = gender == "they"
        shown: Gender | None = None if gender == "-" or (plural and person != "3") else gender  # type: ignore[assignment]
        for word in words.split():
            out[word] = Pronoun(int(person), shown, plural, case)  # type: ignore[arg-type]
    return out


def pronoun(form: str) -> Pronoun | None:
    """The pronoun that a token is, or None; a capital I only, for a small one may be a letter of a list."""
    return pronouns().get(form.lower())
