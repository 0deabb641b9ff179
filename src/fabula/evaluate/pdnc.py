"""The Project Dialogism Novel Corpus: who says each quotation of a novel, read as a whole.

Vishnubhotla, Hammond and Hirst 2022 (LREC, arXiv:2204.05836). A novel is a folder with `text.txt`, perhaps
`text_repaired.txt` (the same length, lost apostrophes put back; read instead), and `gold.json`: `characters` (`id`,
`name`, `aliases`, `gender`, `category`, `kind`) and `quotations` (`spans` in code points, `speaker`, `addressees`,
`type`). Other fields are passed over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from fabula.errors import RequestError
from fabula.evaluate import alignment, coreference
from fabula.evaluate.alignment import Names, names
from fabula.evaluate.scores import Tally
from fabula.story.records import Character, Quotation, Story

TYPES = ("explicit", "anaphoric", "implicit")
"""How a quotation is attributed: by a name, by a pronoun or a common noun, by nothing."""

SPECIAL = "special"  # the kind of speakers that are no one: a group, the unknowable
MINOR = "minor"
BINS = 10
PRONOUNS = {"M": "he", "F": "she"}  # by the gender that the corpus gives


@dataclass(frozen=True, slots=True)
class Person:
    """A character of the corpus's list."""

    id: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    gender: str | None = None
    category: str | None = None

    def names(self) -> Names:
        """All names, in a form to compare."""
        return names((self.name, *self.aliases))


@dataclass(frozen=True, slots=True)
class Line:
    """An annotated quotation, without its marks; `type` is one of `TYPES` or None."""

    spans: tuple[tuple[int, int], ...]
    speaker: str
    addressees: tuple[str, ...] = ()
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """What `gold.json` holds."""

    characters: tuple[Person, ...]
    quotations: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Novel:
    """A novel and its annotation; `file` is the text to read."""

    name: str
    file: Path
    text: str
    gold: Annotation

    def people(self) -> tuple[Person, ...]:
        """The characters that are somebody."""
        return tuple(one for one in self.gold.characters if one.kind != SPECIAL)

    def cast(self) -> tuple[Character, ...]:
        """The cast to give to the reader: names, aliases and pronouns by gender, under the corpus's ids."""
        return tuple(
            Character(id=one.id, name=one.name, aliases=one.aliases, pronouns=PRONOUNS.get(one.gender or ""))
            for one in self.people()
        )


Heard = tuple[Line, Quotation | None]


def folders(where: Path, wanted: Sequence[str] = ()) -> list[Path]:
    """The folders of the wanted novels (all where none is named), in the order of names; `where` may be one novel.

    Raises RequestError when there is none, or none of such a name.
    """
    there = [where] if (where / "gold.json").is_file() else sorted(gold.parent for gold in where.glob("*/gold.json"))
    if not there:
        raise RequestError("no annotated novel here", where=str(where), hint="A novel is a folder with gold.json.")
    by_name = {folder.resolve().name: folder for folder in there}
    for name in wanted:
        if name not in by_name:
            raise RequestError(
                f"no novel is called {name!r}", where=str(where), hint=f"There are {', '.join(by_name)}."
            )
    return [folder for name, folder in by_name.items() if not wanted or name in wanted]


def novel(folder: Path, *, repaired: bool = True) -> Novel:
    """The novel in a folder, `repaired` where it has such a text.

    Raises RequestError when it lacks its text or is of another form.
    """
    mended = folder / "text_repaired.txt"
    file = mended if repaired and mended.is_file() else folder / "text.txt"
    try:
        gold = msgspec.json.decode((folder / "gold.json").read_bytes(), type=Annotation)
        text = file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError, msgspec.DecodeError, RecursionError) as error:
        raise RequestError(f"this novel cannot be used: {error}", where=str(folder)) from error
    if any(not 0 <= start <= end <= len(text) for line in gold.quotations for start, end in line.spans):
        raise RequestError("a quotation of the annotation lies outside the text", where=str(folder))
    return Novel(folder.resolve().name, file, text, gold)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reading says of a quotation: the kind of that, whether it is right, how sure (None: no speaker)."""

    type: str | None
    right: bool
    confidence: float | None


def answers(novel: Novel, story: Story, *, cast_given: bool = False) -> list[Answer]:
    """The answer to every quotation that somebody of the corpus's list says; matched and judged as `count` does."""
    judged, partner = _judged(novel, story, cast_given=cast_given)
    return [
        Answer(line.type, _right(line, q, partner), None if q is None or q.speaker is None else q.confidence)
        for line, q in judged
    ]


