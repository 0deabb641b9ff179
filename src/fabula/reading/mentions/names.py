"""Names in a text: which capitalised words are names at all, judged over the whole book, and where they stand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache

from fabula.reading.lexicon import function_words, given_names, not_names, nouns, place_names, titles
from fabula.spans import Span
from fabula.text.words import Words

_OPENING = frozenset("\"'“‘«‹„([{*_—–-:;…•>#") | {"--", "...", "..", "."}
_CLITICS = frozenset({"'s", "’s", "'", "’"})
_LINKS = frozenset("de du des la le di da del della der den van von ten ter y af av mac o al el ibn bin".split())


@dataclass(frozen=True, slots=True)
class NameWords:
    """The words that are (parts of) names in one book, lower case, and those among them seen as words as well."""

    sure: frozenset[str]
    lower: dict[str, int]
    capital: dict[str, int]

    def known(self, form: str) -> bool:
        """Whether a capitalised word is a name even where every word would have a capital."""
        return form.lower() in self.sure


@cache
def _never() -> frozenset[str]:
    return function_words() | not_names()


def is_capital(form: str) -> bool:
    """Whether a token is written as a name is: a capital first, and letters after it (or an initial)."""
    return (form[0].isupper() and (len(form) > 1 or form in {"Q", "X", "Z"})) or _initials(form)


def _initials(form: str) -> bool:
    return len(form) >= 2 and form[0].isupper() and form.endswith(".") and form.replace(".", "").isupper()


def shouted(form: str) -> bool:
    """Whether a token is all capitals, longer than an initial."""
    return len(form) > 1 and form.isupper() and "." not in form


def title_key(form: str) -> str | None:
    """The key of a token among the titles, or None."""
    key = form.lower()
    return key if key in titles() else None


def opens(words: Words, at: int) -> bool:
    """Whether a token stands where any word has a capital: first of a sentence, or after an opening mark."""
    if at == 0 or words.sentences[words.sentence_of(at)].start == at:
        return True
    before = words.forms[at - 1]
    return before in _OPENING or (before[0] in "\"“”‘’'*_—…" and before not in _CLITICS)


def name_words(words: Words) -> NameWords:
    """The words of the book that are names: with a capital where only names have one, and rarely without."""
    middle: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    starts = {s.start for s in words.sentences}
    headings = [p for p, b in zip(words.paragraphs, words.blocks, strict=True) if b.kind == "heading"]
    barred = {i for p in headings for i in range(p.start, p.end)}
    for i, form in enumerate(words.forms):
        if not form[0].isalpha():
            continue
        key = form.lower()
        if form[0].islower():
            lower[key] += 1
        elif is_capital(form) and not shouted(form):
            capital[key] += 1
            if i not in barred and i not in starts and not (i and _opens_after(words.forms[i - 1])):
                middle[key] += 1
    sure = set()
    for key in capital:
        if key in _never() and not (key in given_names() and middle[key] >= 3 and middle[key] > lower[key]):
            continue
        between = middle[key] > 0 and 3 * middle[key] >= lower[key]
        given = key in given_names() and capital[key] > 2 * lower[key]
        if between or given or (not lower[key] and key not in nouns() and capital[key] >= 3):
            sure.add(key)
    return NameWords(frozenset(sure), dict(lower), dict(capital))


def _opens_after(before: str) -> bool:
    return before in _OPENING or (before[0] in "\"“”‘’'*_—…" and before not in _CLITICS)


def find_names(words: Words, known: NameWords) -> list[Span]:
    """Spans of token indices of the names in the text, titles included: "Mrs. Fen Arkwright"."""
    out: list[Span] = []
    i, n = 0, len(words.forms)
    while i < n:
        end = _name_from(words, known, i)
        if end > i:
            out.append(Span(i, end))
            i = end
        else:
            i += 1
    return out


def _name_from(words: Words, known: NameWords, at: int) -> int:
    """The token after a name that starts at `at`, or `at` when none does."""
    forms = words.forms
    if not forms[at][0].isupper():
        return at
    i, last = at, at
    core = 0
    limit = words.sentences[words.sentence_of(at)].end
    while i < limit:
        form = forms[i]
        if i > at and words.tokens[i].start - words.tokens[i - 1].end > 1 and _gap(words, i):
            break
        title = title_key(form)
        if core and title is not None and titles()[title].sort == "courtesy" and _titled(words, i, limit):
            break
        if (
            title is not None
            and (form[0].isupper() or i > at)
            and (core == 0 or title.endswith("."))
            and _titled(words, i, limit)
        ):
            i += 1
            continue
        if _is_name_word(words, known, i, started=i > at):
            core += 1
            i += 1
            last = i
            continue
        if (
            core
            and form in _LINKS
            and i + 1 < limit
            and forms[i + 1][0].isupper()
            and _is_name_word(words, known, i + 1, started=True)
        ):
            i += 1
            continue
        break
    return last if core else at


def _gap(words: Words, at: int) -> bool:
    """Whether more than a line's end stands before a token: a dash that was lost leaves a run of blanks."""
    between = words.text[words.tokens[at - 1].end : words.tokens[at].start]
    return "\n" not in between or between.count("\n") > 1


def _titled(words: Words, at: int, limit: int) -> bool:
    """Whether a title at `at` is followed by a name."""
    if at + 1 >= limit:
        return False
    after = words.forms[at + 1]
    near = words.tokens[at + 1].start - words.tokens[at].end <= 2
    return near and ((after[0].isupper() and after[0].isalpha()) or after in _LINKS)


def _is_name_word(words: Words, known: NameWords, at: int, *, started: bool) -> bool:
    form = words.forms[at]
    if not is_capital(form):
        return False
    key = form.lower()
    if _initials(form):
        return started or (at + 1 < len(words.forms) and is_capital(words.forms[at + 1]))
    if shouted(form):
        return key in known.sure
    if known.known(form):
        return True
    if key in _never():
        return False
    after_title = at > 0 and title_key(words.forms[at - 1]) is not None and words.forms[at - 1][0].isupper()
    if after_title and key not in function_words():
        return True
    if opens(words, at):
        return (key in given_names() and known.capital.get(key, 0) > known.lower.get(key, 0)) or key in place_names()
    return known.capital.get(key, 0) > 3 * known.lower.get(key, 0)
