"""Names joined to one person each: titles, surnames, given names, initials, short forms, changed spelling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fabula.reading.cast.evidence import SEEN, NameUse, gender_of, shown_gender
from fabula.reading.cast.short_forms import called_short, nicknamed, pet_form, same_given
from fabula.reading.lexicon import given_names, titles
from fabula.reading.mentions.name_forms import AGES

APART = 0.08  # share of a name's uses beside another name from which the two are two people
SOFT = 4  # pronouns from which a gender told by them alone counts

_FORCES = frozenset("captain general colonel major lieutenant sergeant corporal ensign admiral".split())

Apart = Counter[frozenset[int]]


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
    def given(self) -> set[str]:
        """First words of the names that have more than a surname, or a given name alone."""
        return {u.name.words[0] for u in self.uses if (len(u.name.words) > 1 and not wife(u)) or given_alone(u)}

    @property
    def surnames(self) -> set[str]:
        """Last words of full names, and words after Mr., Mrs. and the like."""
        return {u.name.last for u in self.uses if len(u.name.words) > 1 or (u.name.titles and not given_alone(u))}


def given_alone(use: NameUse) -> bool:
    """Whether the name is a given name without a surname: "Fen", "Sir Henry"."""
    known = use.name.words[0] in given_names() and not use.surname
    return len(use.name.words) == 1 and known and use.name.courtesy not in {"mr", "mrs"}


def told_gender(use: NameUse) -> str | None:
    """The gender that the name shows; None where a given name alone shows it and the pronouns say otherwise."""
    shown = shown_gender(use.name)
    if shown is None or any(t in titles() and titles()[t].gender == shown for t in use.name.titles):
        return shown
    other = use.pronouns["she" if shown == "he" else "he"]
    return None if other >= SEEN and other > 3 * use.pronouns[shown] else shown


def wife(use: NameUse) -> bool:
    """Mrs. with a man's given name: his wife, not he."""
    if use.name.courtesy != "mrs" or len(use.name.words) < 2:
        return False
    return use.husbands or given_names().get(use.name.words[0]) == "he"


def _is_his(use: NameUse, full: Sequence[NameUse]) -> bool:
    """Whether the name after Mrs. is used of a man."""
    same = [u for u in full if u.name.words == use.name.words and u.name.courtesy not in {"mrs", "miss"}]
    return gender_of(same)[0] == "he"


def standing(use: NameUse) -> str | None:
    """How a woman is addressed, married or not; a Lady with a surname counts as married."""
    if "lady" in use.name.titles and given_names().get(use.name.last) != "she":
        return "mrs"
    return use.name.courtesy if use.name.courtesy in {"mrs", "miss"} else None


