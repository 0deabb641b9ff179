"""What any mention tells by itself: head, form, gender, person and number, for spans found by rule or by a tagger."""

from __future__ import annotations

from functools import cache

from fabula.reading.draft import Gender, Phrase
from fabula.reading.lexicon import given_names, nouns, titles
from fabula.reading.mentions.pronouns import pronoun
from fabula.story.records import EntityType, Form
from fabula.text.words import Words

_STOPPERS = frozenset("of with in on at from by to for who whom whose which that and or as than , ( — – -- : ;".split())
_PLURAL_LEADS = frozenset(
    "two three four five six seven eight nine ten both several many few all these those dozen".split()
)


def describe(words: Words, span: tuple[int, int], form: Form | None = None, type: EntityType = "PER") -> Phrase:
    """The phrase on a span of code points with its head, form, gender, person and number.

    `form` is decided here when it is None: a pronoun by its words, a name by the capital of its head.
    """
    inside = words.within(span)
    head = _head(words, inside)
    only = words.forms[inside[0]] if len(inside) == 1 else ""
    if form is None:
        form = _form(words, inside, head, only)
    start, end = span
    at = words.tokens[head]
    if form == "PRON":
        found = pronoun(words.forms[inside[0]])
        if found is not None:
            return Phrase(
                start=start, end=end, head=at, form=form, type=type,
                gender=found.gender, person=found.person, plural=found.plural,
            )  # fmt: skip
        return Phrase(start=start, end=end, head=at, form=form, type=type, plural=_leads_plural(words, inside))
    gender, plural = _of_name(words, inside) if form == "PROP" else _of_noun(words, inside, head)
    return Phrase(start=start, end=end, head=at, form=form, type=type, gender=gender, plural=plural)


def _form(words: Words, inside: range, head: int, only: str) -> Form:
    if only and pronoun(only) is not None:
        return "PRON"
    key = words.forms[head].lower()
    capital = words.forms[head][0].isupper()
    return "PROP" if capital and not (key in nouns() or key in titles()) else "NOM"


def _head(words: Words, inside: range) -> int:
    """The head: the last word before a modifier that follows; past a possessive ("Tom's brother")."""
    start = inside.start
    for i in inside:
        if words.forms[i] in {"'s", "’s"} and i + 1 < inside.stop:
            start = i + 1
    last = start
    for i in range(start, inside.stop):
        form = words.forms[i].lower()
        if i > start and form in _STOPPERS:
            if form == "," and i + 1 < inside.stop and _adjective_list(words, i, inside.stop):
                continue
            break
        if form[0].isalnum():
            last = i
    return min(last, inside.stop - 1)


def _adjective_list(words: Words, comma: int, stop: int) -> bool:
    return words.forms[comma - 1].lower() not in nouns() and any(
        words.forms[j].lower() in nouns() for j in range(comma, stop)
    )


def _leads_plural(words: Words, inside: range) -> bool:
    return words.forms[inside.start].lower() in _PLURAL_LEADS | {"they", "we", "each", "others"}


def _of_name(words: Words, inside: range) -> tuple[Gender | None, bool]:
    forms = [words.forms[i].lower() for i in inside]
    found = name_gender(tuple(forms))
    plural = len(forms) > 1 and forms[0] == "the" and forms[-1].endswith("s") and forms[-1][:-1] != ""
    return found, plural


@cache
def name_gender(forms: tuple[str, ...]) -> Gender | None:
    """The gender that a name shows by its title or its given name, None where it shows none; lower-case tokens."""
    rest = list(forms)
    while rest and (title := titles().get(rest[0])) is not None and len(rest) > 1:
        if title.gender is not None:
            return title.gender
        rest.pop(0)
    for form in rest[:1]:
        if form in given_names():
            return given_names()[form]
    return None


def _of_noun(words: Words, inside: range, head: int) -> tuple[Gender | None, bool]:
    key = words.forms[head].lower()
    noun = nouns().get(key)
    if noun is not None:
        if noun.plural:
            return "they", True
        if noun.gender is not None:
            return noun.gender, False
        return _by_modifier(words, inside, head), _leads_plural(words, inside)
    title = titles().get(key)
    if title is not None:
        return title.gender, False
    plural = _leads_plural(words, inside) or (
        key.endswith("s") and not key.endswith(("ss", "us", "is")) and len(key) > 3
    )
    return ("they" if plural else None), plural


def _by_modifier(words: Words, inside: range, head: int) -> Gender | None:
    """The gender that a word before the head tells: "the lady doctor", "the old gentleman's"."""
    for i in range(inside.start, head):
        noun = nouns().get(words.forms[i].lower())
        if noun is not None and not noun.plural and noun.gender is not None and words.forms[i + 1] not in {"'s", "’s"}:
            return noun.gender
    return None
