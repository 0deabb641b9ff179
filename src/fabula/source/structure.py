"""From pieces to parts: headings, contents, front matter, notes and back matter, by words where the source is mute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fabula.errors import SourceError
from fabula.source import back_matter, chapters, fences, front_matter, notes, thefts
from fabula.source.composing import Composer
from fabula.source.language import reading_doubts
from fabula.source.manuscript import Block, Manuscript
from fabula.source.outline import Outline
from fabula.source.piece import Piece
from fabula.story.records import Part, Source


@dataclass(slots=True)
class Facts:
    """What a source says of itself beside its text, and what its reader doubted."""

    title: str | None = None
    author: str | None = None
    language: str | None = None
    guessed: bool = False  # the title is a page's window title, good only where the text has none
    warnings: list[str] = field(default_factory=list)


def manuscript_of(composer: Composer, facts: Facts, source: Source) -> Manuscript:
    """The manuscript of a marked-up source from its blocks and what it says of itself."""
    text = composer.text
    if not composer.pieces:
        raise SourceError("there is no text in it", where=source.name, hint="give a story with words in it")
    outline = outline_of(text, composer.pieces)
    blocks, parts = blocks_and_parts(outline)
    language = facts.language or outline.language
    return Manuscript(
        text=text,
        blocks=blocks,
        parts=parts,
        emphasis=tuple(composer.emphasis),
        title=(outline.title if facts.guessed else None) or facts.title or outline.title,
        author=facts.author or outline.author,
        language=language,
        source=source,
        warnings=(*dict.fromkeys(facts.warnings), *outline.warnings, *reading_doubts(text, language)),
    )


def outline_of(text: str, pieces: Sequence[Piece]) -> Outline:
    """The pieces of a text with a role each. Every step leaves alone what the source itself says.

    The order matters: the licence of an archive goes first, since it holds headings and labels of its own; then the
    headings of chapters, which say where front matter must end; then what stands before, between and after them.
    """
    outline = Outline(text, pieces)
    thefts.flag(outline)
    first, last = back_matter.archive_limits(outline)
    fences.find(outline)
    chapters.name_openings(outline)
    chapters.find(outline, first, last)
    notes.bracketed(outline, first, last)
    front_matter.find(outline, first, last)
    back_matter.find(outline, first, last)
    _keep_a_story(outline)
    return outline


def blocks_and_parts(outline: Outline) -> tuple[tuple[Block, ...], tuple[Part, ...]]:
    """The blocks of the manuscript and the parts that cover them."""
    blocks = tuple(
        Block(
            start=piece.start,
            end=piece.end,
            kind="heading" if outline.headings[i] and piece.kind != "break" else piece.kind,
            origin=piece.origin,
            extra_space=piece.extra_space,
        )
        for i, piece in enumerate(outline.pieces)
        if not outline.dropped[i]
    )
    return blocks, outline.parts()


def _keep_a_story(outline: Outline) -> None:
    """Where everything looked like matter around a story, all that the source itself did not name is the story."""
    story = [i for i, role in enumerate(outline.roles) if role in (None, "chapter") and not outline.dropped[i]]
    if any(not outline.headings[i] and not outline.is_break(i) for i in story):
        return
    for i, forced in enumerate(outline.forced):
        if not forced:
            outline.roles[i] = None
            outline.begins[i] = False
    outline.dropped = [False] * len(outline.pieces)
    if all(role not in (None, "chapter") for role in outline.roles):
        outline.warnings.append("No story was found apart from notes and front matter.")