class Joiner:
    """Joins the uses of names to people; `apart` counts how often two of them stand side by side."""

    def __init__(self, uses: Sequence[NameUse], apart: Apart) -> None:
        self.uses = uses
        self.apart = apart
        self.people: list[Person] = []

    def join(self) -> list[Person]:
        """The people whom the names stand for, in order of first appearance."""
        full = [u for u in self.uses if len(u.name.words) > 1]
        for use in full:
            use.husbands = use.name.courtesy == "mrs" and _is_his(use, full)
        firsts = {u.name.words[0] for u in full}
        lasts = {u.name.last for u in full if not u.name.role}
        for use in self.uses:
            use.surname = len(use.name.words) == 1 and use.name.last in lasts - firsts
        titled = [u for u in self.uses if len(u.name.words) == 1 and u.name.titles]
        single = [u for u in self.uses if len(u.name.words) == 1 and not u.name.titles]
        for use in sorted(full, key=lambda u: (-len(u.name.words), -u.count)):
            self._place(use, self._full_fits(use))
        later = []
        for use in sorted(single, key=lambda u: -u.count):
            fits = [p for p in self.people if use.name.last in p.given and self._agree(p, use, same=True)]
            if fits:
                self._place(use, fits)
            else:
                later.append(use)
        for use in sorted(titled, key=lambda u: (not given_alone(u), -u.count)):
            self._place(use, self._titled_fits(use))
        for use in later:
            self._place(use, self._single_fits(use))
        self._join_bynames()
        self._join_usual_forms()
        self._join_pet_forms()
        return sorted(self.people, key=lambda p: p.first)

    def _place(self, use: NameUse, fits: Sequence[Person]) -> None:
        if fits:
            max(fits, key=lambda p: p.count).uses.append(use)
        else:
            self.people.append(Person([use]))

    def _agree(self, person: Person, use: NameUse, *, soft: bool = True, same: bool = False) -> bool:
        """Whether nothing in gender, address or company keeps the name from being this person's.

        `same`: the name is theirs word for word, so that the gender it mostly has does not part them.
        """
        if use.name.family or any(u.name.family for u in person.uses):
            return False
        shown = {g for u in person.uses if (g := told_gender(u))}
        mine = None if same else told_gender(use)
        if mine and shown and mine not in shown:
            return False
        if soft and not same and not (mine and shown) and self._soft_clash(person, use):
            return False
        if _rank_apart(person, use) or any(_rank_apart(Person([use]), u) for u in person.uses):
            return False
        if len({a for u in (*person.uses, use) if (a := _age(u))}) > 1:
            return False
        pair = {s for u in (*person.uses, use) if (s := standing(u))}
        lasts = {u.name.last for u in (*person.uses, use) if standing(u) and not given_alone(u)}
        if {"mrs", "miss"} <= pair and len(lasts) <= 1:
            return False
        return not any(self._apart(u, use) for u in person.uses)

    def _soft_clash(self, person: Person, use: NameUse) -> bool:
        a, sure = gender_of(person.uses)
        b, as_sure = gender_of([use])
        seen = all(
            sum(sum(u.pronouns.values()) for u in uses) >= SOFT or any(told_gender(u) for u in uses)
            for uses in (person.uses, [use])
        )
        return a is not None and b is not None and a != b and sure > 0.75 and as_sure > 0.75 and seen

    def _apart(self, a: NameUse, b: NameUse) -> bool:
        """Whether the two names stand side by side too often to be one person's."""
        together = self.apart[frozenset({a.first, b.first})]
        few = min(a.count, b.count)
        if _part_of(a, b) or _part_of(b, a):
            return together >= 6 and together >= 0.3 * few
        return together >= 3 and together >= APART * few

    def _full_fits(self, use: NameUse) -> list[Person]:
        out = []
        for person in self.people:
            for other in person.uses:
                a, b = use.name.words, other.name.words
                if len(b) < 2 or a[-1] != b[-1] or wife(use) != wife(other):
                    continue
                alike = same_given(a[0], b[0]) or (a[0] in b[:-1] and len(b) > 2)
                if alike and self._agree(person, use, same=a == b):
                    out.append(person)
                    break
        return out

    def _familiar(self, use: NameUse) -> list[Person]:
        """Who is called by a byname and the given name ("Pappy Fen", "Long Tom"), where one alone has it."""
        byname, given = use.name.words[0], use.name.last
        if len(use.name.words) != 2 or given not in given_names() or byname in given_names() or use.name.titles:
            return []
        fits = [p for p in self.people if given in p.given and not any(u is use for u in p.uses)]
        return fits if len(fits) == 1 and self._agree(fits[0], use) else []

    def _titled_fits(self, use: NameUse) -> list[Person]:
        word = use.name.last
        if len(word.rstrip(".")) == 1:
            return self._initial_fits(use)
        fits = [p for p in self.people if _akin(p, word) and self._agree(p, use)]
        same = [
            p for p in fits if any(u.name.last == word and len(u.name.words) == 1 and u.name.titles for u in p.uses)
        ]
        ranked = [p for p in fits if any(same_given(word, g) for g in p.given)]
        alike = [p for p in ranked if any(set(u.name.titles) & set(use.name.titles) for u in p.uses)]
        by_surname = [p for p in fits if word in p.surnames]
        if use.name.courtesy in {"mr", "mrs"}:
            return same or self._elder(by_surname, use) or (ranked if len(ranked) == 1 and not by_surname else [])
        if word in given_names():
            return alike or ranked or same or self._elder(by_surname, use)
        return same or self._elder(by_surname, use) or (ranked if len(ranked) == 1 else [])

    def _initial_fits(self, use: NameUse) -> list[Person]:
        """Who is meant by title and initial ("Mr. T"): the one of that title whose surname begins so."""
        fits = [p for p in self.people if self._agree(p, use) and any(_begins_so(u, use) for u in p.uses)]
        return fits if len(fits) == 1 else []

    def _elder(self, people: Sequence[Person], use: NameUse) -> list[Person]:
        """Of those of one surname the one meant by title and surname: who is never called so with a given name."""
        courtesy = use.name.courtesy
        if courtesy == "mrs":
            people = [p for p in people if gender_of(p.uses)[0] == "she"]
            married = [p for p in people if any(standing(u) == "mrs" for u in p.uses)]
            people = married if len(married) == 1 else people
        if len(people) == 1:
            return list(people)
        rest = [
            p
            for p in people
            if not any(u.name.courtesy == courtesy and (len(u.name.words) > 1 or given_alone(u)) for u in p.uses)
        ]
        if len(rest) == 1 or (rest and courtesy == "miss"):
            return [max(rest, key=lambda p: p.count)]
        ranked = sorted(people, key=lambda p: -p.count)
        return ranked[:1] if len(ranked) > 1 and courtesy is None and ranked[0].count > 3 * ranked[1].count else []

    def _single_fits(self, use: NameUse) -> list[Person]:
        word = use.name.last
        fits = [p for p in self.people if _akin(p, word) and self._agree(p, use)]
        if use.name.role or word in titles():
            ranked = [p for p in fits if any(word in u.name.titles for u in p.uses)]
            if ranked:
                return ranked if len(ranked) == 1 else []
        bearers = [p for p in self.people if word in p.surnames and self._agree(p, use, soft=False)]
        misters = [p for p in bearers if any(u.name.courtesy == "mr" and len(u.name.words) == 1 for u in p.uses)]
        by_surname = misters or [p for p in fits if word in p.surnames and not _only_wife(p, use)]
        if by_surname:
            return [max(by_surname, key=lambda p: _surname_alone(p, word))]
        inside = [p for p in fits if any(word in u.name.words for u in p.uses)]
        if inside:
            return inside
        short = [p for p in fits if any(same_given(word, g) for g in p.given if not g.endswith("."))]
        whole = [p for p in short if any(len(u.name.words) == 1 for u in p.uses)]
        if len(short) == 1 or len(whole) == 1:
            return whole or short
        titled = [p for p in fits if any(u.name.titles and same_given(word, u.name.last) for u in p.uses)]
        return titled if len(titled) == 1 else []

    def _join_bynames(self) -> None:
        """Join those known by a byname and a given name alone to the one who has the given name."""
        for person in list(self.people):
            if len(person.uses) == 1 and (home := self._familiar(person.uses[0])):
                home[0].uses.extend(person.uses)
                self.people = [p for p in self.people if p is not person]

    def _join_usual_forms(self) -> None:
        """Join those called by the start of a first name to the one who has it, told in full now and then.

        So are most people of a story whose first names no list has: "Tess" all through, "Tessaly Brand" once.
        """
        for person in list(self.people):
            if len(person.uses) == 1 and person.uses[0].name.bare and len(person.uses[0].name.words) == 1:
                use = person.uses[0]
                fits = [p for p in self.people if _starts_first(use, p) and self._agree(p, use)]
                if len(fits) == 1:
                    fits[0].uses.append(use)
                    self.people = [p for p in self.people if p is not person]

    def _join_pet_forms(self) -> None:
        """Join a person known by one word alone to the one whose name it is a pet form or a slip of."""
        owners: dict[str, Person] = {}
        for person in self.people:
            for word in (w for use in person.uses if not use.name.role for w in use.name.words):
                owners.setdefault(word, person)
        for person in sorted(self.people, key=lambda p: p.count):
            if not all(_coined(use) for use in person.uses):
                continue
            homes = {id(h): h for use in person.uses for h in self._homes(use, owners) if h is not person}
            fits = [h for h in homes.values() if any(h is p for p in self.people)]
            if len(fits) == 1 and fits[0].count >= person.count:
                fits[0].uses.extend(person.uses)
                self.people = [p for p in self.people if p is not person]

    def _homes(self, use: NameUse, owners: Mapping[str, Person]) -> list[Person]:
        words = [w for w in owners if _forms_of_one(use, w, owners[w])]
        return [owners[w] for w in words if self._agree(owners[w], use)]


