"""EPUB 2 and 3 to a manuscript, in the order of the spine."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from fabula.errors import SourceError
from fabula.source.archive import Archive, join
from fabula.source.chapters import is_back_name, is_front_name
from fabula.source.composing import Composer
from fabula.source.html import Page, bytes_of, decode_page, settle_images
from fabula.source.manuscript import Manuscript
from fabula.source.marks import IsBreak
from fabula.source.piece import Piece
from fabula.source.structure import Facts, manuscript_of
from fabula.source.tags import Tag, Text, scan
from fabula.source.zones import BACK_TYPES, FRONT_TYPES, STORY_TYPES
from fabula.spans import Span
from fabula.story.records import PartKind, Source

PAGE_TYPES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/x-dtbook+xml")
FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
CONTAINER = "META-INF/container.xml"

_FRONT_FILE = re.compile(
    r"(?:^|[/_.-])(?:cover|title[-_]?page|titlepage|half[-_]?title|copyright|imprint|toc|nav|contents|dedication|epigraph|log_page|"
    r"frontmatter|wrap0000)(?:[-_.\d]|$)",
    re.IGNORECASE,
)
_BACK_FILE = re.compile(
    r"(?:^|[/_.-])(?:colophon|uncopyright|endnotes|footnotes|about[-_]?(?:the[-_]?)?author|backmatter|also[-_]?by|newsletter|appendix)"
    r"(?:[-_.\d]|$)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Package:
    """The package document: what the book is called, and its pages in order."""

    facts: Facts = field(default_factory=Facts)
    spine: list[str] = field(default_factory=list)
    roles: dict[str, PartKind] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    navigation: list[str] = field(default_factory=list)


def read_epub(data: bytes, source: Source, is_break: IsBreak) -> Manuscript:
    """The manuscript of an EPUB. Its text is that of the pages of the spine, a blank line between blocks.

    Raises SourceError for a damaged or encrypted book, UnsafeSourceError for one made to do harm.
    """
    archive = Archive(data, source.name)
    _refuse_encrypted(archive)
    package = _package(archive)
    composer = Composer()
    hidden = 0
    for name in package.spine:
        hidden += _add_page(archive, package, name, composer, is_break)
    if not composer.pieces:
        raise SourceError("the book has no text", where=source.name, hint="a book of pictures cannot be read")
    if hidden:
        package.facts.warnings.append(f"{hidden} hidden passages are kept out of the story.")
    return manuscript_of(composer, package.facts, source)


def _refuse_encrypted(archive: Archive) -> None:
    """Raises SourceError when pages are encrypted; fonts alone may be obfuscated."""
    name = "META-INF/encryption.xml"
    if not archive.has(name):
        return
    for item in scan(_decoded(archive, name)):
        if not isinstance(item, Tag) or item.closing or not item.name.endswith("encryptionmethod"):
            continue
        if item.get("algorithm") not in FONT_ALGORITHMS:
            hint = "the book is copy-protected; use a copy without protection"
            raise SourceError("the book is encrypted", where=archive.where, hint=hint)


def _decoded(archive: Archive, name: str) -> str:
    return decode_page(archive.xml(name), where=f"{archive.where}: {name}" if archive.where else name).text


def _package(archive: Archive) -> Package:
    path = None
    if archive.has(CONTAINER):
        tags = (t for t in scan(_decoded(archive, CONTAINER)) if isinstance(t, Tag))
        path = next((t.get("full-path") for t in tags if t.name.endswith("rootfile") and not t.closing), None)
        path = join("", path) if path else None
    if path is None or not archive.has(path):
        path = next((n for n in archive.names if n.lower().endswith(".opf")), None)
    if path is None:
        raise SourceError("this is no EPUB: it has no package document", where=archive.where, hint="get the file again")
    package = Package()
    _read_package(archive, path, package)
    if not package.spine:
        raise SourceError("the book lists no pages", where=archive.where, hint="get the file again")
    _read_navigation(archive, package)
    return package


def _read_package(archive: Archive, path: str, package: Package) -> None:
    """Fills the package from its document: metadata, the pages of the spine, the roles that the guide gives."""
    manifest: dict[str, str] = {}
    references: list[str] = []
    said: dict[str, str] = {}
    inside = ""
    for item in scan(_decoded(archive, path)):
        if isinstance(item, Text):
            if inside and item.text.strip():
                said.setdefault(inside, " ".join(item.text.split()))
            continue
        name = item.name.rsplit(":", 1)[-1]
        inside = "" if item.closing or item.empty else name if item.name.startswith("dc:") else ""
        target = join(path, item.get("href"))
        if name == "item" and target:
            _take_item(item, target, manifest, package)
        elif name == "itemref" and item.get("idref") in manifest:
            references.append(item.get("idref"))
        elif name == "reference" and target:
            role = _role_of({item.get("type").lower()})
            if role in ("front", "back"):
                package.roles.setdefault(target, role)
    package.spine = [manifest[r] for r in dict.fromkeys(references) if archive.has(manifest[r])]
    facts = package.facts
    facts.title, facts.author, facts.language = said.get("title"), said.get("creator"), said.get("language")


def _take_item(item: Tag, target: str, manifest: dict[str, str], package: Package) -> None:
    kind, properties = item.get("media-type"), item.get("properties").split()
    if kind in PAGE_TYPES or target.lower().endswith((".xhtml", ".html", ".htm")):
        manifest[item.get("id")] = target
        if "nav" in properties:
            package.navigation.insert(0, target)
            package.roles[target] = "front"
    elif kind == "application/x-dtbncx+xml" or target.lower().endswith(".ncx"):
        package.navigation.append(target)


def _role_of(types: set[str]) -> PartKind | None:
    words = {t.rsplit(":", 1)[-1] for t in types} | {t.replace("-", "") for t in types}
    if words & BACK_TYPES:
        return "back"
    if words & FRONT_TYPES or words & {"title-page", "other.toc"}:
        return "front"
    return "chapter" if words & STORY_TYPES else None


def _read_navigation(archive: Archive, package: Package) -> None:
    """The titles that the book's own table of contents gives its pages, from the navigation page or the NCX."""
    for name in package.navigation:
        if not archive.has(name):
            continue
        target: str | None = None
        words: list[str] = []
        for item in scan(_decoded(archive, name)):
            if isinstance(item, Text):
                words.append(item.text)
            elif item.name == "a" and not item.closing:
                target, words = join(name, item.get("href")), []
            elif item.name == "navlabel" and not item.closing:
                words = []
            elif (item.name == "a" and item.closing) or item.name == "content":
                target = join(name, item.get("src")) if item.name == "content" else target
                title = " ".join("".join(words).split())
                if target and title:
                    package.titles.setdefault(target, title)
        if package.titles:
            return


