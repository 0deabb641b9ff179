"""What the heads can say: closed sets of labels, and lemmas as edits of words."""

from __future__ import annotations

from fabula.story.records import EntityType, Form

TYPES: tuple[EntityType, ...] = ("PER", "FAC", "GPE", "LOC", "VEH", "ORG")
FORMS: tuple[Form, ...] = ("PROP", "NOM", "PRON")
PART = len(FORMS)
"""The fourth answer of the form: an entity that is no mention of its own (a title inside a name)."""

UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM",
    "PART", "PRON", "PROPN", "PUNCT", "SCONJ", "SYM", "VERB", "X",
)  # fmt: skip

FEATURES: dict[str, tuple[str, ...]] = {
    "Tense": ("", "Past", "Pres"),
    "Person": ("", "1", "2", "3"),
    "Number": ("", "Sing", "Plur"),
    "VerbForm": ("", "Fin", "Ger", "Inf", "Part"),
    "Mood": ("", "Ind", "Imp", "Sub"),
    "Voice": ("", "Pass"),
    "Degree": ("", "Pos", "Cmp", "Sup"),
    "Case": ("", "Nom", "Acc", "Gen"),
    "Gender": ("", "Masc", "Fem", "Neut"),
    "PronType": ("", "Prs", "Art", "Dem", "Int", "Rel", "Ind", "Neg", "Tot"),
}
"""Morphological features of Universal Dependencies that are told, each with its values; the empty one is "none"."""

STORY_EMOTIONS = (
    "joy", "sadness", "anger", "fear", "surprise", "disgust", "love", "shame", "longing", "relief",
)  # fmt: skip
"""The emotions of the story format."""

EMOTIONS = (*STORY_EMOTIONS, "trust", "anticipation", "other-emotion")
"""With those of REMAN that have no fellow there."""


def lemma_script(form: str, lemma: str) -> str:
    """The edit that turns a word into its lemma: case, letters cut from the end, letters put there.

    `l2+y` lowers the word, cuts two letters and adds "y"; `k0+` keeps it as it is.
    """
    case = "k" if lemma[:1].isupper() else "l"
    word = form if case == "k" else form.lower()
    common = 0
    while common < min(len(word), len(lemma)) and word[common] == lemma[common]:
        common += 1
    return f"{case}{len(word) - common}+{lemma[common:]}"


def apply_script(form: str, script: str) -> str:
    """The lemma that an edit makes of a word; the word itself where the edit cuts more than there is."""
    cut, _, tail = script[1:].partition("+")
    word = form if script[0] == "k" else form.lower()
    keep = len(word) - int(cut)
    return word[:keep] + tail if keep >= 0 and word[:keep] + tail else word
