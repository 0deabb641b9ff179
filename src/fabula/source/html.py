"""HTML to a manuscript: archives' downloads and saved pages, any other page, and the pages of an EPUB."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fabula.source import labels
from fabula.source.composing import Composer, Inline
from fabula.source.decoding import Decoded, decode
from fabula.source.manuscript import BlockKind, Manuscript
from fabula.source.marks import IsBreak
from fabula.source.piece import Piece
from fabula.source.structure import Facts, manuscript_of
from fabula.source.tags import Tag, Text, scan
from fabula.source.zones import Zone, hiding_classes, types_of, zone_of
from fabula.story.records import Origin, PartKind, Source

BLOCKS = frozenset(
    "html body p div h1 h2 h3 h4 h5 h6 blockquote section article main header footer aside hgroup ul ol li dl dt dd "
    "table tr td th thead tbody tfoot caption figure figcaption pre center address fieldset legend details "
    "summary hr".split()
)
HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
EMPHASIS = frozenset("i em b strong q cite".split())
VOID = frozenset("area base br col embed hr img input link meta source track wbr image".split())
CLOSES = {
    "p": {"p"},
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "tr": {"tr", "td", "th"},
    "td": {"td", "th"},
}
DEEPEST = 256

_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""")
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_BREAK_NAME = re.compile(r"break|ornament|divider|separator|asterism|fleuron|hr\b|space", re.IGNORECASE)
_AO3_LABEL = re.compile(
    r"(?:chapter |story |work )?(?:(?P<summary>summary)|(?:end )?notes?)(?: for the chapter)?:?", re.IGNORECASE
)


@dataclass(slots=True)
class Element:
    """An open element: where its start tag stands, and what it means for the text in it."""

    tag: Tag
    zone: Zone
    role: PartKind | None
    emphasis: bool = False


