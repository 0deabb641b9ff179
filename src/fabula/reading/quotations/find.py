"""The stage that finds utterances: marks to pieces, pieces to turns, turns to utterances with mode and cue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fabula.reading.draft import Draft, Utterance
from fabula.reading.quotations.clauses import Found
from fabula.reading.quotations.cues_before import cue_before
from fabula.reading.quotations.dashes import dash_paragraphs, dash_utterance
from fabula.reading.quotations.ground import Cover, Ground, how_told, story_ground
from fabula.reading.quotations.grouping import Turn, turns_of
from fabula.reading.quotations.italics import italic_utterances
from fabula.reading.quotations.letters import find_letters, is_letter
from fabula.reading.quotations.marks import DOUBLE, SINGLE
from fabula.reading.quotations.mending import mend
from fabula.reading.quotations.pieces import Piece, find_pieces, habits
from fabula.reading.quotations.plain_speech import plain_speech
from fabula.reading.quotations.said import breaks_off, without_asides
from fabula.reading.quotations.scripts import line_utterance, mode_of, notices, script_lines
from fabula.reading.quotations.thoughts import bare_thoughts
from fabula.reading.quotations.unmarked import fits
from fabula.spans import Span, strip
from fabula.story.records import Mode
from fabula.text.words import Words


@dataclass(slots=True, eq=False)
class _Row:
    """An utterance on its way, with the row it is quoted inside."""

    utterance: Utterance
    outer: _Row | None = None


def find_utterances(draft: Draft) -> Draft:
    """The draft with its `utterances`, in the order of their starts; linear in the length of the book."""
    rows = list(_rows(draft))
    rows.sort(key=lambda r: (r.utterance.start, -r.utterance.end))
    place = {id(row): i for i, row in enumerate(rows)}
    found = (replace(r.utterance, parent=place[id(r.outer)] if r.outer is not None else None) for r in rows)
    return replace(draft, utterances=tuple(found))


def _rows(draft: Draft) -> Iterator[_Row]:
    words, ground = draft.words, story_ground(draft)
    text = words.text
    lines = script_lines(words, ground)
    dashed = dash_paragraphs(text, ground)
    marked = _marked(words, ground, {line.paragraph for line in lines} | dashed)
    cover = Cover(len(text), [span for row in marked for span in row.utterance.spans])
    yield from marked
    for line in lines:
        yield _Row(_take(line_utterance(text, line, mode_of(text, lines)), cover))
    for notice in notices(words, ground, lines):
        yield _Row(_take(notice, cover))
    for number in sorted(dashed):
        found = dash_utterance(words, ground.spans[number], _introduction(words, ground, number))
        if found is not None:
            yield _Row(_take(found, cover))
    for letter in find_letters(text, ground, cover):
        yield _Row(_take(letter, cover))
    spoken = len(marked) + len(dashed) + len(lines)
    for found in plain_speech(words, ground, cover, spoken):
        yield _Row(_take(found, cover))
    telling = how_told(words, ground, cover)
    for found in italic_utterances(words, ground, draft.manuscript.emphasis, cover):
        yield _Row(found)
    for found in bare_thoughts(words, ground, cover, telling):
        yield _Row(found)


def _take(utterance: Utterance, cover: Cover) -> Utterance:
    for span in utterance.spans:
        cover.add(span)
    return utterance


# ---------------------------------------------------------------- speech in marks


def _marked(words: Words, ground: Ground, without: set[int] | frozenset[int]) -> list[_Row]:
    """Rows for all words in marks, those quoted inside others behind them; paragraphs in `without` are left out."""
    custom = habits(words.text, ground.spans)
    pieces = mend(words, find_pieces(words.text, ground.spans, custom=custom, walls=ground.walls, lines=ground.lines))
    inner: dict[int, list[int]] = {}
    outer: dict[int, list[int]] = {}
    for i, piece in enumerate(pieces):
        if piece.paragraph in without:
            continue
        if piece.outer is None:
            outer.setdefault(piece.paragraph, []).append(i)
        else:
            inner.setdefault(piece.outer, []).append(i)
    turns = [t for n, found in outer.items() for t in turns_of(words, ground.spans[n], pieces, found, n)]
    rows: list[_Row] = []
    second = SINGLE if custom.get(DOUBLE, 0.0) > 0.8 else ""
    for speech in _speeches(turns):
        row = _Row(_utterance(words, ground, pieces, speech, second))
        rows.append(row)
        for turn in speech:
            for i in turn.pieces:
                rows.extend(_nested(words, pieces, inner, i, row))
    return rows


def _nested(words: Words, pieces: list[Piece], inner: dict[int, list[int]], outer: int, row: _Row) -> Iterator[_Row]:
    if outer not in inner:
        return
    span = pieces[outer].span
    for turn in turns_of(
        words, Span(span.start + 1, span.end), pieces, inner[outer], pieces[outer].paragraph, nested=True
    ):
        spans = tuple(pieces[i].span for i in turn.pieces)
        child = _Row(
            Utterance(
                spans=spans,
                mode=_mode(words, turn.cue, quoted=False),
                cue=turn.cue.cue if turn.cue is not None else None,
                cut_off=breaks_off(words.text, spans[-1]),
                confidence=0.8,
            ),
            row,
        )
        yield child
        for i in turn.pieces:
            yield from _nested(words, pieces, inner, i, child)


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


def _utterance(words: Words, ground: Ground, pieces: list[Piece], speech: list[Turn], second: str) -> Utterance:
    spans = _joined(words.text, [pieces[i] for turn in speech for i in turn.pieces], ground)
    cue = next((t.cue for t in speech if t.cue is not None), None)
    first = pieces[speech[0].pieces[0]]
    if cue is None and first.span.start <= ground.spans[first.paragraph].start + 2:
        cue = _introduction(words, ground, first.paragraph)
    alone = first.family == second and len(spans) == 1 and _fills(words.text, spans[0], ground.spans[first.paragraph])
    mode: Mode = "thought" if cue is None and alone else _mode(words, cue, quoted=first.family != second)
    if mode == "speech" and is_letter(words.text, Span(spans[0].start, spans[-1].end)):
        mode = "writing"
    return Utterance(
        spans=spans,
        mode=mode,
        cue=cue.cue if cue is not None else None,
        cut_off=breaks_off(words.text, spans[-1]),
        confidence=0.98,
    )


def _joined(text: str, pieces: list[Piece], ground: Ground) -> tuple[Span, ...]:
    """The spans of the pieces; lines of verse that run on are one span."""
    spans: list[Span] = []
    for piece in pieces:
        if spans and piece.continues and piece.paragraph in ground.lines:
            spans[-1] = Span(spans[-1].start, piece.span.end)
        else:
            spans.extend(without_asides(text, piece.span))
    return tuple(spans)


def _fills(text: str, span: Span, paragraph: Span) -> bool:
    return strip(text, paragraph) == strip(text, span)


def _introduction(words: Words, ground: Ground, number: int) -> Found | None:
    """The cue at the end of the paragraph before: "and it said:"."""
    if number == 0 or number in ground.walls:
        return None
    inside = words.within(ground.spans[number - 1])
    floor = inside.start
    for j in range(inside.stop - 1, inside.start - 1, -1):
        if words.forms[j] in {"”", "»", "“", '"', "’", "」"}:
            floor = j + 1
            break
    if not len(inside) or (floor > inside.start and words.forms[inside.stop - 1] == "."):
        return None
    return cue_before(words, floor, inside.stop, far=True)


def _mode(words: Words, found: Found | None, *, quoted: bool) -> Mode:
    """What a cue makes of the words; what stands in the book's own marks for speech and is told to oneself is said."""
    if found is None:
        return "speech"
    low = words.forms[found.verb].lower()
    if fits(words, found, "thought") and (not found.inner or not quoted or low not in {"said", "say", "says"}):
        return "thought"
    return "writing" if found.kinds == {"writing"} else "speech"
