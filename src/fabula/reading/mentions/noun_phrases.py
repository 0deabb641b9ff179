"""Common noun phrases that stand for somebody ("the little dragon", "her elder brother"), found by rule."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from fabula.reading.lexicon import function_words, kinship, nouns, vocative_nouns
from fabula.reading.mentions.pronouns import pronouns
from fabula.spans import Span
from fabula.text.words import Words

_POSSESSIVES = frozenset("my your his her its our their thy whose".split())
_ARTICLES = frozenset("a an the this that these those every each either neither some any another no such what".split())
_NUMBERS = function_words("number") | {
    "other",
    "others",
    "own",
    "same",
    "only",
    "few",
    "several",
    "many",
    "all",
    "both",
}
_STOPS = function_words("preposition", "conjunction", "auxiliary", "verb", "pronoun") - _NUMBERS
_CLITICS = frozenset({"'s", "’s", "'", "’"})
_VERBS = frozenset({"does", "being", "bats", "flies", "bears"})
_ALWAYS_ADDRESS = frozenset("sir ma'am ma’am madam madame monsieur sire m'lord milord milady".split())
MOST_MODIFIERS = 5


@cache
def _ambiguous() -> frozenset[str]:
    """Heads that are as often verbs or other things: only a determiner shows the noun."""
    return frozenset(
        "cook love guide host mate guard ward nurse judge dear pet sweet fool cheat watch page patient agent party "
        "company general private major minor second novel human being beings mean relation relations band gang star "
        "beauty press court committee public family crew speaker reader printer grace honour honor worship reverence "
        "victim fly duck bat seal swallow bear bears gate machine match minister one cooks loves guides ducks flies "
        "bees pair couple trio house parties stars grand subject subjects favourite rival master masters clerk hand "
        "hands model does fellow spirit spirits fish insect bird birds worm ring crane cricket rook jay snake".split()
    )


def _forebear(key: str) -> bool:
    """Whether a noun is one by which children speak of their own as by a name: "Father was late"."""
    return kinship().get(key, "").startswith(("parent", "grandparent"))


def find_noun_phrases(words: Words, taken: Collection[Span]) -> list[tuple[Span, int]]:
    """Noun phrases with a head among the nouns for people and beings: (span of token indices, index of the head).

    `taken` are the names: a head inside one is no phrase of its own, and a name before 's is a determiner.
    """
    inside = {i for s in taken for i in range(s.start, s.end)}
    names_by_end = {s.end: s.start for s in taken}
    out: list[tuple[Span, int]] = []
    for i, form in enumerate(words.forms):
        key = form.lower()
        if (
            key not in nouns()
            or key in _VERBS
            or i in inside
            or (form[0].isupper() and form[1:].islower() and _named_on(words, i, inside))
        ):
            continue
        if (
            i + 1 < len(words.forms)
            and words.forms[i + 1].lower() in nouns()
            and i + 1 not in inside
            and _close(words, i)
        ):
            continue  # a noun that only modifies: "the baker boy"
        start = _left(words, i, names_by_end)
        if start is None:
            continue
        out.append((Span(start, _right(words, i + 1)), i))
    return out


def _named_on(words: Words, at: int, inside: set[int]) -> bool:
    return at + 1 in inside and _close(words, at)


def _close(words: Words, at: int) -> bool:
    return words.tokens[at + 1].start - words.tokens[at].end == 1


def _left(words: Words, head: int, names_by_end: dict[int, int]) -> int | None:
    """The first token of the phrase, or None where the noun is not a phrase that stands for anybody."""
    first = words.sentences[words.sentence_of(head)].start
    i = head - 1
    while i >= first and head - i <= MOST_MODIFIERS:
        form = words.forms[i]
        key = form.lower()
        if key in _POSSESSIVES or key in _ARTICLES:
            before = words.forms[i - 1].lower() if i > first else ""
            return i - 1 if before in {"all", "both"} else i
        if form in _CLITICS and i > first:
            return _possessor(words, i, names_by_end)
        if key in _NUMBERS:
            i -= 1
            continue
        if key in _STOPS or (not (form[0].isalpha()) and form != ","):
            break
        if form == "," and not _adjectives_around(words, i):
            break
        i -= 1
    return _bare(words, head, first, i + 1)


def _adjectives_around(words: Words, comma: int) -> bool:
    """Whether a comma stands between two adjectives ("a small, bald man")."""
    a, b = words.forms[comma - 1].lower(), words.forms[comma + 1].lower()
    return a.isalpha() and b.isalpha() and a not in function_words() and b not in function_words() and a not in nouns()


def _possessor(words: Words, clitic: int, names_by_end: dict[int, int]) -> int | None:
    """The first token of what owns the head: a name, a pronoun, or a short noun phrase."""
    if clitic in names_by_end:
        return names_by_end[clitic]
    i = clitic - 1
    if words.forms[i].lower() not in nouns():
        return None
    left = _left(words, i, names_by_end)
    return left


def _bare(words: Words, head: int, first: int, reached: int) -> int | None:
    """The start of a noun without a determiner: a plural, a number, or a form of address between marks."""
    key = words.forms[head].lower()
    noun = nouns()[key]
    before = words.forms[head - 1].lower() if head > first else "."
    after = words.forms[head + 1].lower() if head + 1 < len(words.forms) else "."
    marks_around = (not before[0].isalnum() and not after[0].isalnum()) or (
        before in {"dear", "old", "my", "poor", "o", "oh", "yes", "no", "well"} and not after[0].isalnum()
    )
    if key in _ALWAYS_ADDRESS or (_forebear(key) and before not in _POSSESSIVES | _ARTICLES):
        return head
    if key in vocative_nouns() and marks_around:
        return head - 1 if before in {"dear", "old", "my", "poor", "young"} else head
    if head - 1 >= reached and words.forms[reached].lower() in _NUMBERS:
        return reached
    if noun.plural and key not in _ambiguous() and noun.gender != "they":
        return head if head - reached > 1 or before not in function_words() else reached
    if words.forms[head][0].isupper() and head > first and before[0].isalnum() and key not in _ambiguous():
        return head  # "Captain wants the canvas" in mid sentence: a title used as a name
    return None


def _right(words: Words, end: int) -> int:
    """The token after the phrase: an "of" phrase belongs to it ("the captain of the guard")."""
    forms = words.forms
    if end + 1 >= len(forms) or forms[end].lower() != "of":
        return end
    i = end + 1
    limit = min(words.sentences[words.sentence_of(end)].end, end + 6)
    if forms[i].lower() in pronouns() and forms[i].lower() not in _POSSESSIVES:
        return i + 1
    while i < limit and (
        forms[i].lower() in _ARTICLES or forms[i].lower() in _POSSESSIVES or forms[i].lower() in _NUMBERS
    ):
        i += 1
    start = i
    while i < limit and forms[i][0].isalpha() and forms[i].lower() not in _STOPS and i - start < 3:
        i += 1
        if i < limit and forms[i].lower() not in nouns() and not (forms[i - 1][0].isupper() and forms[i][0].isupper()):
            break
    return i if i > start else end
