"""How well a reading agrees with an expected one, each figure between 0 and 1.

Characters are matched one to one, greedily: by the names they share, then by the lines that both say are theirs.
Quotations are matched by the text they share; quotation marks at their ends do not count.
"""

from __future__ import annotations

from collections import Counter

from fabula.spans import Span
from fabula.story.records import Character, Quotation, Scene, Story

NEAR = 300  # code points within which two scene boundaries are the same
MARKS = " \n\"'“”‘’"


def scores(gold: Story, read: Story) -> dict[str, float]:
    """Every figure by name."""
    assert read.text == gold.text
    pairs = aligned(gold, read)
    same = matched(gold, read, pairs)
    back = {mine: theirs for theirs, mine in same.items()}
    spoken = [(g, r) for g, r in pairs if g.mode == "speech"]
    heard = [
        (who, id_in(back, r.heard_by if r else ())) for g, r in spoken for who in g.heard_by if who not in g.addressees
    ]
    return {
        "cast": 2 * len(same) / (len(gold.characters) + len(read.characters)),
        "quotations": f1(spans(gold, thoughts=False), spans(read, thoughts=False)),
        "thoughts": recall(spans(gold, thoughts=True), spans(read, thoughts=True)),
        "speaker": share(r is not None and back.get(r.speaker or "") == g.speaker for g, r in spoken),
        "addressees": share(r is not None and id_in(back, r.addressees) == set(g.addressees) for g, r in spoken),
        "overheard": share(who in found for who, found in heard),
        "scenes": boundaries(gold.scenes, read.scenes),
        "front matter": float(not any(one.start < gold.scenes[0].start for one in read.scenes)),
    }


def overhearing_found(gold: Story, read: Story, eavesdropper: str, words: str) -> bool:
    """Whether the reading says that the line with these words is heard by the eavesdropper, who is not spoken to."""
    pairs = aligned(gold, read)
    same = matched(gold, read, pairs)
    line = next(r for g, r in pairs if words in gold.words(g))
    return line is not None and same.get(eavesdropper) in set(line.heard_by) - set(line.addressees)


def share(rights: object) -> float:
    """The share of true values; 1 of none."""
    values = list(rights)  # type: ignore[call-overload]
    return sum(values) / len(values) if values else 1.0


def id_in(back: dict[str, str], ids: tuple[str, ...]) -> set[str]:
    """Ids of the reading as ids of the gold; what matches nobody stays apart."""
    return {back.get(one, f"other {one}") for one in ids}


def bare(text: str, span: Span) -> Span:
    """A span without the marks and blanks at its ends."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip(MARKS))
    return Span(start, start + len(words.strip(MARKS)))


def spans(story: Story, *, thoughts: bool) -> list[Span]:
    """The pieces of all thoughts, or of all speech and writing."""
    rows = [q for q in story.quotations if (q.mode == "thought") == thoughts]
    return [bare(story.text, span) for row in rows for span in row.spans]


def same_piece(one: Span, other: Span) -> bool:
    """Whether two pieces share four fifths of what they cover together."""
    both = one.overlap(other)
    return both >= 0.8 * (len(one) + len(other) - both) > 0


def recall(gold: list[Span], read: list[Span]) -> float:
    """The share of the gold pieces that the reading has."""
    return share(any(same_piece(g, r) for r in read) for g in gold)


def f1(gold: list[Span], read: list[Span]) -> float:
    """The harmonic mean of both shares."""
    found, right = recall(gold, read), recall(read, gold)
    return 2 * found * right / (found + right) if found + right else 0.0


def aligned(gold: Story, read: Story) -> list[tuple[Quotation, Quotation | None]]:
    """Each expected quotation with the one of the same nesting that shares most of it."""
    return [(row, _best(row, read.quotations)) for row in gold.quotations]


def _best(row: Quotation, others: tuple[Quotation, ...]) -> Quotation | None:
    def shared(other: Quotation) -> int:
        return sum(a.overlap(b) for a in row.spans for b in other.spans)

    rivals = [one for one in others if (one.parent is None) == (row.parent is None) and shared(one)]
    return max(rivals, key=shared, default=None)


def names(one: Character) -> set[str]:
    """Every name of a character, case aside."""
    return {name.casefold() for name in (one.name, *one.aliases)}


def matched(gold: Story, read: Story, pairs: list[tuple[Quotation, Quotation | None]]) -> dict[str, str]:
    """Ids of the gold's characters and of those in the reading that they are."""
    lines = Counter((g.speaker, r.speaker) for g, r in pairs if r is not None)
    weights = {
        (a.id, b.id): 3 * len(names(a) & names(b)) + lines[a.id, b.id] for a in gold.characters for b in read.characters
    }
    same: dict[str, str] = {}
    for (a, b), weight in sorted(weights.items(), key=lambda item: -item[1]):
        if weight and a not in same and b not in same.values():
            same[a] = b
    return same


def boundaries(gold: tuple[Scene, ...], read: tuple[Scene, ...]) -> float:
    """F1 of the cuts between scenes."""
    wanted, got = [one.start for one in gold[1:]], [one.start for one in read[1:]]
    left = list(got)
    found = 0
    for cut in wanted:
        near = min(left, key=lambda other: abs(other - cut), default=None)
        if near is not None and abs(near - cut) <= NEAR:
            left.remove(near)
            found += 1
    return 2 * found / (len(wanted) + len(got)) if wanted or got else 1.0
