"""Who turns out to be whom, goes by another name or marries into one, where the narration says so."""

from __future__ import annotations

from typing import NamedTuple

from fabula.reading.draft import Draft, Phrase

Forms = tuple[str, ...]


def _all(*texts: str) -> frozenset[Forms]:
    return frozenset(tuple(text.split()) for text in texts)


_IS = _all(
    "was none other than", "was no other than", "was really", "was in truth", "was in reality", "is none other than",
    "is no other than", "is really", "had been none other than", "had been no other than",
)  # fmt: skip
_SELF = frozenset({"himself", "herself"})
_GOES_BY = _all(
    "called himself", "called herself", "calling himself", "calling herself", "gave the name of", "gave his name as",
    "gave her name as", "went by the name of", "going by the name of", "under the name of", "took the name of",
)  # fmt: skip
_NAMED = _all("name was", "name is", "name had been")
_OF_NAME = frozenset("real true own first last full maiden proper".split())
_MARRIES = _all(
    "married", "had married", "has married", "was to marry", "is to marry", "was married to",
    "is married to", "had been married to", "became the wife of",
)  # fmt: skip
_LONGEST = 5  # tokens of these
_CLAUSE = 12  # tokens from a name back to whoever goes by it


class Pair(NamedTuple):
    """Indices of two phrases: somebody, and the name that is theirs as well, or of the one whom they marry."""

    one: int
    name: int


class Told(NamedTuple):
    """What the narration says of names: `same` are one person, of `married` the first has taken the second for life."""

    same: list[Pair]
    married: list[Pair]


def told(draft: Draft) -> Told:
    """What the narration says in so many words: "The pedlar was Fen himself", "he gave the name of Marl"."""
    words = draft.words
    lower = [form.lower() for form in words.forms]
    found = Told([], [])
    ends: dict[int, int] = {}  # by the token behind it the widest phrase that ends there
    earlier: list[tuple[int, int]] = []  # first token and index of the phrases so far
    for i, phrase in enumerate(draft.phrases):
        if phrase.type != "PER" or phrase.plural or phrase.utterance is not None:
            continue
        first, last = words.at(phrase.start), words.at(phrase.end - 1)
        sentence = words.sentences[words.sentence_of(first)].start
        if phrase.form == "PROP":
            behind = lower[last + 1] if last + 1 < len(lower) else "."
            if (one := _same(lower, ends, earlier, (sentence, first), behind)) is not None:
                found.same.append(Pair(one, i))
            elif (one := _subject(lower, ends, sentence, first, _MARRIES)) is not None:
                found.married.append(Pair(one, i))
        ends.setdefault(last + 1, i)
        if not _reflexive(draft, phrase):
            earlier.append((first, i))
    return found


def _same(
    lower: list[str], ends: dict[int, int], earlier: list[tuple[int, int]], at: tuple[int, int], behind: str
) -> int | None:
    """The phrase for whoever has the name that starts at the second token of `at`, in the sentence from the first."""
    sentence, first = at
    if (one := _subject(lower, ends, sentence, first, _IS)) is not None:
        return one
    if behind in _SELF and first - 1 > sentence and lower[first - 1] == "was":
        return ends.get(first - 1)
    if _lead(lower, sentence, first, _GOES_BY):
        near = [i for start, i in earlier[-4:] if start >= max(sentence, first - _CLAUSE)]
        return near[-1] if near else None
    if (start := _lead(lower, sentence, first, _NAMED)) is not None:
        while start > sentence and lower[start - 1] in _OF_NAME:
            start -= 1
        return _owner(lower, ends, sentence, start)
    return None


def _owner(lower: list[str], ends: dict[int, int], sentence: int, name: int) -> int | None:
    """The phrase for the one whose the word at `name` is: "his", "the girl's", "the girl, whose"."""
    if name <= sentence:
        return None
    before = lower[name - 1]
    if before == "whose":
        return ends.get(name - 2) if name >= 2 and lower[name - 2] == "," else ends.get(name - 1)
    return ends.get(name - 1) if before in ("'s", "’s", "'", "’") else ends.get(name)


def _subject(lower: list[str], ends: dict[int, int], sentence: int, first: int, verbs: frozenset[Forms]) -> int | None:
    """The phrase right before such a verb right before the token `first`."""
    start = _lead(lower, sentence, first, verbs)
    return None if start is None else ends.get(start)


def _lead(lower: list[str], sentence: int, first: int, known: frozenset[Forms]) -> int | None:
    """Where the longest of the known runs of words that ends before the token `first` begins."""
    for start in range(max(sentence, first - _LONGEST), first):
        if tuple(lower[start:first]) in known:
            return start
    return None


def _reflexive(draft: Draft, phrase: Phrase) -> bool:
    return phrase.form == "PRON" and phrase.head.of(draft.words.text).lower() in _SELF
