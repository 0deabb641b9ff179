"""A name taken to pieces: titles, the words that name, and what they show of gender."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from fabula.reading.draft import Gender, Phrase
from fabula.reading.lexicon import function_words, given_names, not_names, nouns, titles
from fabula.text.words import Words

_ENDEARING = frozenset("dear dearest poor good sweet darling beloved happy wretched sweetest".split())
AGES = {
    **dict.fromkeys("old older elder senior sen sr sen. sr.".split(), "old"),
    **dict.fromkeys("young younger junior jun jr jun. jr.".split(), "young"),
}
"""Words that tell apart two of one name, father and son or two sisters: "old Mr. Fen", "Fen the younger"."""
_LINKS = frozenset("de du des la le di da del della der den van von ten ter af of d' o'".split())

_WRITTEN_OUT = {
    "dr": "doctor", "prof": "professor", "rev": "reverend", "capt": "captain", "col": "colonel", "gen": "general",
    "lt": "lieutenant", "sgt": "sergeant", "maj": "major",
}  # fmt: skip


def written_out(title: str) -> str:
    """A title as the whole word, lower case: "doctor" for "dr."; others stay."""
    return _WRITTEN_OUT.get(title.removesuffix("."), title)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, without what surrounds it ("poor", "my cousin").

    `text` keeps its capitals; `titles` (written out) and `words` are lower case, `words` without links ("de"). An
    epithet with a capital ("Old Hob") is in `text` only. `role`: its last word is a common noun ("the White Rabbit").
    `family`: it is a plural ("the Fens").
    """

    text: str
    titles: tuple[str, ...]
    words: tuple[str, ...]
    gender: Gender | None = None
    role: bool = False
    family: bool = False

    @property
    def last(self) -> str:
        """Its last word: the surname of a full name."""
        return self.words[-1]

    @property
    def courtesy(self) -> str | None:
        """ "mr", "mrs" or "miss" when it has such a title, spelt one way."""
        for title in self.titles:
            if title in _COURTESY:
                return _COURTESY[title]
        return None

    @property
    def bare(self) -> bool:
        """Whether no title stands before it."""
        return not self.titles


_COURTESY = {
    **dict.fromkeys("mr mr. mister m. monsieur herr signor señor senor don master".split(), "mr"),
    **dict.fromkeys("mrs mrs. madame mme mme. frau signora señora dame missis missus madam mistress".split(), "mrs"),
    **dict.fromkeys("miss mademoiselle mlle mlle. fräulein signorina señorita".split(), "miss"),
    **dict.fromkeys("ms ms.".split(), "ms"),
}


_OPENING, _CLOSING = frozenset("“‘\"'"), frozenset("”’\"'")


def name_of(words: Words, phrase: Phrase) -> Name | None:
    """The name in a phrase of form PROP, or None when it holds none."""
    inside = words.within(phrase.span)
    forms = tuple(words.forms[i] for i in inside)
    return parse_name(forms, _text(words, inside))


def _text(words: Words, inside: range) -> tuple[int, ...]:
    """Where each token is glued to the one before it (1) or apart (0)."""
    return tuple(int(i > inside.start and words.tokens[i].start == words.tokens[i - 1].end) for i in inside)


