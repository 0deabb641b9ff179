"""Lines whose cue is taken away, so that what is sure of a text teaches what is hard.

"“Come in,” said Anna." tells who speaks; without its last two words the same line must be read from what stands
around it, and with "she" in place of the name the pronoun must be resolved, too.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fabula.encoder.labels import FORMS

from fabula_training.data import Passage, Quotation, inside

MARKS = frozenset("\"'“”‘’«»")
POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
PRONOUNS = {"he": "he", "him": "he", "his": "he", "she": "she", "her": "she", "hers": "she"}
LONGEST_CUE = 6
"""Words of narration, marks not counted, that may go with a cue."""

_NAME, _PRONOUN = FORMS.index("PROP"), FORMS.index("PRON")


@dataclass(frozen=True, slots=True)
class Edit:
    """Words `start` to `end` are to be replaced by `forms`."""

    start: int
    end: int
    forms: tuple[str, ...] = ()


def cropped(passage: Passage, start: int, end: int) -> Passage:
    """Words `start` to `end` of a passage without events, as a passage of its own."""
    return replace(
        passage,
        forms=passage.forms[start:end],
        breaks=frozenset(b - start for b in passage.breaks if start <= b < end),
        mentions=tuple(
            replace(m, start=m.start - start, end=m.end - start) for m in inside(passage.mentions, start, end)
        ),
        quotations=tuple(
            replace(q, pieces=tuple((a - start, b - start) for a, b in q.pieces))
            for q in passage.quotations
            if start <= q.pieces[0][0] and q.pieces[-1][1] <= end
        ),
    )


def pronouns(passage: Passage) -> dict[int, str]:
    """ "he" or "she" for every entity of a passage that is plainly called so."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for m in passage.mentions:
        form = PRONOUNS.get(passage.forms[m.start].casefold())
        if m.form == _PRONOUN and form and m.entity >= 0:
            counts[m.entity][form] += 1
    top = {who: found.most_common(1)[0] for who, found in counts.items()}
    return {who: form for who, (form, n) in top.items() if n >= 3 and n >= 0.8 * counts[who].total()}


def hidden(passage: Passage, called: dict[int, str], share: float, chance: random.Random) -> Passage:
    """The passage with the cues of a share of its lines taken away, or their names turned into pronouns.

    `called` is what `pronouns` says of the whole text that the passage is a piece of.
    """
    edits: list[Edit] = []
    for paragraph, said in _by_paragraph(passage):
        if said[0].speaker < 0 or chance.random() >= share:
            continue
        last = edits[-1].end if edits else 0
        some = _edits(passage, paragraph, said, called, remove=chance.random() < 0.6)
        edits += [e for e in some if e.start >= last]
    return edited(passage, edits) if edits else passage


def _by_paragraph(passage: Passage) -> Iterator[tuple[tuple[int, int], list[Quotation]]]:
    """Paragraphs in which one person speaks, with the lines that stand in them."""
    bounds = sorted(passage.breaks | {0, len(passage.forms)})
    paragraphs: dict[int, list[Quotation]] = defaultdict(list)
    for q in passage.quotations:
        paragraphs[bisect_right(bounds, q.pieces[0][0]) - 1].append(q)
    for k, said in sorted(paragraphs.items()):
        whole = bounds[k], bounds[k + 1]
        if len({q.speaker for q in said}) == 1 and said[-1].pieces[-1][1] <= whole[1]:
            yield whole, said


def _edits(
    passage: Passage, paragraph: tuple[int, int], said: Sequence[Quotation], called: dict[int, str], *, remove: bool
) -> list[Edit]:
    """What hides the names of the speaker in the narration of a paragraph; nothing where they are not named there."""
    runs = list(_narration(paragraph, said))
    names = [m for a, b in runs for m in inside(passage.mentions, a, b)]
    own = [m for m in names if m.form == _NAME and m.entity == said[0].speaker]
    if not own:
        return []
    words = sum(w[0].isalnum() for a, b in runs for w in passage.forms[a:b])
    others = any(m.entity != said[0].speaker for m in names)
    if remove and words <= LONGEST_CUE and not others:
        return [e for a, b in runs for e in _removed(passage, a, b, said)]
    form = called.get(said[0].speaker)
    if form is None:
        return []
    return [
        Edit(m.start, m.end, (form.capitalize() if _opens(passage.forms, paragraph[0], m.start) else form,))
        for m in own
        if m.end == len(passage.forms) or passage.forms[m.end] not in POSSESSIVES
    ]


def _opens(forms: Sequence[str], first: int, at: int) -> bool:
    """Whether a sentence of narration begins with word `at` of a paragraph."""
    before = [w for w in forms[max(first, at - 2) : at] if w not in MARKS]
    return not before or before[-1] == "."


def _narration(paragraph: tuple[int, int], said: Sequence[Quotation]) -> Iterator[tuple[int, int]]:
    """The words of a paragraph outside its lines, run by run."""
    at = paragraph[0]
    for a, b in sorted(p for q in said for p in q.pieces):
        if at < a:
            yield at, a
        at = max(at, b)
    if at < paragraph[1]:
        yield at, paragraph[1]


def _removed(passage: Passage, start: int, end: int, said: Sequence[Quotation]) -> Iterator[Edit]:
    """Takes a run away; with the marks around it, where it stands between two pieces of one line."""
    forms = passage.forms
    ends = {p[1]: n for n, q in enumerate(said) for p in q.pieces}
    starts = {p[0]: n for n, q in enumerate(said) for p in q.pieces}
    marked = start in ends and forms[start - 1] in MARKS
    if marked and forms[start - 2] == "," and (end not in starts or forms[end - 1] == "."):
        yield Edit(start - 2, start - 1, (".",))
    if marked and end in starts and ends[start] == starts[end]:
        start -= 1
        end += forms[end] in MARKS
    yield Edit(start, end)


def edited(passage: Passage, edits: Sequence[Edit]) -> Passage:
    """The passage with its words replaced; what stood on words that are gone is gone, a replaced name is a pronoun."""
    forms: list[str] = []
    to: list[int] = []  # of each word the place it has now
    gone = [False] * len(passage.forms)
    replaced = {(e.start, e.end) for e in edits if e.forms}
    at = 0
    for e in edits:
        to += range(len(forms), len(forms) + e.start - at)
        forms += passage.forms[at : e.start]
        to += [len(forms)] * (e.end - e.start)
        gone[e.start : e.end] = [True] * (e.end - e.start)
        forms += e.forms
        at = e.end
    to += range(len(forms), len(forms) + len(passage.forms) - at + 1)
    forms += passage.forms[at:]
    mentions = []
    for m in passage.mentions:
        if (m.start, m.end) in replaced:
            mentions.append(replace(m, start=to[m.start], end=to[m.start] + 1, form=_PRONOUN))
        elif not (gone[m.start] or gone[m.end - 1]):
            mentions.append(replace(m, start=to[m.start], end=to[m.end - 1] + 1))
    return replace(
        passage,
        forms=tuple(forms),
        breaks=frozenset(to[b] for b in passage.breaks),
        mentions=tuple(mentions),
        quotations=tuple(replace(q, pieces=tuple((to[a], to[b]) for a, b in q.pieces)) for q in passage.quotations),
    )