def _judged(novel: Novel, story: Story, *, cast_given: bool) -> tuple[list[Heard], dict[str, str]]:
    said = [q for q in story.quotations if q.mode != "thought"]
    places = alignment.quotations(novel.text, [q.spans for q in novel.gold.quotations], [q.spans for q in said])
    heard: list[Heard] = [
        (line, None if number is None else said[number])
        for line, number in zip(novel.gold.quotations, places, strict=True)
    ]
    known = {one.id for one in novel.people()}
    partner = {id: id for id in known} if cast_given else _partners(novel, story, heard)
    return [(line, q) for line, q in heard if line.speaker in known], partner


def count(tally: Tally, novel: Novel, story: Story, *, cast_given: bool = False) -> None:
    """Counts a reading of one novel.

    Nothing given: characters are matched one to one by the names and the quotations they share, and a line counts as
    right only where it is given to the partner of its speaker. Cast given: the ids are the corpus's, and must be equal.
    Left out are lines of special speakers (a group, the unknowable); a line that the story has not is wrong. Whatever
    the story thinks silently is no quotation. Raises RequestError when the story is of another text.
    """
    if story.text != novel.text:
        raise RequestError(
            "the reading has another text than the annotation", where=novel.name, hint="Line ends must be \\n."
        )
    judged, partner = _judged(novel, story, cast_given=cast_given)
    known = {one.id for one in novel.people()}
    _count_speakers(tally, judged, partner)
    _count_clusters(tally, judged)
    _count_addressees(tally, judged, partner, known)
    speaking = {q.speaker for q in story.quotations if q.mode != "thought" and q.speaker is not None}
    nobody = speaking - set(partner.values())
    tally.hit("speaking characters that are nobody or a second copy", len(nobody), len(speaking))
    if not cast_given:
        _count_cast(tally, novel, story)
    _count_calibration(tally, judged, partner)


def _partners(novel: Novel, story: Story, heard: Sequence[Heard]) -> dict[str, str]:
    """Who of the story is who of the corpus; special speakers take part, so that their lines make nobody's partner."""
    lines = Counter((line.speaker, q.speaker) for line, q in heard if q is not None and q.speaker is not None)
    return alignment.casts({one.id: one.names() for one in novel.gold.characters}, _names(story), lines)


def _names(story: Story) -> dict[str, Names]:
    return {one.id: names((one.name, *one.aliases)) for one in story.characters}


def _right(line: Line, q: Quotation | None, partner: Mapping[str, str]) -> bool:
    """Whether the line is given to its speaker."""
    return q is not None and q.speaker is not None and partner.get(line.speaker) == q.speaker


def _count_speakers(tally: Tally, judged: Sequence[Heard], partner: Mapping[str, str]) -> None:
    for name, kind in (("speaker", None), *((f"speaker, {kind}", kind) for kind in TYPES)):
        right = [_right(line, q, partner) for line, q in judged if kind is None or line.type == kind]
        if right:
            tally.hit(name, sum(right), len(right))


def _count_clusters(tally: Tally, judged: Sequence[Heard]) -> None:
    """B-cubed of lines by speaker, whoever that is; a line without a speaker is alone."""
    gold: defaultdict[str, set[int]] = defaultdict(set)
    found: defaultdict[str | int, set[int]] = defaultdict(set)
    for number, (line, q) in enumerate(judged):
        gold[line.speaker].add(number)
        found[number if q is None or q.speaker is None else q.speaker].add(number)
    clusters = ([frozenset(one) for one in side] for side in (gold.values(), found.values()))
    coreference.add_b_cubed(tally, "speaker B3", *clusters)


def _count_addressees(tally: Tally, judged: Sequence[Heard], partner: Mapping[str, str], known: set[str]) -> None:
    """Of lines that are said to somebody; an addressee without a partner cannot be found."""
    for line, q in judged:
        to = {(partner.get(one), one if one not in partner else None) for one in line.addressees if one in known}
        if to:
            tally.add("addressees", to, {(one, None) for one in (q.addressees if q is not None else ())})


def _count_cast(tally: Tally, novel: Novel, story: Story) -> None:
    """Characters that are not minor: found where one of the story shares a name, one to one; split where several do."""
    gold = {one.id: one.names() for one in novel.people() if one.category != MINOR}
    found = _names(story)
    tally.hit("cast found", len(alignment.casts(gold, found, {})), len(gold))
    several = sum(sum(bool(mine & theirs) for theirs in found.values()) > 1 for mine in gold.values())
    tally.hit("cast split in several", several, len(gold))


def _count_calibration(tally: Tally, judged: Sequence[Heard], partner: Mapping[str, str]) -> None:
    """Expected calibration error over ten bins of equal width, filled a novel at a time (lower is better)."""
    off = [0.0] * BINS
    sure = 0
    for line, q in judged:
        if q is not None and q.speaker is not None and q.confidence is not None:
            off[min(BINS - 1, int(q.confidence * BINS))] += q.confidence - _right(line, q, partner)
            sure += 1
    if sure:
        tally.hit("speaker calibration error", sum(map(abs, off)), sure)
