"""DOCX to a manuscript: paragraphs, heading styles, italic runs, breaks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fabula.errors import SourceError
from fabula.source.archive import Archive, join
from fabula.source.composing import Composer, Inline
from fabula.source.decoding import Decoded, decode
from fabula.source.html import bytes_of, with_openings
from fabula.source.manuscript import BlockKind, Manuscript
from fabula.source.marks import IsBreak
from fabula.source.structure import Facts, manuscript_of
from fabula.source.tags import Tag, Text, scan
from fabula.story.records import Origin, Source

MAIN = "word/document.xml"
_DOCUMENT_TYPE = "/officedocument"
_HEADING = re.compile(r"heading\s*([1-9])|chapter\s*(?:title|heading)", re.IGNORECASE)
_QUOTE = re.compile(r"quot|block ?text|letter", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})
SKIPPED = frozenset(
    "w:del w:instrtext w:fallback mc:fallback w:deltext w:txbxcontent w:comment w:movefrom w:footnote w:pict".split()
)


@dataclass(slots=True)
class Style:
    """What a paragraph style says: its rank as a heading (0 for none), whether it is the
    title of the whole, whether it quotes, whether it is italic."""

    level: int = 0
    title: bool = False
    quote: bool = False
    italic: bool = False
    based_on: str = ""
    name: str = ""


@dataclass(slots=True)
class Body:
    """Reads the body of a document into a composer."""

    source: str
    styles: dict[str, Style]
    is_break: IsBreak
    file: str
    composer: Composer = field(default_factory=Composer)
    inline: Inline = field(default_factory=Inline)
    style: Style = field(default_factory=Style)
    start: int | None = None
    level: int = 0
    italic: bool = False
    in_text: bool = False
    in_run: bool = False
    bordered: bool = False

    def read(self) -> None:
        """Every paragraph, in order; deleted and alternative text is passed over."""
        skipping: str | None = None
        depth = 0
        for item in scan(self.source):
            if isinstance(item, Text):
                if skipping is None and self.in_text:
                    self.inline.add(item.text, verbatim=True)
            elif skipping is not None:
                if item.name == skipping and not item.empty:
                    depth += -1 if item.closing else 1
                    skipping = skipping if depth else None
            elif item.name in SKIPPED and not item.closing and not item.empty:
                skipping, depth = item.name, 1
            else:
                self._tag(item)

    def _tag(self, tag: Tag) -> None:
        if tag.name == "w:p":
            self._paragraph(tag)
        elif tag.name == "w:t":
            self.in_text = not tag.closing and not tag.empty
        elif tag.name == "w:r":
            self._run(tag.closing or tag.empty)
        elif tag.closing:
            return
        elif tag.name == "w:pstyle":
            self.style = self.styles.get(tag.get("w:val"), Style(level=_level(tag.get("w:val"))))
        elif tag.name == "w:outlinelvl" and tag.get("w:val").isdigit():
            self.level = min(9, int(tag.get("w:val")[:2])) + 1
        elif tag.name in ("w:i", "w:iCs", "w:b", "w:u") and self.in_run and tag.name == "w:i":
            self._stress(tag.get("w:val").lower() not in _OFF)
        elif tag.name in ("w:br", "w:cr"):
            self.inline.line_break()
        elif tag.name == "w:tab":
            self.inline.add("\t" if self.in_run else "", verbatim=True)
        elif tag.name in ("w:nobreakhyphen", "w:softhyphen"):
            self.inline.add("\u2011" if tag.name == "w:nobreakhyphen" else "", verbatim=True)
        elif tag.name in ("w:top", "w:bottom", "w:between") and not self.in_run and self.start is not None:
            self.bordered = tag.get("w:val").lower() not in ("", "nil", "none")

    def _run(self, ends: bool) -> None:
        self.in_run = not ends
        self.in_text = False
        if ends and self.italic:
            self._stress(False)
        elif not ends and self.style.italic and not self.style.quote:
            self._stress(True)

    def _stress(self, on: bool) -> None:
        if on != self.italic:
            self.italic = on
            self.inline.emphasise(on)

    def _paragraph(self, tag: Tag) -> None:
        if self.start is not None:
            self._flush(tag.end if tag.closing else tag.start)
        if tag.empty:
            self.composer.space_before = True
        elif not tag.closing:
            self.start, self.style, self.level, self.bordered = tag.start, self.styles.get("", Style()), 0, False

    def _flush(self, end: int) -> None:
        text, emphasis = self.inline.close()
        start, self.start = self.start or 0, None
        origin = Origin(file=self.file, start=start, end=end)
        if not text:
            if self.bordered:
                self.composer.add("* * *", "break", origin=origin)
            else:
                self.composer.space_before = True
            return
        level = self.level or self.style.level
        kind: BlockKind = "paragraph"
        if self.is_break(text):
            kind = "break"
        elif (0 < level <= 9 or self.style.title) and len(text) <= 300:
            kind = "heading"
        elif self.style.quote:
            kind = "quote"
        self.composer.add(
            text, kind, emphasis=_joined(text, emphasis), origin=origin, level=min(level, 6) if kind == "heading" else 0
        )


def _joined(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Emphasis over several runs as one: Word splits a phrase wherever it was edited."""
    out: list[tuple[int, int]] = []
    for start, end in spans:
        if out and not text[out[-1][1] : start].strip():
            out[-1] = out[-1][0], end
        else:
            out.append((start, end))
    return out


