"""Words with a capital that are nobody's name: months, inns, ships, whom people swear by."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from fabula.reading.draft import Draft
from fabula.reading.lexicon import given_names, not_names, nouns, place_nouns
from fabula.reading.mentions.name_forms import Name

if TYPE_CHECKING:
    from fabula.reading.cast.evidence import NameUse

_CLITICS = frozenset({"'s", "’s", "'", "’"})
_BEFORE_TIMES = frozenset(
    "in of on early late last next this since till until by during before after through about mid for from".split()
)
_MONTH = "(?:jan|febr)uary|march|april|may|june|july|august|(?:sept|nov|dec)ember|october|jan|feb|sept?|oct|nov|dec"
_DATE = re.compile(
    rf",?\s+(?:(?:sun|mon|tues|wednes|thurs|fri|satur)day,?\s+)?(?:the\s+)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:of\s+)?(?:{_MONTH})\b|(?:{_MONTH})\.?\s+\d|\d{{4}}\b)",
    re.IGNORECASE,
)


def begins_only(draft: Draft, use: NameUse, lower: int) -> bool:
    """Whether a word is nobody's name: its capital always begins a sentence, and it stands elsewhere without one."""
    if lower < use.count or len(use.name.words) > 1 or use.name.titles or use.name.last in given_names():
        return False
    words = draft.words
    before = [words.forms[k - 1] for i in use.at if (k := words.at(draft.phrases[i].start)) > 0]
    return not any(form[-1].isalnum() or form in {",", ";"} for form in before)


def nobodys(draft: Draft, use: NameUse) -> bool:
    """Whether every use shows what it is: a month, a place ("the Ann Inn"), a ship ("the Ann"), an oath, a title.

    Where half of the uses stand as the name of a ship or a place alone does, none is a person's.
    """
    if _cried(use) or 2 * sum(_dateline(draft, i) or _italic_title(draft, i) for i in use.at) >= use.count:
        return True
    if use.called or use.spoke:
        return False
    last = use.name.last
    if all(form.startswith("the ") for form in use.forms) and (last in place_nouns() or _ship(use)):
        return True
    return all(
        _in_month(draft, i) or _sworn_by(draft, i) or in_heading(draft, i) or (use.name.bare and _where(draft, i))
        for i in use.at
    )


def _cried(use: NameUse) -> bool:
    """Whether a word is only cried out, as an oath or a courtesy is: "Judas!", "Charmed."."""
    exclaimed = use.name.last in not_names("oaths", "exclamations")
    return exclaimed and use.name.bare and len(use.name.words) == 1 and not use.narrated


def _italic_title(draft: Draft, i: int) -> bool:
    """Whether a name stands in italics of its own behind "the": "aboard the *Halcyon*"."""
    phrase, spans = draft.phrases[i], draft.manuscript.emphasis
    at = bisect_right(spans, phrase.start, key=lambda s: s.start) - 1
    if at < 0 or spans[at].end < phrase.end or spans[at].end - phrase.end > 2:
        return False
    return draft.words.text[max(0, spans[at].start - 12) : spans[at].start].rstrip(" \n*_").lower().endswith(" the")


def _dateline(draft: Draft, i: int) -> bool:
    """Whether a name begins a line that says where and when a letter was written: "Harbourton, 4th of May"."""
    text, phrase = draft.words.text, draft.phrases[i]
    begins = phrase.start == 0 or text[phrase.start - 1] == "\n"
    return begins and _DATE.match(text, phrase.end, phrase.end + 40) is not None


def _where(draft: Draft, i: int) -> bool:
    """Whether a phrase stands where places do: "in Arle"; of somebody it would be "in Arle's"."""
    words, phrase = draft.words, draft.phrases[i]
    first, last = words.at(phrase.start), words.at(phrase.end - 1)
    after = words.forms[last + 1] if last + 1 < len(words.forms) else "."
    if first == 0 or words.forms[first][0].islower() or after in _CLITICS:
        return False
    return words.forms[first - 1].lower() in {"in", "at", "near", "into"}


def _ship(use: NameUse) -> bool:
    return set(use.name.words) <= set(given_names()) and not use.name.titles and not use.name.role


def in_heading(draft: Draft, i: int) -> bool:
    """Whether a phrase (by index) stands in a heading."""
    words = draft.words
    return words.blocks[words.paragraph_of(words.at(draft.phrases[i].start))].kind == "heading"


def _in_month(draft: Draft, i: int) -> bool:
    words, first = draft.words, draft.words.at(draft.phrases[i].start)
    if words.forms[first].lower() not in not_names("times") or words.at(draft.phrases[i].end - 1) > first:
        return False
    after = words.forms[first + 1] if first + 1 < len(words.forms) else "."
    return after[0].isdigit() or (first > 0 and words.forms[first - 1].lower() in _BEFORE_TIMES)


def _sworn_by(draft: Draft, i: int) -> bool:
    """Whether a phrase is sworn by: "By" opens the words of a speaker or stands behind a mark, and one follows."""
    words, phrase = draft.words, draft.phrases[i]
    first, last = words.at(phrase.start), words.at(phrase.end - 1)
    if phrase.utterance is None or first < 2 or words.forms[first - 1].lower() != "by":
        return False
    after = words.forms[last + 1] if last + 1 < len(words.forms) else "."
    return not words.forms[first - 2][-1].isalnum() and after in {",", "!"}


def anybody(name: Name) -> bool:
    """Whether a name is no single person's: "Everyfox", a feast such as "Lady Day"."""
    word = name.last
    if name.titles and name.words == ("day",):
        return True
    return len(name.words) == 1 and any(
        word.startswith(lead) and word[len(lead) :] in nouns() for lead in ("every", "any", "some", "no")
    )