@dataclass(slots=True)
class Page:
    """Reads one page into a composer. Origins are offsets of the page's text until `bytes_of` has been applied."""

    source: str
    composer: Composer
    is_break: IsBreak
    file: str | None = None
    role: PartKind | None = None
    facts: Facts = field(default_factory=Facts)
    stack: list[Element] = field(default_factory=list)
    inline: Inline = field(default_factory=Inline)
    hiding: frozenset[str] = frozenset()
    start: int | None = None
    end: int = 0
    images: list[tuple[int, str]] = field(default_factory=list)
    image: str | None = None
    archive: bool = False
    pending: PartKind | None = None
    hidden_seen: int = 0
    labelled: bool = False
    byline: bool = False

    def read(self) -> None:
        """Every tag and text of the page."""
        self.archive = 'id="chapters"' in self.source or 'id="workskin"' in self.source
        for item in scan(self.source):
            if isinstance(item, Text):
                self._text(item)
            elif item.closing:
                self._close(item)
            else:
                self._open(item)
        self._flush(self.end)

    def _text(self, item: Text) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and top.tag.name in ("style", "title"):
            if top.tag.name == "style":
                self.hiding |= hiding_classes(item.text)
            elif not any(e.tag.name == "svg" for e in self.stack):
                self.facts.title = self.facts.title or " ".join(item.text.split()) or None
                self.facts.guessed = True
            return
        if top is not None and top.zone.skip:
            return
        if not item.text.strip() and not self.inline.parts:
            return
        if self.start is None:
            self.start = item.start
        self.end = item.end
        self.inline.add(item.text, verbatim=any(e.tag.name == "pre" for e in self.stack[-4:]))

    def _open(self, tag: Tag) -> None:
        if tag.name in ("meta", "html", "img", "image", "br", "hr"):
            self._void(tag)
        if tag.name in VOID or (tag.empty and tag.name not in ("p", "div", "script", "style", "title")):
            return
        if tag.name in BLOCKS:
            self._flush(tag.start)
            self._imply(tag)
            self.start = tag.start
        outer = self.stack[-1] if self.stack else None
        root = outer is None or outer.tag.name == "body"
        role = outer.role if outer else self.role
        zone = zone_of(tag, self.hiding, role, root)
        if outer is not None:
            above = outer.zone
            story = zone.role is None and (zone.story or above.story)
            zone = Zone(zone.role, story, zone.skip or above.skip, zone.hidden or above.hidden)
        if self.pending and tag.name == "blockquote":
            zone, self.pending = zone._replace(role=self.pending), None
        elif zone.hidden and not zone.skip:
            self._flush(tag.start)
            zone = zone._replace(role="note")
        if tag.get("rel") == "author" or "byline" in tag.get("class").split():
            self.byline = True
        stressed = tag.name in EMPHASIS or (tag.name == "span" and bool(_ITALIC.search(tag.get("style"))))
        if len(self.stack) < DEEPEST and not tag.empty:
            self.stack.append(Element(tag, zone, zone.role or role, stressed))
            if stressed:
                self.inline.emphasise(True)
        elif tag.empty and tag.name in ("p", "div"):
            self.composer.space_before = True

    def _void(self, tag: Tag) -> None:
        if self.stack and self.stack[-1].zone.skip and tag.name != "meta":
            return
        if tag.name == "html":
            self.facts.language = self.facts.language or tag.get("lang") or tag.get("xml:lang") or None
        elif tag.name == "meta" and tag.get("name").lower() in ("author", "dc.creator"):
            self.facts.author = self.facts.author or tag.get("content") or None
        elif tag.name == "br":
            self.inline.line_break()
            self.end = tag.end
        elif tag.name == "hr":
            self._flush(tag.start)
            self._add("* * *", "break", [], (tag.start, tag.end))
            self.start = None
        elif tag.name in ("img", "image"):
            alt = tag.get("alt")
            classes = " ".join(e.tag.get("class") for e in self.stack[-3:])
            named = self.is_break(alt) or _BREAK_NAME.search(f"{classes} {tag.get('class')} {tag.get('src')}")
            self.image = "*" if named else tag.get("src") or tag.get("xlink:href") or None

    def _imply(self, tag: Tag) -> None:
        """Ends what this start tag ends without saying so."""
        closed = CLOSES.get(tag.name, {"p"} if tag.name in BLOCKS else set())
        while self.stack and self.stack[-1].tag.name in closed:
            self._pop()

    def _close(self, tag: Tag) -> None:
        names = [e.tag.name for e in self.stack]
        if tag.name not in names:
            if tag.name in BLOCKS:
                self._flush(tag.start)
            return
        while self.stack:
            top = self.stack[-1]
            last = top.tag.name == tag.name
            if top.tag.name in BLOCKS or top.zone.hidden:
                self._flush(tag.end if last and self.start is not None and self.start <= top.tag.start else tag.start)
            self._pop()
            if last:
                return

    def _pop(self) -> None:
        if self.stack.pop().emphasis:
            self.inline.emphasise(False)

    def _flush(self, end: int) -> None:
        """Ends the block that is being gathered, at offset `end` of the source."""
        text, emphasis = self.inline.close()
        start, self.start = self.start, None
        image, self.image = self.image, None
        if not text:
            if image is not None and start is not None:
                self._picture(image, start, end)
            elif start is not None and self.stack and self.stack[-1].tag.name == "p":
                self.composer.space_before = True
            return
        self._add(text, self._kind(text), emphasis, (start if start is not None else end, max(end, self.end)))

    def _picture(self, image: str, start: int, end: int) -> None:
        """An image alone in its block: a break when it is named so, or when it comes again and again."""
        self.images.append((len(self.composer.pieces), image))
        self._add("* * *", "break", [], (start, end))

    def _kind(self, text: str) -> BlockKind:
        names = {e.tag.name for e in self.stack}
        if names & HEADINGS or (names & {"hgroup"}):
            return "heading"
        if self.stack and self.stack[-1].tag.name == "p" and "bridgehead" in types_of(self.stack[-1].tag):
            return "heading"
        if self.is_break(text):
            return "break"
        note = self.archive and any(
            "userstuff" in e.tag.get("class") and e.tag.name == "blockquote" for e in self.stack
        )
        return "quote" if "blockquote" in names and not note else "paragraph"

    def _add(self, text: str, kind: BlockKind, emphasis: list[tuple[int, int]], at: tuple[int, int]) -> None:
        top = self.stack[-1] if self.stack else None
        if top is not None and top.zone.skip:
            return
        role = top.role if top else self.role
        if top is not None and top.zone.hidden:
            self.hidden_seen += 1
        elif self.archive:
            role = self._archive_role(text, kind, role)
        level = next((int(e.tag.name[1]) for e in reversed(self.stack) if e.tag.name in HEADINGS), 0)
        if kind == "heading" and not level and any(e.tag.name == "hgroup" for e in self.stack):
            level = 6
        origin = Origin(file=self.file, start=at[0], end=at[1])
        self.composer.add(text, kind, emphasis=emphasis, role=role, origin=origin, level=level)
        label = " ".join(text.split()).rstrip(":") if self.labelled else None
        story = role is None and top is not None and top.zone.story
        self.composer.pieces[-1] = replace(self.composer.pieces[-1], story=story, label=label)
        self.labelled = False
        if self.byline and not self.facts.author:
            self.facts.author = labels.byline(text) or (text if len(text) < 80 else None)
        self.byline = False
        if role == "front" and kind == "heading" and self.archive:
            self.facts.title = " ".join(text.split())
            self.facts.guessed = False

    def _archive_role(self, text: str, kind: BlockKind, role: PartKind | None) -> PartKind | None:
        """The role of a block in a page of an archive that keeps summary and notes in quotations under a label."""
        match = _AO3_LABEL.fullmatch(text)
        in_meta = any(
            {"meta", "preface", "module"} & set(e.tag.get("class").split())
            or e.tag.get("id") in ("preface", "afterword")
            for e in self.stack
        )
        if match is None or not in_meta:
            return role
        work = not any(e.tag.get("id") == "chapters" for e in self.stack)
        self.pending = "description" if match.group("summary") and work else "note"
        self.labelled = True
        return self.pending