def join(uses: Sequence[NameUse], apart: Apart) -> list[Person]:
    """The people whom the names stand for, in order of first appearance."""
    return Joiner(uses, apart).join()


def _akin(person: Person, word: str) -> bool:
    """Whether a word can have to do with any of somebody's names: the cheap question before the dear one."""
    return any(
        word in u.name.words
        or word in u.name.titles
        or same_given(word, u.name.last)
        or same_given(word, u.name.words[0])
        for u in person.uses
    )


def _rank_apart(person: Person, use: NameUse) -> bool:
    """A rank and a surname ("Captain Crewe") is not a girl's of that surname, unless she has the rank as well."""
    ranked = [t for t in use.name.titles if t in titles() and titles()[t].sort == "rank"]
    others = {t for u in person.uses if u.name.last == use.name.last for t in u.name.titles if t in _FORCES}
    if others and set(ranked) & _FORCES and not others & set(ranked):
        return True
    if not ranked or len(use.name.words) > 1 or use.name.last not in person.surnames or given_alone(use):
        return False
    return gender_of(person.uses)[0] == "she" and not any(set(ranked) & set(u.name.titles) for u in person.uses)


def _surname_alone(person: Person, word: str) -> tuple[int, int, int]:
    """Who is meant by a surname alone: a man first, then whom title and surname alone name most."""
    alone = sum(u.count for u in person.uses if u.name.last == word and len(u.name.words) == 1)
    return (int(gender_of(person.uses)[0] != "she"), alone, person.count)