def _add_page(archive: Archive, package: Package, name: str, composer: Composer, is_break: IsBreak) -> int:
    """Adds one page of the spine; returns how many hidden passages it had."""
    data = archive.xml(name)
    if not data.strip():
        return 0
    where = f"{archive.where}: {name}" if archive.where else name
    try:
        decoded = decode_page(data, where=where)
    except SourceError as error:
        package.facts.warnings.append(f"A page could not be read: {error}")
        return 0
    page = Page(decoded.text, Composer(), is_break, file=name, role=_page_role(package, name))
    page.read()
    own = settle_images(page.composer, page.images)
    pieces = _opened(bytes_of(own.pieces, decoded.byte_offsets), package.titles.get(name))
    spans = own.emphasis
    text = own.text
    base = composer.length + (2 if composer.parts and pieces else 0)
    for piece in pieces:
        composer.space_before = piece.extra_space
        composer.add(text[piece.start : piece.end], piece.kind)
        composer.pieces[-1] = replace(piece, start=composer.pieces[-1].start, end=composer.pieces[-1].end)
    composer.emphasis.extend(Span(base + a, base + b) for a, b in spans)
    return page.hidden_seen


def _page_role(package: Package, name: str) -> PartKind | None:
    """The role of a page by the guide, by its title in the contents, by the name of its file."""
    if name in package.roles:
        return package.roles[name]
    title = package.titles.get(name, "")
    if is_front_name(title):
        return "front"
    if is_back_name(title):
        return "back"
    base = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    if _FRONT_FILE.search(base):
        return "front"
    return "back" if _BACK_FILE.search(base) else None


def _opened(pieces: list[Piece], title: str | None) -> list[Piece]:
    """The pieces of a page with its opening marked: its first heading, or its first block under its title.

    Headings of the same rank further down open chapters too, in pages that hold several.
    """
    story = [i for i, p in enumerate(pieces) if p.role in (None, "chapter")]
    heads = [i for i in story if pieces[i].kind == "heading"]
    if heads and heads[0] <= story[0] + 2:
        rank = min((pieces[i].level for i in heads if i <= heads[0] + 3), default=0)
        opening = {i for i in heads if pieces[i].level <= rank} | {heads[0]}
        return [replace(p, opens=True) if i in opening else p for i, p in enumerate(pieces)]
    if story and title:
        return [replace(p, label=title) if i == story[0] else p for i, p in enumerate(pieces)]
    return pieces
