"""Who is whose wife, mother or brother, as far as names tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fabula.reading.mentions.name_forms import parse_name
from fabula.story.records import Character
from fabula.text.tokens import tokenize

_SELF = {"aunt": "aunt", "auntie": "aunt", "uncle": "uncle", "grandmother": "grandmother", "grandfather": "grandfather"}


@dataclass(frozen=True, slots=True)
class Family:
    """Surnames of characters, and how each is addressed under them ("mr", "mrs", "miss"), gender, kin titles."""

    surnames: dict[str, frozenset[str]]
    bearers: dict[str, tuple[str, ...]]
    address: dict[str, frozenset[str]]
    gender: dict[str, str | None]
    titled: dict[str, tuple[str, ...]]

    def relative(self, owner: str, head: str) -> str | None:
        """The one character who can be the owner's `head` ("wife", "mother", "brother"), or None."""
        if head in _SELF and len(self.titled.get(_SELF[head], ())) == 1:
            return self.titled[_SELF[head]][0] if self.titled[_SELF[head]][0] != owner else None
        kin = [x for s in self.surnames.get(owner, ()) for x in self.bearers.get(s, ()) if x != owner]
        fits = [x for x in dict.fromkeys(kin) if self._fits(owner, x, head)]
        return fits[0] if len(fits) == 1 else None

    def _fits(self, owner: str, other: str, head: str) -> bool:
        married, mister = "mrs" in self.address[other], "mr" in self.address[other]
        if head in {"wife", "mother", "mamma", "mama", "mum", "mom"}:
            mine = "mrs" in self.address[owner]
            return married and not mine and (head != "wife" or self.gender[owner] != "she")
        if head == "husband":
            return self.gender[other] == "he" and mister and "mrs" in self.address[owner]
        if head in {"father", "papa", "dad", "daddy"}:
            return (
                self.gender[other] == "he"
                and mister
                and "mr" not in self.address[owner]
                and "mrs" not in self.address[owner]
            )
        if head == "brother":
            return self.gender[other] == "he" and not (mister and "mr" not in self.address[owner])
        if head == "sister":
            return self.gender[other] == "she" and not married
        return False


def family(characters: Sequence[Character]) -> Family:
    """The family of a cast, by the surnames that its names share."""
    surnames: dict[str, set[str]] = {}
    address: dict[str, set[str]] = {}
    titled: dict[str, list[str]] = {}
    for one in characters:
        surnames[one.id], address[one.id] = set(), set()
        for text in one.aliases:
            name = parse_name(tuple(text[a:b] for a, b in tokenize(text)))
            if name is None or name.role:
                continue
            if len(name.words) > 1 or name.courtesy:
                surnames[one.id].add(name.last)
            if name.courtesy:
                address[one.id].add(name.courtesy)
            for title in name.titles:
                if title in _SELF and one.id not in titled.setdefault(_SELF[title], []):
                    titled[_SELF[title]].append(one.id)
    bearers: dict[str, list[str]] = {}
    for one in characters:
        for surname in sorted(surnames[one.id]):
            bearers.setdefault(surname, []).append(one.id)
    return Family(
        {k: frozenset(v) for k, v in surnames.items()},
        {k: tuple(v) for k, v in bearers.items()},
        {k: frozenset(v) for k, v in address.items()},
        {c.id: c.pronouns for c in characters},
        {k: tuple(v) for k, v in titled.items()},
    )