def read_docx(data: bytes, source: Source, is_break: IsBreak) -> Manuscript:
    """The manuscript of a Word document, comments, deletions and footnotes left out.

    Raises SourceError for an archive without a document, UnsafeSourceError for one made to do harm.
    """
    archive = Archive(data, source.name)
    main = _main(archive)
    decoded = _xml(archive, main)
    if "<w:document" not in decoded.text[:100_000]:
        raise SourceError("the Word document has no body", where=source.name, hint="save it again as .docx")
    body = Body(decoded.text, _styles(archive, main), is_break, main)
    body.read()
    if not body.composer.pieces:
        raise SourceError("the document has no text", where=source.name, hint="give a document with words in it")
    body.composer.pieces = with_openings(bytes_of(body.composer.pieces, decoded.byte_offsets))
    return manuscript_of(body.composer, _facts(archive), source)


def _xml(archive: Archive, name: str) -> Decoded:
    return decode(archive.xml(name), where=f"{archive.where}: {name}" if archive.where else name)


def _main(archive: Archive) -> str:
    """The name of the main document: what the package's relationships say, `word/document.xml` as a rule."""
    if archive.has("_rels/.rels"):
        for item in scan(_xml(archive, "_rels/.rels").text):
            if isinstance(item, Tag) and item.get("type").lower().endswith(_DOCUMENT_TYPE):
                target = join("", item.get("target").lstrip("/"))
                if target and archive.has(target):
                    return target
    if archive.has(MAIN):
        return MAIN
    raise SourceError("the archive holds no Word document", where=archive.where, hint="give a .docx file")


def _styles(archive: Archive, main: str) -> dict[str, Style]:
    """The paragraph styles by id; the default one also under the empty id."""
    name = join(main, "styles.xml")
    if name is None or not archive.has(name):
        return {}
    styles: dict[str, Style] = {}
    current: Style | None = None
    for item in scan(_xml(archive, name).text):
        if not isinstance(item, Tag):
            continue
        if item.name == "w:style":
            current = None if item.closing else styles.setdefault(item.get("w:styleid"), Style())
            if current is not None and item.get("w:default") == "1" and item.get("w:type") == "paragraph":
                styles[""] = current
        elif current is not None and not item.closing:
            _take(current, item)
    for style in styles.values():
        base, steps = styles.get(style.based_on), 0
        while base is not None and steps < 10 and not (style.level or style.quote):
            style.level, style.quote, style.italic = base.level, base.quote, style.italic or base.italic
            base, steps = styles.get(base.based_on), steps + 1
    return styles


def _take(style: Style, tag: Tag) -> None:
    if tag.name == "w:name":
        style.name = tag.get("w:val")
        style.level = _level(style.name)
        style.title = style.name.lower() in ("title", "subtitle", "book title")
        style.quote = bool(_QUOTE.search(style.name))
    elif tag.name == "w:basedon":
        style.based_on = tag.get("w:val")
    elif tag.name == "w:i":
        style.italic = tag.get("w:val").lower() not in _OFF
    elif tag.name == "w:outlinelvl" and tag.get("w:val") in ("0", "1", "2", "3", "4", "5"):
        style.level = style.level or int(tag.get("w:val")) + 1


def _level(name: str) -> int:
    """The rank of a style as a heading by its name, 0 for body text."""
    match = _HEADING.match(name.strip())
    if match is None:
        return 0
    return int(match.group(1) or 1)


def _facts(archive: Archive) -> Facts:
    """Title, author and language from the document's properties; Word's own placeholders are none."""
    facts = Facts()
    if not archive.has("docProps/core.xml"):
        return facts
    inside = ""
    for item in scan(_xml(archive, "docProps/core.xml").text):
        if isinstance(item, Tag):
            inside = "" if item.closing else item.name
        elif item.text.strip():
            value = " ".join(item.text.split())
            if inside == "dc:title":
                facts.title = value
            elif inside == "dc:creator" and value.lower() not in (
                "python-docx",
                "microsoft office user",
                "user",
                "admin",
            ):
                facts.author = value
            elif inside == "dc:language":
                facts.language = value
    return facts
