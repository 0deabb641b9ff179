"""Names joined to one person each: titles, surnames, given names, initials, short forms, changed spelling."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fabula.reading.cast.evidence import NameUse, gender_of
from fabula.reading.cast.short_forms import pet_form, same_given
from fabula.reading.lexicon import given_names, titles


@dataclass(slots=True)
class Person:
    """Somebody with all the names used of them."""

    uses: list[NameUse] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How often any of the names is used."""
        return sum(u.count for u in self.uses)

    @property
    def first(self) -> int:
        """Index of the first phrase that names them."""
        return min(u.first for u in self.uses)

    @property
    def gender(self) -> str | None:
        """The likely gender."""
        return gender_of(self.uses)[0]

    @property
    def given(self) -> set[str]:
        """First words of the names that have more than a surname, or a given name alone."""
        return {u.name.words[0] for u in self.uses if len(u.name.words) > 1 or _given_alone(u)}

    @property
    def surnames(self) -> set[str]:
        """Last words of full names, and words after Mr., Mrs. and the like."""
        return {u.name.last for u in self.uses if len(u.name.words) > 1 or (u.name.titles and not _given_alone(u))}

    @property
    def courtesies(self) -> set[str]:
        """The ways of address used: mr, mrs, miss."""
        return {c for u in self.uses if (c := u.name.courtesy)}


def _given_alone(use: NameUse) -> bool:
    return len(use.name.words) == 1 and use.name.words[0] in given_names() and use.name.courtesy is None


def join(uses: Sequence[NameUse]) -> list[Person]:
    """The people whom the names stand for, in order of first appearance."""
    people: list[Person] = []
    full = [u for u in uses if len(u.name.words) > 1]
    titled = [u for u in uses if len(u.name.words) == 1 and u.name.titles]
    single = [u for u in uses if len(u.name.words) == 1 and not u.name.titles]
    for use in sorted(full, key=lambda u: (-len(u.name.words), -u.count)):
        _place(people, use, _full_fits(people, use))
    for use in sorted(titled, key=lambda u: -u.count):
        _place(people, use, _titled_fits(people, use, single))
    for use in sorted(single, key=lambda u: -u.count):
        _place(people, use, _single_fits(people, use))
    _join_pet_forms(people)
    return sorted(people, key=lambda p: p.first)


def _place(people: list[Person], use: NameUse, fits: Sequence[Person]) -> None:
    if fits:
        max(fits, key=lambda p: p.count).uses.append(use)
    else:
        people.append(Person([use]))


def _agree(person: Person, use: NameUse) -> bool:
    """Whether nothing in gender or address keeps the name from being this person's."""
    mine, sure = gender_of(person.uses)
    other, as_sure = gender_of([use])
    if mine and other and mine != other and (sure > 0.65 and as_sure > 0.65):
        return False
    pair = person.courtesies | ({use.name.courtesy} if use.name.courtesy else set())
    return not ({"mrs", "miss"} <= pair and not _may_marry(person, use))


def _may_marry(person: Person, use: NameUse) -> bool:
    """Mrs. and Miss are one person only under different surnames (a marriage)."""
    surnames = {u.name.last for u in [*person.uses, use] if u.name.courtesy in {"mrs", "miss"}}
    return len(surnames) > 1


def _wife(use: NameUse) -> bool:
    """Mrs. with a man's given name: his wife, not he."""
    return use.name.courtesy == "mrs" and len(use.name.words) > 1 and given_names().get(use.name.words[0]) == "he"


def _full_fits(people: Iterable[Person], use: NameUse) -> list[Person]:
    out = []
    for person in people:
        for other in person.uses:
            a, b = use.name.words, other.name.words
            if len(b) < 2 or a[-1] != b[-1] or _wife(use) != _wife(other):
                continue
            if (same_given(a[0], b[0]) or a[0] in b[:-1]) and _agree(person, use):
                out.append(person)
                break
    return out