def _only_wife(person: Person, use: NameUse) -> bool:
    """Whether the surname is this person's as Mrs. alone, and nothing shows that the bare surname is a woman's."""
    return any(standing(u) == "mrs" for u in person.uses) and use.pronouns["she"] <= use.pronouns["he"]


def _age(use: NameUse) -> str | None:
    """Which of two generations the name says that it is of: "old Mr. Fen", where there is a young one."""
    return next((t for t in use.name.titles[:1] if t in AGES.values()), None)


def _part_of(a: NameUse, b: NameUse) -> bool:
    """Whether the one name is the other cut short ("Fen" of "Fen Marl"), not one of the family."""
    if not set(a.name.words) <= set(b.name.words):
        return False
    return a.name.bare or (len(b.name.words) > 1 and a.name.last != b.name.last)


def _begins_so(use: NameUse, initial: NameUse) -> bool:
    same = use.name.courtesy == initial.name.courtesy and use.name.titles == initial.name.titles
    return same and len(use.name.last) > 2 and use.name.last[0] == initial.name.last[0]


def _starts_first(use: NameUse, person: Person) -> bool:
    """Whether a name is the first name of somebody's full name, cut short."""
    word = use.name.last
    firsts = {u.name.words[0] for u in person.uses if len(u.name.words) > 1 and not wife(u)}
    return any(first.startswith(word) and pet_form(word, first, 1, 1) for first in firsts)


def _coined(use: NameUse) -> bool:
    return not use.name.role and (len(use.name.words) == 1 or (len(use.name.words) == 2 and _key(use).count("-") == 1))


def _forms_of_one(use: NameUse, word: str, owner: Person) -> bool:
    """Whether the name is coined from a word of somebody's name, or is the long form of which that is cut."""
    key = _key(use)
    if pet_form(key, word, use.count, owner.count):
        return True
    if len(use.name.words) > 1 or not any(u.name.words == (word,) for u in owner.uses):
        return False
    only_called = use.called >= use.count or sum(u.called for u in owner.uses) >= owner.count
    return pet_form(word, key, 3, 3) or (only_called and (nicknamed(word, key) or called_short(key, word)))


def _key(use: NameUse) -> str:
    """The one word of a coined name; two words that rhyme count as one with a hyphen ("Spikey Wikey")."""
    if len(use.name.words) == 2 and use.name.words[0][-2:] == use.name.words[1][-2:]:
        return "-".join(use.name.words)
    return use.name.last


def aliases(person: Person) -> list[str]:
    """Every name of the person as written, the commonest first; all capitals only where nothing else is used."""
    seen: Counter[str] = Counter()
    for use in person.uses:
        seen.update(use.forms)
    out: dict[str, str] = {}
    for form, _ in sorted(seen.items(), key=lambda item: (item[0].isupper(), -item[1])):
        out.setdefault(form.lower(), form)
    return list(out.values())


def main_name(person: Person) -> str:
    """The fullest of the names that are in real use."""
    best = max(person.uses, key=lambda u: (_fullness(u, person.count), u.count))
    forms = sorted(best.forms.items(), key=lambda item: (item[0].isupper(), -item[1]))
    return forms[0][0]


def _fullness(use: NameUse, total: int) -> tuple[int, int]:
    common = use.count * 20 >= total or use.count >= 3
    courtesy = sum(1 for t in use.name.titles if t in titles())
    return (len(use.name.words) if common else 0, courtesy if len(use.name.words) == 1 else 0)
