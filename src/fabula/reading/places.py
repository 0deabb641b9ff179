"""The places of the story: phrases that name a room, a house, a landscape or a craft, and which are the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from fabula.reading.draft import Draft
from fabula.reading.staging_words import word_list
from fabula.story.records import Place
from fabula.text.words import Words

ARTICLES = frozenset({"the", "a", "an", "this", "that", "his", "her", "my", "our", "their", "its", "your", "some"})
BOUNDS = frozenset(
    "in at to of on and or but into onto through from with was were is are by over under near behind beside against "
    "across along toward towards up down out off that which who as than for like had has have him them it".split()
)
PLACE_TYPES = frozenset({"FAC", "GPE", "LOC", "VEH"})
KINDS = ("rooms", "buildings", "outdoors", "vehicles")


@dataclass(frozen=True, slots=True)
class Sighting:
    """A phrase that names a place: its tokens, its head in the singular, and the key of the place it names."""

    start: int
    end: int
    head: str
    key: str
    proper: bool


@cache
def place_heads() -> frozenset[str]:
    """Heads of phrases that name where one can be, singular or plural as written."""
    return frozenset().union(*(word_list("places", kind, "settings.toml") for kind in KINDS))


def find_places(draft: Draft) -> Draft:
    """The draft with its places; those already there are kept."""
    if draft.places:
        return draft
    found = place_sightings(draft)
    forms: dict[str, Counter[str]] = {}
    proper: set[str] = set()
    for s in found:
        forms.setdefault(s.key, Counter())[_form(draft.words, s)] += 1
        if s.proper:
            proper.add(s.key)
    places = []
    for n, (key, seen) in enumerate(forms.items(), 1):
        name = _name(seen, key in proper)
        others = tuple(f for f, _ in seen.most_common(6) if f != name)
        places.append(Place(id=f"p{n}", name=name, aliases=(name, *others), confidence=0.9 if key in proper else 0.6))
    ids = {key: f"p{n}" for n, key in enumerate(forms, 1)}
    starts = {draft.words.tokens[s.start].start: ids[s.key] for s in found}
    entities = tuple(
        starts.get(p.start) if e is None and p.type in PLACE_TYPES else e
        for p, e in zip(draft.phrases, draft.entities, strict=True)
    )
    return replace(draft, places=tuple(places), entities=entities)


def place_sightings(draft: Draft) -> list[Sighting]:
    """Every phrase that names a place, in text order: those the mentions give, and those a place noun heads."""
    words = draft.words
    lower = [f.lower() for f in words.forms]
    out: dict[int, Sighting] = {}
    taken = bytearray(len(lower))
    people = _people(draft)
    for phrase in draft.phrases:
        if phrase.type not in PLACE_TYPES or phrase.form == "PRON":
            continue
        a, b = words.at(phrase.start), words.at(phrase.end - 1) + 1
        head = words.at(phrase.head.end - 1)
        if a < b <= len(lower) and not any(taken[a:b]):
            out[a] = _sighting(words.forms, lower, a, b, min(max(head, a), b - 1))
            taken[a:b] = b"\1" * (b - a)
    heads = place_heads()
    for at, word in enumerate(lower):
        if (word not in heads and "-" not in word) or taken[at] or people[at] or not _heads(lower, at):
            continue
        start = _left(words.forms, lower, at, words.sentences[words.sentence_of(at)][0])
        named = at + 1 < len(lower) and word != words.forms[at] and words.forms[at + 1][0].isupper()
        end = at + 2 if named and start is None else at + 1  # "Lake Orlin"
        start = at if start is None and named else start
        if start is not None and not any(taken[start:end]):
            out[start] = _sighting(words.forms, lower, start, end, at)
            taken[start:end] = b"\1" * (end - start)
    return [out[k] for k in sorted(out)]


def place_ids(draft: Draft, sightings: Sequence[Sighting]) -> dict[str, str]:
    """The id of the place that each key of the sightings stands for."""
    by_form = {form: p.id for p in draft.places for form in (p.name, *p.aliases)}
    out: dict[str, str] = {}
    for sighting in sightings:
        place = by_form.get(_form(draft.words, sighting))
        if place is not None:
            out.setdefault(sighting.key, place)
    return out


def _form(words: Words, sighting: Sighting) -> str:
    return " ".join(words.chars((sighting.start, sighting.end)).of(words.text).split())


def _people(draft: Draft) -> bytearray:
    """A mark on each token of a short mention of a person, so that "the Hall girl" is no hall."""
    marks = bytearray(len(draft.words.forms))
    for phrase in draft.phrases:
        if phrase.type == "PER":
            a, b = draft.words.at(phrase.start), draft.words.at(phrase.end - 1) + 1
            if b - a <= 3:
                marks[a:b] = b"\1" * (b - a)
    return marks


def _heads(lower: Sequence[str], at: int) -> bool:
    """Whether the token can head a place phrase: a place noun that no other one follows."""
    word = lower[at]
    if word not in place_heads() and word.rpartition("-")[2] not in place_heads() | {"room", "house", "shop"}:
        return False
    return at + 1 >= len(lower) or lower[at + 1] not in place_heads() or lower[at + 1] in {"well", "spring", "rock"}


def _left(forms: Sequence[str], lower: Sequence[str], at: int, floor: int) -> int | None:
    """First token of the phrase that ends in a place noun; None where no determiner or name opens it."""
    start = at
    while start > max(floor, at - 5):
        word = lower[start - 1]
        if word in ARTICLES:
            return start - 1
        if word in {"'s", "’s"}:
            start -= 2
            continue
        if not word.isalpha() and "-" not in word:
            break
        if forms[start - 1][0].isupper() and start - 1 > floor:
            start -= 1
            continue
        if word in BOUNDS:
            break
        start -= 1
    if start < at and forms[start][0].isupper() and start > floor:
        return start
    home = lower[at] in {"home", "school", "church", "town", "deck", "court", "college"}
    return at if home and at > floor and lower[at - 1] in {"at", "to", "in", "on", "from", "reached"} else None


def _sighting(forms: Sequence[str], lower: Sequence[str], a: int, b: int, head: int) -> Sighting:
    """The place by its names where it has any, else by its head with the noun that goes with it."""
    named = [lower[i] for i in range(a, b) if forms[i][0].isupper() and lower[i] not in ARTICLES]
    head_word = lower[head]
    if len(named) > 1 or (named and a < head):
        return Sighting(a, b, head_word, " ".join(named), True)
    before = lower[head - 1] if head > a else ""
    joined = word_list("modifiers", "rooms", "settings.toml")
    key = f"{before}-{head_word}" if head_word in {"room", "house"} and before in joined else head_word
    return Sighting(a, b, head_word, key, bool(named))


def _name(seen: Counter[str], proper: bool) -> str:
    """The commonest form, the longer of equals; "the" for a bare "a" or a possessive of nobody."""
    best = max(seen, key=lambda f: (seen[f], len(f)))
    first, _, rest = best.partition(" ")
    if proper or first.lower() not in {"a", "an", "this", "that", "the"} or not rest:
        return best
    return f"the {rest}"