def _titled_fits(people: Iterable[Person], use: NameUse, single: Sequence[NameUse]) -> list[Person]:
    word, courtesy = use.name.last, use.name.courtesy
    candidates = [p for p in people if _agree(p, use)]
    same = [
        p
        for p in candidates
        if any(u.name.last == word and len(u.name.words) == 1 and _same_titles(u, use) for u in p.uses)
    ]
    if same:
        return same
    by_surname = [p for p in candidates if word in p.surnames and _may_be(p, use)]
    by_given = [p for p in candidates if any(same_given(word, g) for g in p.given)]
    given_first = courtesy not in {"mr", "mrs"} and word in given_names()
    if given_first and by_given:
        return by_given
    if len(by_surname) == 1:
        return by_surname
    if by_surname:
        return _elder(by_surname, use)
    return by_given if word in given_names() or len(by_given) == 1 else []


def _same_titles(a: NameUse, b: NameUse) -> bool:
    return a.name.courtesy == b.name.courtesy or not a.name.courtesy or not b.name.courtesy


def _may_be(person: Person, use: NameUse) -> bool:
    """Whether a title and a surname can be this person's: a wife or a child of the same name is not."""
    if use.name.courtesy == "mrs":
        return person.gender == "she"
    if use.name.courtesy == "mr" and person.gender is None:
        return len(person.uses) > 0
    return True


def _elder(people: Sequence[Person], use: NameUse) -> list[Person]:
    """Of several of one surname the one whom the title alone means: who is never called by it with a given name."""
    courtesy = use.name.courtesy
    rest = [
        p
        for p in people
        if not any(u.name.courtesy == courtesy and (len(u.name.words) > 1 or _given_alone(u)) for u in p.uses)
    ]
    if len(rest) == 1 and courtesy in {"miss", "mr"}:
        return list(rest)
    if courtesy is None and not rest:
        return []
    ranked = sorted(rest or people, key=lambda p: -p.count)
    return ranked[:1] if len(ranked) > 1 and ranked[0].count > 3 * ranked[1].count else []


def _single_fits(people: Iterable[Person], use: NameUse) -> list[Person]:
    word = use.name.last
    candidates = [p for p in people if _agree(p, use)]
    by_given = [p for p in candidates if word in p.given]
    if by_given:
        return by_given
    by_surname = [p for p in candidates if word in p.surnames]
    if by_surname:
        return _bearer(by_surname)
    middle = [p for p in candidates if any(word in u.name.words for u in p.uses)]
    if middle:
        return middle
    short = [p for p in candidates if any(same_given(word, g) for g in p.given)]
    return short if len(short) == 1 else []


def _bearer(people: Sequence[Person]) -> list[Person]:
    """Who is meant by a surname alone: a man before a woman, then whoever is named most."""
    men = [p for p in people if p.gender == "he"] or list(people)
    return [max(men, key=lambda p: p.count)]


def _join_pet_forms(people: list[Person]) -> None:
    """Join a person known by one word alone to the one whose name it is a pet form or a slip of."""
    by_word: dict[str, Person] = {}
    for person in people:
        for use in person.uses:
            for word in use.name.words:
                by_word.setdefault(word, person)
    for person in sorted(people, key=lambda p: p.count):
        if len(person.uses) != 1 or len(person.uses[0].name.words) != 1:
            continue
        use = person.uses[0]
        homes = [
            by_word[w]
            for w in by_word
            if by_word[w] is not person and pet_form(use.name.last, w, use.count, by_word[w].count)
        ]
        homes = [h for h in homes if h in people and _agree(h, use)]
        if homes and len({id(h) for h in homes}) == 1 and homes[0].count >= use.count:
            homes[0].uses.append(use)
            people.remove(person)


def aliases(person: Person) -> list[str]:
    """Every name of the person as written, the commonest first."""
    seen: dict[str, int] = defaultdict(int)
    for use in person.uses:
        for form, count in use.forms.items():
            seen[form] += count
    return sorted(seen, key=lambda f: -seen[f])


def main_name(person: Person) -> str:
    """The fullest of the names that are in real use."""
    best = max(person.uses, key=lambda u: (_fullness(u, person.count), u.count))
    return best.forms.most_common(1)[0][0]


def _fullness(use: NameUse, total: int) -> tuple[int, int]:
    common = use.count * 20 >= total or use.count >= 3
    courtesy = sum(1 for t in use.name.titles if t in titles())
    return (int(common) + (len(use.name.words) if common or len(use.name.words) > 1 else 0), courtesy)
