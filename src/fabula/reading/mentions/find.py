"""The stage that finds the mentions of a text by rule."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from fabula.reading.draft import Draft, Phrase, Utterance
from fabula.reading.lexicon import given_names, kin, nouns, place_names, place_nouns, titles
from fabula.reading.mentions.attributes import describe
from fabula.reading.mentions.names import find_names, name_words
from fabula.reading.mentions.noun_phrases import find_noun_phrases
from fabula.reading.mentions.pronouns import pronoun
from fabula.reading.mentions.tagged import tagged_phrases
from fabula.spans import Span
from fabula.story.records import EntityType
from fabula.text.words import Words

_EPITHETS = frozenset("old young little poor dear dearest good sweet wretched small big darling".split())
_DETERMINERS = frozenset("the my your his her our their this that".split())


def find_phrases(draft: Draft) -> Draft:
    """The draft with its phrases: names, noun phrases for people and beings, and pronouns, sorted and nested."""
    words = draft.words
    if draft.signals is not None:
        return replace(draft, phrases=within_utterances(tagged_phrases(words, draft.signals), draft.utterances))
    found: dict[Span, Phrase] = {}
    names = find_names(words, name_words(words))
    articled = usually_with_article(words, names)
    for tokens in names:
        place = place_type(words.forms[tokens.start : tokens.end])
        wide = tokens if place else widen(words, tokens, articled)
        span = words.chars(wide)
        found[span] = describe(words, span, "NOM" if _role_alone(words, tokens, articled) else "PROP", place or "PER")
    for tokens, _ in find_noun_phrases(words, names):
        span = words.chars(tokens)
        found.setdefault(span, describe(words, span, "NOM"))
    for i, form in enumerate(words.forms):
        if pronoun(form) is not None and not (
            form == "i" or (form.lower() in {"is", "'is", "’is", "ya", "ye"} and form != "ye")
        ):
            found.setdefault(words.tokens[i], describe(words, words.tokens[i], "PRON"))
    return replace(
        draft, phrases=within_utterances(sorted(found.values(), key=lambda p: (p.start, -p.end)), draft.utterances)
    )


def usually_with_article(words: Words, names: Sequence[Span]) -> frozenset[str]:
    """Last words of the names that mostly follow "the" ("the Scarecrow"): there the article belongs to the name."""
    seen: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for name in names:
        key = words.forms[name.end - 1].lower()
        seen[key] += 1
        after[key] += name.start > 0 and words.forms[name.start - 1].lower() == "the"
    return frozenset(k for k, n in seen.items() if 2 * after[k] > n)


def widen(words: Words, name: Span, articled: Collection[str]) -> Span:
    """The name with what belongs to it on its left: "the Scarecrow", "poor little Fen", "my cousin Fen"."""
    start = name.start
    first = words.sentences[words.sentence_of(start)].start
    while start > first and words.forms[start - 1].lower() in _EPITHETS:
        start -= 1
    if start > first and words.forms[start - 1].lower() in nouns() and words.forms[start - 1].islower():
        lead = start - 1
        while lead > first and words.forms[lead - 1].lower() in _EPITHETS:
            lead -= 1
        if lead > first and words.forms[lead - 1].lower() in _DETERMINERS:
            return Span(lead - 1, name.end)
    if start > first:
        before = words.forms[start - 1].lower()
        if before in _DETERMINERS and start < name.start:
            return Span(start - 1, name.end)
        if before == "the" and words.forms[name.end - 1].lower() in articled:
            return Span(start - 1, name.end)
        if before in {"the", "a", "my"} and _role_alone(words, name, articled):
            return Span(start - 1, name.end)
    return Span(start, name.end)


def _role_alone(words: Words, name: Span, articled: Collection[str]) -> bool:
    """Whether the capitalised words are but a role or a title ("the Prince", "Captain")."""
    last = words.forms[name.end - 1].lower()
    if last in given_names() or not all(
        words.forms[i].lower() in titles() or words.forms[i].lower() in nouns() for i in range(*name)
    ):
        return False
    return last in articled or last in titles() or last in kin()


def place_type(forms: Sequence[str]) -> EntityType | None:
    """The type of place that a name is by its own words ("Harbour Street"), or None."""
    last, first = forms[-1].lower(), forms[0].lower()
    if first in titles() and len(forms) > 1:
        return None
    if last in place_nouns() and len(forms) > 1:
        return {"fac": "FAC", "loc": "LOC", "gpe": "GPE"}[place_nouns()[last]]  # type: ignore[return-value]
    if len(forms) == 1 and last in place_names():
        return "GPE"
    if (
        len(forms) > 1
        and first in {"mount", "lake", "cape", "port", "fort", "new", "north", "south", "east", "west"}
        and last not in nouns()
    ):
        return "LOC" if first in {"mount", "lake", "cape"} else "GPE"
    return None


def within_utterances(phrases: Sequence[Phrase], utterances: Sequence[Utterance]) -> tuple[Phrase, ...]:
    """The phrases with the index of the innermost utterance around each."""
    pieces = sorted((s.start, s.end, -(u.parent is not None), i) for i, u in enumerate(utterances) for s in u.spans)
    starts = [p[0] for p in pieces]
    out = []
    for phrase in phrases:
        holder: tuple[int, int] | None = None
        at = bisect_right(starts, phrase.start) - 1
        for start, end, _, index in reversed(pieces[max(0, at - 8) : at + 1]):
            if start <= phrase.start and phrase.end <= end and (holder is None or end - start < holder[0]):
                holder = (end - start, index)
        out.append(replace(phrase, utterance=None if holder is None else holder[1]))
    return tuple(out)


def refresh(words: Words, phrase: Phrase) -> Phrase:
    """The phrase with its attributes told anew from its words; span, form and type stay."""
    fresh = describe(words, phrase.span, phrase.form, phrase.type)
    return replace(fresh, utterance=phrase.utterance, confidence=phrase.confidence)
