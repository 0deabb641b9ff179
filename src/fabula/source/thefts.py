"""Sentences against theft, which serial sites hide in chapters and copies bring to light."""

from __future__ import annotations

import re

from fabula.source.outline import Outline

LONGEST = 300
_TELLING = ("report", "royal", "amazon", "kindle", "original", "rightful", "infring", "violat", "support")
_PLACE = re.compile(r"royal ?road|amazon|kindle|original (?:site|platform|website|source)|its rightful", re.IGNORECASE)
_THEFT = re.compile(
    r"\b(?:stolen|theft|pilfer\w*|purloin\w*|misappropriat\w+|unlawful\w*|illicit\w*|illegal\w*|pirated|"
    r"plagiari[sz]\w+|"
    r"unauthori[sz]ed|without (?:the author[’']s |its author[’']s |any |their )?(?:consent|permission|"
    r"approval|authori[sz]ation))",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"\b(?:story|stories|tale|novel|narrative|book|content|chapter|author|text|work|reading)\b", re.IGNORECASE
)
_THIS = re.compile(
    r"\bthis (?:story|tale|novel|narrative|book|content|chapter|text)\b|\bauthor[’']s (?:work|tale|story|content)\b|"
    r"\b(?:stolen|pirated|unauthori[sz]ed) (?:story|tale|novel|narrative|book|content|reproduction|use)\b",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"\breport (?:it|this|any|the|sightings|all|them|to)\b|please report|\binfringement\b|\bviolation\b|"
    r"\bsupport the (?:author|creat)",
    re.IGNORECASE,
)


def flag(outline: Outline) -> None:
    """Keeps such sentences out of the story, as notes, when each stands in a paragraph of its own; warns of them."""
    found = 0
    for i in range(len(outline.pieces)):
        if outline.size(i) <= LONGEST and not outline.forced[i] and is_against_theft(outline.words(i)):
            outline.give(i, i + 1, "note")
            outline.forced[i] = True
            found += 1
    if found:
        outline.warnings.append(f"{found} sentences against theft, put there by a site, are kept out of the story.")


def is_against_theft(text: str) -> bool:
    """Whether a short paragraph says that the story was taken from where it belongs."""
    lowered = text.lower()
    if not any(word in lowered for word in _TELLING):  # the patterns are slow, and nearly every paragraph is none
        return False
    if _THEFT.search(text) is None or _WORK.search(text) is None:
        return False
    return _PLACE.search(text) is not None or (_REPORT.search(text) is not None and _THIS.search(text) is not None)
