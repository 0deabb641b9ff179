"""Words with a capital that are nobody's name: months, inns, ships, whom people swear by."""

from __future__ import annotations

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


def begins_only(draft: Draft, use: NameUse, lower: int) -> bool:
    """Whether a word is nobody's name: its capital always begins a sentence, and it stands elsewhere without one."""
    if lower < use.count or len(use.name.words) > 1 or use.name.titles or use.name.last in given_names():
        return False
    words = draft.words
    before = [words.forms[k - 1] for i in use.at if (k := words.at(draft.phrases[i].start)) > 0]
    return not any(form[-1].isalnum() or form in {",", ";"} for form in before)


def nobodys(draft: Draft, use: NameUse) -> bool:
    """Whether every use shows what it is: a month, a place ("the Ann Inn"), a ship ("the Ann"), an oath, a title."""
    if use.called or use.spoke:
        return False
    last = use.name.last
    if all(form.startswith("the ") for form in use.forms) and (last in place_nouns() or _ship(use)):
        return True
    return all(
        _in_month(draft, i) or _sworn_by(draft, i) or _in_heading(draft, i) or (use.name.bare and _where(draft, i))
        for i in use.at
    )


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


def _in_heading(draft: Draft, i: int) -> bool:
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