def settle_images(composer: Composer, images: list[tuple[int, str]]) -> Composer:
    """The composer without the images that are no marks: a mark is named one, or is used at least three times."""
    counts: dict[str, int] = {}
    for _, image in images:
        counts[image] = counts.get(image, 0) + 1
    drop = {at for at, image in images if image != "*" and counts[image] < 3}
    if not drop:
        return composer
    kept = Composer()
    spans = iter(composer.emphasis)
    span = next(spans, None)
    text = composer.text
    for i, piece in enumerate(composer.pieces):
        inside = []
        while span is not None and span.start < piece.end:
            if span.start >= piece.start:
                inside.append((span.start - piece.start, span.end - piece.start))
            span = next(spans, None)
        if i in drop:
            continue
        kept.space_before = piece.extra_space
        kept.add(text[piece.start : piece.end], piece.kind, emphasis=inside)
        kept.pieces[-1] = replace(piece, start=kept.pieces[-1].start, end=kept.pieces[-1].end)
    return kept


def decode_page(data: bytes, *, where: str | None, encoding: str | None = None, mend: bool = False) -> Decoded:
    """The text of a page: as UTF-8 when it is valid, else in the encoding that it names, else by the usual ladder."""
    if encoding is None:
        declared = _CHARSET.search(data[:2048])
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            encoding = _usable(data, declared.group(1).decode("ascii")) if declared else None
    return decode(data, encoding=encoding, where=where, mend=mend)


def _usable(data: bytes, name: str) -> str | None:
    name = "cp1252" if name.lower().replace("_", "-") in ("iso-8859-1", "latin1", "ascii", "us-ascii") else name
    try:
        data.decode(name)
    except (LookupError, UnicodeError):
        return None
    return name if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else None


def bytes_of(pieces: list[Piece], to_bytes: Callable[[list[int]], list[int]]) -> list[Piece]:
    """The pieces of one page with their origins turned from offsets of its text into bytes of its file."""
    edges = sorted({edge for p in pieces if p.origin for edge in (p.origin.start, p.origin.end)})
    at = dict(zip(edges, to_bytes(edges), strict=True))
    return [
        replace(p, origin=replace(p.origin, start=at[p.origin.start], end=at[p.origin.end])) if p.origin else p
        for p in pieces
    ]


def read_html(decoded: Decoded, source: Source, is_break: IsBreak) -> Manuscript:
    """The manuscript of a page. Its text is what a reader sees, a blank line between blocks."""
    page = Page(decoded.text, Composer(), is_break)
    page.read()
    composer = settle_images(page.composer, page.images)
    composer.pieces = with_openings(bytes_of(composer.pieces, decoded.byte_offsets))
    facts = page.facts
    facts.warnings.extend(decoded.warnings)
    if page.hidden_seen:
        facts.warnings.append(
            f"{page.hidden_seen} hidden passages (sentences against theft, as a rule) are kept out of the story."
        )
    return manuscript_of(composer, facts, source)


def with_openings(pieces: list[Piece]) -> list[Piece]:
    """The pieces with those headings marked that begin chapters: all of the highest rank that comes more than once.

    A single heading of a higher rank before them is the title of the whole.
    """
    heads = [i for i, p in enumerate(pieces) if p.kind == "heading" and p.role in (None, "chapter") and p.level]
    if any(pieces[i].story for i in heads):
        heads = [i for i in heads if pieces[i].story or pieces[i].role == "chapter"]
    counts = Counter(pieces[i].level for i in heads)
    rank = min((level for level, count in counts.items() if count > 1), default=0)
    if rank == 0:  # one heading of each rank: only the page's own structure can say that one is a chapter's
        rank = min((pieces[i].level for i in heads if pieces[i].role == "chapter" or pieces[i].story), default=0)
    rank = _with_chapters(pieces, heads, rank)
    opening = {i for i in heads if pieces[i].level <= rank}
    if heads and pieces[heads[0]].level < rank and pieces[heads[0]].role is None:
        opening.discard(heads[0])
    return [replace(p, opens=True) if i in opening else p for i, p in enumerate(pieces)]


def _with_chapters(pieces: list[Piece], heads: list[int], rank: int) -> int:
    """The rank below, where headings of this rank are those of parts: most are followed at once by one of the next."""
    tops = [i for i in heads if pieces[i].level == rank]
    known = set(heads)
    below = [pieces[i + 1].level for i in tops if i + 1 in known and pieces[i + 1].level > rank]
    return min(below) if rank and 2 * len(below) > len(tops) else rank
