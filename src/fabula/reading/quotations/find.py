"""The stage that finds utterances: marks to pieces, pieces to turns, turns to utterances with mode and cue."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fabula.reading.draft import Draft, Utterance
from fabula.reading.quotations.cues import Found, cue_before
from fabula.reading.quotations.grouping import Turn, turns_of
from fabula.reading.quotations.pieces import Piece, find_pieces, habits
from fabula.reading.quotations.said import breaks_off
from fabula.source.manuscript import Block
from fabula.spans import Span
from fabula.story.records import Mode
from fabula.text.words import Words


@dataclass(frozen=True, slots=True)
class Ground:
    """The paragraphs in which the story is told, with those before which a quotation cannot run on."""

    blocks: tuple[Block, ...]
    walls: frozenset[int]

    @property
    def spans(self) -> list[Span]:
        """The paragraphs' spans."""
        return [b.span for b in self.blocks]


def find_utterances(draft: Draft) -> Draft:
    """The draft with its `utterances`, in the order of their starts; linear in the length of the book."""
    words = draft.words
    ground = story_ground(draft)
    text = words.text
    spans = ground.spans
    pieces = find_pieces(text, spans, custom=habits(text, spans), walls=ground.walls)
    turns = _turns(words, ground, pieces)
    found = [_utterance(words, ground, pieces, speech) for speech in _speeches(turns)]
    found.sort(key=lambda u: (u.start, -u.end))
    return replace(draft, utterances=tuple(found))


def story_ground(draft: Draft) -> Ground:
    """The paragraphs and block quotations of the chapters; of everything when the manuscript has no parts."""
    chapters = [(p.start, p.end) for p in draft.manuscript.parts if p.kind == "chapter"]
    blocks: list[Block] = []
    walls: set[int] = set()
    wall, at = False, 0
    for block in draft.manuscript.blocks:
        while at < len(chapters) and chapters[at][1] <= block.start:
            at, wall = at + 1, True
        inside = not draft.manuscript.parts or (at < len(chapters) and chapters[at][0] <= block.start)
        if not inside or block.kind not in ("paragraph", "quote"):
            wall = True
            continue
        if wall:
            walls.add(len(blocks))
            wall = False
        blocks.append(block)
    return Ground(tuple(blocks), frozenset(walls))


def _turns(words: Words, ground: Ground, pieces: list[Piece]) -> list[Turn]:
    outer: dict[int, list[int]] = {}
    for i, piece in enumerate(pieces):
        if piece.depth == 0:
            outer.setdefault(piece.paragraph, []).append(i)
    out: list[Turn] = []
    for number, indices in outer.items():
        out.extend(turns_of(words, ground.blocks[number].span, pieces, indices, number))
    return out


def _speeches(turns: list[Turn]) -> list[list[Turn]]:
    """Turns joined over paragraphs where one was left open and the next takes it up."""
    out: list[list[Turn]] = []
    for turn in turns:
        last = out[-1][-1] if out else None
        if turn.continues and last is not None and last.open_end and last.paragraph == turn.paragraph - 1:
            out[-1].append(turn)
        else:
            out.append([turn])
    return out


def _utterance(words: Words, ground: Ground, pieces: list[Piece], speech: list[Turn]) -> Utterance:
    spans = tuple(pieces[i].span for turn in speech for i in turn.pieces)
    cue = next((t.cue for t in speech if t.cue is not None), None)
    if cue is None:
        cue = _introduction(words, ground, pieces, speech[0])
    return Utterance(
        spans=spans,
        mode=_mode(cue),
        cue=cue.cue if cue is not None else None,
        cut_off=breaks_off(words.text, spans[-1]),
        confidence=0.98,
    )


def _introduction(words: Words, ground: Ground, pieces: list[Piece], turn: Turn) -> Found | None:
    """The cue at the end of the paragraph before, when the turn starts its own: "and it said:"."""
    number = turn.paragraph
    if number == 0 or number in ground.walls:
        return None
    block, before = ground.blocks[number], ground.blocks[number - 1]
    if pieces[turn.pieces[0]].span.start > block.start + 2:
        return None
    inside = words.within(before.span)
    floor = inside.start
    for j in range(inside.stop - 1, inside.start - 1, -1):
        if words.forms[j] in {"”", "»", "“", '"', "’", "」"}:
            floor = j + 1
            break
    if floor > inside.start and words.forms[inside.stop - 1] == ".":
        return None
    return cue_before(words, floor, inside.stop, far=True)


def _mode(found: Found | None) -> Mode:
    if found is None or "speech" in found.kinds:
        return "speech"
    if "thought" in found.kinds:
        return "thought"
    return "writing" if "writing" in found.kinds and "manner" not in found.kinds else "speech"
