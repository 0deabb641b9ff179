"""Where each phrase stands: sentence, paragraph, its part in the clause, what is beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fabula.reading.draft import Draft, Phrase
from fabula.reading.lexicon import function_words, speech_verbs
from fabula.reading.mentions.pronouns import pronoun
from fabula.text.words import Words

Role = Literal["subject", "object", "possessive", "reflexive"]
_CLITICS = frozenset({"'s", "’s", "'", "’"})
_PREPOSITIONS = function_words("preposition") - {
    "that",
    "but",
    "than",
    "as",
    "since",
    "before",
    "after",
    "until",
    "till",
}
_AUXILIARIES = function_words("auxiliary")
_BE = frozenset("was is were are 's am be been being became seemed".split())
_NO_VERB = function_words("preposition", "conjunction", "pronoun", "determiner")


@dataclass(frozen=True, slots=True)
class Standing:
    """The place of a phrase: token range, sentence and paragraph indices, part in the clause."""

    first: int
    last: int
    sentence: int
    paragraph: int
    role: Role


def standings(draft: Draft) -> list[Standing]:
    """The standing of every phrase, parallel to the phrases."""
    words = draft.words
    out = []
    sentence = paragraph = 0
    for phrase in draft.phrases:
        first, last = words.at(phrase.start), words.at(phrase.end - 1)
        while sentence + 1 < len(words.sentences) and words.sentences[sentence].end <= first:
            sentence += 1
        while paragraph + 1 < len(words.paragraphs) and words.paragraphs[paragraph].end <= first:
            paragraph += 1
        out.append(Standing(first, last, sentence, paragraph, _role(words, phrase, first, last)))
    return out


def _role(words: Words, phrase: Phrase, first: int, last: int) -> Role:
    after = words.forms[last + 1].lower() if last + 1 < len(words.forms) else "."
    before = words.forms[first - 1].lower() if first else "."
    if phrase.form == "PRON":
        found = pronoun(words.forms[first])
        if found is not None and found.case in ("subject", "possessive", "reflexive"):
            return found.case
        if (
            words.forms[first].lower() == "her"
            and after not in _NO_VERB
            and after[0].isalpha()
            and after not in _AUXILIARIES
        ):
            return "possessive"
        if found is not None and found.case == "object":
            return "object"
    if after in _CLITICS and (
        last + 2 >= len(words.forms) or words.forms[last + 2].lower() not in {"been", "not", "a", "the"}
    ):
        return "possessive"
    if before in speech_verbs() and before not in {"told", "asked", "tells", "asks", "called", "thought"}:
        return "subject"
    if before in _PREPOSITIONS:
        return "object"
    if after in _AUXILIARIES or after in speech_verbs():
        return "subject"
    if after[0].isalpha() and after not in _NO_VERB and not (before[0].isalpha() and before not in _NO_VERB):
        return "subject"
    return "object"


def follows_copula(words: Words, standing: Standing) -> bool:
    """Whether the phrase comes after "was", "is" or the like: a predicate noun."""
    i = standing.first - 1
    while i > 0 and words.forms[i].lower() in {
        "not",
        "n't",
        "only",
        "but",
        "just",
        "always",
        "still",
        "indeed",
        "really",
        "quite",
    }:
        i -= 1
    return i >= 0 and words.forms[i].lower() in _BE | {"’s"}


def beside(words: Words, left: Standing, right: Standing) -> bool:
    """Whether nothing but a comma stands between two phrases of one sentence."""
    return left.sentence == right.sentence and left.last + 2 == right.first and words.forms[left.last + 1] == ","


def called(words: Words, left: Standing, right: Standing) -> bool:
    """Whether a description is named: "a woman called Fen", "a man by the name of Marl"; it may hold the name."""
    if left.sentence != right.sentence:
        return False
    before = [f.lower() for f in words.forms[max(left.first, right.first - 4) : right.first]]
    lead = 1 if before[-1:] in (["called"], ["named"]) else 4 if before == ["by", "the", "name", "of"] else 0
    return lead > 0 and (left.last >= right.last or left.last + lead + 1 == right.first)


def joined(words: Words, left: Standing, right: Standing) -> bool:
    """Whether the two are coordinated: "Fen and her brother"."""
    return (
        left.sentence == right.sentence
        and left.last + 2 == right.first
        and words.forms[left.last + 1].lower() in {"and", "&"}
    )


def texts(draft: Draft) -> Sequence[str]:
    """The words of every phrase, lower case, blanks as one."""
    text = draft.words.text
    return [" ".join(text[p.start : p.end].lower().split()) for p in draft.phrases]
