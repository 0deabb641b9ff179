"""Markdown to a manuscript: headings, quotations, rules, emphasis; the marks themselves are not in the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from fabula.source.composing import Composer, Inline
from fabula.source.decoding import Decoded
from fabula.source.html import bytes_of, with_openings
from fabula.source.lines import lines_of, pieces_of
from fabula.source.manuscript import BlockKind, Manuscript
from fabula.source.marks import IsBreak
from fabula.source.piece import Piece
from fabula.source.structure import Facts, manuscript_of
from fabula.story.records import Origin, Source

_ATX = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?[ \t]*#*[ \t]*", re.DOTALL)
_SETEXT = re.compile(r"(?:=+|-{2,})\s*")
_PREFIX = re.compile(r"(?m)^[ \t]*(?:>[ \t]?)+")
_META_LINE = re.compile(r"(title|author|language|lang)\s*:\s*(.+)", re.IGNORECASE)
_IMAGE = re.compile(r"!\[([^\[\]\n]{0,500})\]\([^()\n]{0,2000}\)")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\](?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])")
_TOKEN = re.compile(r"\\[!-/:-@\[-`{-~]|[ \t]{2,}\n|\\\n|\n|<br ?/?>|</?[a-zA-Z][^<>\n]{0,500}>|\*{1,3}|_{1,3}")
_COMMENT = re.compile(r"<!--")
MARKS = "*_"


def read_markdown(decoded: Decoded, source: Source, is_break: IsBreak) -> Manuscript:
    """The manuscript of a Markdown file. Its text is the words without marks, a blank line between blocks."""
    text = decoded.text
    facts = Facts(warnings=list(decoded.warnings))
    start = _front_lines(text, facts)
    body = _without_comments(text)
    lines = [line for line in lines_of(body) if line.start >= start]
    composer = Composer()
    for piece, kind, level in _blocks(body, pieces_of(body, lines, is_break, _stands_alone, joins=True)):
        _add(composer, body, piece, kind, level)
    composer.pieces = with_openings(bytes_of(composer.pieces, decoded.byte_offsets))
    return manuscript_of(composer, facts, source)


def _stands_alone(line: str) -> bool:
    return bool(re.match(r"#{1,6}(?:[ \t]|$)", line)) or _SETEXT.fullmatch(line) is not None


def _front_lines(text: str, facts: Facts) -> int:
    """Where the text starts after a block of metadata between `---` lines; what it says goes to `facts`."""
    if not text.startswith("---\n"):
        return 0
    end = text.find("\n---", 3, 20_000)
    if end < 0 or "\n\n" in text[:end]:
        return 0
    for line in text[4:end].split("\n"):
        if match := _META_LINE.fullmatch(line.strip()):
            value = match.group(2).strip().strip("\"'")
            name = {"lang": "language"}.get(match.group(1).lower(), match.group(1).lower())
            setattr(facts, name, getattr(facts, name) or value)
    stop = text.find("\n", end + 1)
    return len(text) if stop < 0 else stop


def _without_comments(text: str) -> str:
    """The text with comments blanked out, so that every offset stays."""
    out, at = [], 0
    for match in _COMMENT.finditer(text):
        if match.start() < at:
            continue
        end = text.find("-->", match.end())
        if end < 0:
            break
        out += [text[at : match.start()], re.sub(r"[^\n]", " ", text[match.start() : end + 3])]
        at = end + 3
    return "".join([*out, text[at:]])


def _blocks(text: str, pieces: list[Piece]) -> Iterator[tuple[Piece, BlockKind, int]]:
    """Each block with its kind and its rank as a heading; a line and the rule right under it are one heading."""
    i = 0
    while i < len(pieces):
        piece = pieces[i]
        words = text[piece.start : piece.end]
        after = pieces[i + 1] if i + 1 < len(pieces) else None
        if after and _underlined(text, piece, after):
            level = 1 if text[after.start] == "=" else 2
            yield replace(piece, kind="heading"), "heading", level
            i += 2
            continue
        atx = _ATX.fullmatch(words)
        if atx and atx.group(2) and piece.kind != "break":
            yield piece, "heading", len(atx.group(1))
        elif words.startswith(">"):
            yield piece, "quote", 0
        else:
            yield piece, piece.kind, 0
        i += 1


def _underlined(text: str, piece: Piece, after: Piece) -> bool:
    if piece.kind == "break" or "\n" in text[piece.start : piece.end] or piece.end - piece.start > 120:
        return False
    if text[piece.start] in "#>":
        return False
    between = text[piece.end : after.start]
    return between.count("\n") == 1 and _SETEXT.fullmatch(text[after.start : after.end]) is not None


def _add(composer: Composer, text: str, piece: Piece, kind: BlockKind, level: int) -> None:
    words = text[piece.start : piece.end]
    if kind == "heading" and (atx := _ATX.fullmatch(words)) and atx.group(2):
        words = atx.group(2)
    elif kind == "quote":
        words = _PREFIX.sub("", words)
    composer.space_before = piece.extra_space
    origin = Origin(file=None, start=piece.start, end=piece.end)
    if kind == "break":
        composer.add(" ".join(words.split()), kind, origin=origin)
        return
    inline = Inline()
    _inline(words, inline)
    plain, emphasis = inline.close()
    composer.add(plain, kind, emphasis=emphasis, origin=origin, level=level)


def _inline(words: str, inline: Inline) -> None:
    """Adds the words of a block without their marks, noting what they emphasise."""
    words = _LINK.sub(r"\1", _IMAGE.sub("", words))
    stressing = _stressing(words)
    at = 0
    for match in _TOKEN.finditer(words):
        inline.add(html.unescape(words[at : match.start()]))
        at = match.end()
        token = match.group()
        if token[0] == "\\" and token != "\\\n":
            inline.add(token[1:])
        elif token == "\n":
            inline.add(" ")
        elif token[0] in " \t\\" or token.lower().startswith("<br"):
            inline.line_break()
        elif token[0] in MARKS:
            if match.start() in stressing:
                inline.emphasise(stressing[match.start()])
            else:
                inline.add(token)
    inline.add(html.unescape(words[at:]))


def _stressing(words: str) -> dict[int, bool]:
    """Offsets of the marks that open (True) or close (False) emphasis; each pairs with the nearest of its kind."""
    opened: dict[str, int] = {}
    out: dict[int, bool] = {}
    for match in _TOKEN.finditer(words):
        mark = match.group()
        if mark[0] not in MARKS:
            continue
        before = words[match.start() - 1] if match.start() else " "
        after = words[match.end()] if match.end() < len(words) else " "
        if mark in opened and not before.isspace() and not (mark[0] == "_" and after.isalnum()):
            out[opened.pop(mark)], out[match.start()] = True, False
        elif not after.isspace() and not (mark[0] == "_" and before.isalnum()):
            opened[mark] = match.start()
    return out