@lru_cache(maxsize=50_000)
def parse_name(forms: tuple[str, ...], glued: tuple[int, ...] | None = None) -> Name | None:
    """The name that the tokens spell; None when no word in them names."""
    glued = glued or (0,) * len(forms)
    start = _start(forms)
    end = _end(forms, start)
    if start >= end:
        return None
    shown = "".join(
        ("" if g or k == 0 else " ") + f
        for k, (f, g) in enumerate(zip(forms[start:end], glued[start:end], strict=True))
    )
    byname = next((k for k in range(start, end) if forms[k] in _CLOSING), None)
    if byname is not None and start > 0 and forms[start - 1] in _OPENING:
        shown = forms[start - 1] + shown
    article = start > 0 and forms[start - 1].lower() == "the" and all(f.islower() for f in forms[: start - 1])
    found: list[str] = []
    core: list[str] = []
    for form in forms[start:end]:
        key = form.lower()
        if (not core and key in titles() and len(found) + len(core) < end - start - 1) or (
            not core
            and key in nouns()
            and key not in given_names()
            and len(found) + 1 < end - start
            and form != forms[end - 1]
        ):
            found.append(written_out(key))
        elif key not in _LINKS and key[0].isalpha():
            core.append(key)
    if not core:
        return None
    plain = [form.lower() for form in forms[byname + 1 : end]] if byname is not None else []
    gender = _gender(found, plain or core)
    role = core[-1] in nouns() and core[-1] not in given_names()
    family = article and core[-1].endswith("s") and not core[-1].endswith("ss") and not role
    kept = tuple(t for t in found if t not in titles() or titles()[t].sort != "epithet")
    return Name(f"the {shown}" if article else shown, kept, tuple(core), None if family else gender, role, family)


def aged(words: Words, phrase: Phrase, name: Name) -> str | None:
    """The name with the age that stands beside it ("young Mr. Fen"); None where none does."""
    inside = words.within(phrase.span)
    lead = words.forms[inside.start].lower()
    if lead == "the" and len(inside) > 1:
        lead = words.forms[inside.start + 1].lower()
    behind = [form.lower() for form in words.forms[inside.stop : inside.stop + 3]]
    if behind[:1] == [","]:
        behind.pop(0)
    if behind[:1] == ["the"]:
        behind.pop(0)
    elif behind and not behind[0].startswith(("sen", "sr", "jun", "jr")):
        behind = []
    age = AGES.get(lead) or (AGES.get(behind[0]) if behind else None)
    if age is None:
        return None
    text = name.text.removeprefix("the ")
    return text if AGES.get(text.split()[0].lower()) == age else f"{age} {text}"


def _start(forms: tuple[str, ...]) -> int:
    """The first token of the name proper: past lower-case words, determiners and endearments with a capital."""
    closed = function_words("determiner", "pronoun", "preposition", "conjunction")
    for i, form in enumerate(forms):
        more = i + 1 < len(forms) and forms[i + 1][0].isupper()
        if (
            form[0].isupper()
            and not (more and (form.lower() in _ENDEARING or _before_title(form, forms[i + 1])))
            and (form.lower() not in closed or len(forms) == 1)
        ):
            return i
    return 0 if len(forms) == 1 else len(forms)


def _before_title(form: str, after: str) -> bool:
    """Whether "Old" or "Young", or a month ("In May Mrs. Fen ..."), stands before a title: no part of the name."""
    if form not in {"Old", "Young"} and form.lower() not in not_names("times"):
        return False
    return after.lower() in titles() and titles()[after.lower()].sort == "courtesy"


def _end(forms: tuple[str, ...], start: int) -> int:
    """The token after the name proper: before a possessive, a comma or words in lower case that are no links."""
    end = start
    for i in range(start, len(forms)):
        form = forms[i]
        if end > start and form.lower() in _COURTESY and forms[i - 1].lower() not in titles():
            break  # "Fen Mrs. Marl": somebody else begins
        if form[0].isupper() or i == start:
            end = i + 1
        elif (
            form.lower() in _LINKS
            and i + 1 < len(forms)
            and (forms[i + 1][0].isupper() or forms[i + 1].lower() in _LINKS)
        ):
            continue
        elif form in _CLOSING and i + 1 < len(forms) and forms[i + 1][0].isupper():
            continue  # “Big Fen” Marl
        else:
            break
    return end


def _gender(found: list[str], core: list[str]) -> Gender | None:
    for title in found:
        if title in titles() and titles()[title].gender is not None:
            return titles()[title].gender
        if title in nouns() and nouns()[title].gender in ("he", "she"):
            return nouns()[title].gender
    if core[0] in given_names():
        return given_names()[core[0]]
    last = nouns().get(core[-1])
    return last.gender if last is not None and last.gender in ("he", "she") else None
