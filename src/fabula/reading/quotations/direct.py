"""Whether a sentence without marks is in direct form: the words as the one who thinks or says them would put them."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.reading.quotations.noun_phrases import is_word
from fabula.reading.quotations.verbs import is_past
from fabula.text.words import Words

FIRST = frozenset("i me my mine myself".split())
FIRST_OR_SECOND = FIRST | frozenset("we us our ours ourselves you your yours yourself".split())
PRESENT = frozenset(
    "is are am isn aren 'm ’m 're ’re 'll ’ll 've ’ve has have do does don doesn can will won knows wants "
    "needs looks seems thinks".split()
)
PAST = frozenset("was were had did would could should might wasn weren hadn didn wouldn couldn".split())
MODALS = frozenset("might could would should must may to 'd ’d not n't n’t did they".split())
NOUNS_OF_S = frozenset("it that there he she what who where here how let this everything nobody somebody".split())


def forms_of(words: Words, start: int, end: int) -> list[str]:
    """The lower-case words of a span of tokens, marks left out; n't is kept."""
    return [f.lower() for f in words.forms[start:end] if is_word(f) or f in {"'s", "’s", "'m", "’m"}]


def has_present(forms: Sequence[str]) -> bool:
    """Whether a finite verb in the present stands among the words."""
    for i, form in enumerate(forms):
        before = forms[i - 1] if i else ""
        if form in PRESENT and not (form in {"have", "do"} and before in MODALS):
            return True
        if form in {"'s", "’s"} and before in NOUNS_OF_S:
            return True
    return False


def has_past(forms: Sequence[str]) -> bool:
    """Whether a verb in the past stands among the words."""
    return any(f in PAST or is_past(f) for f in forms)


def is_direct(forms: Sequence[str], *, first_person_told: bool) -> bool:
    """Whether words beside a cue of thinking are direct: first or second person, present tense, or no verb at all."""
    if not forms:
        return False
    if has_present(forms):
        return True
    if not first_person_told and any(f in FIRST_OR_SECOND for f in forms):
        return True
    if has_past(forms):
        return len(forms) <= 5 and forms[0] in {"so", "that", "this"} and not {"he", "she", "they"} & set(forms)
    return len(forms) <= 12
