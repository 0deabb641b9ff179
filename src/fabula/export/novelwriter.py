"""A novelWriter project: chapters and scenes with who is there, notes for the cast and the places.

Project file format 1.5 and `.nwd` documents, as novelWriter 2.0 to 2.7 write them and later versions read and convert
(https://docs.novelwriter.io/en/latest/technical/fileformats.html).
"""

from __future__ import annotations

import hashlib
import re
import uuid
from dataclasses import dataclass, field

from lxml import etree

from fabula.export.filenames import Names
from fabula.export.product import Folder, Wishes
from fabula.export.setting import Paragraph, Section, emphasis_marks, runs, sections
from fabula.export.xml_text import clean
from fabula.export.xml_text import notes as xml_notes
from fabula.story.records import Scene, Story

JOINER = "\u2060"  # before a line whose first sign novelWriter would take for a command; has no width
_COMMAND = ("#", "%", "@", ">", "[")
_SHORTCODE = re.compile(r"\[/?(?:i|b|s|u|m|sup|sub|br|new ?page|vspace|footnote|field|comment)\b", re.IGNORECASE)
_STATUS, _IMPORTANCE = "s000001", "i000001"


@dataclass(slots=True)
class _Document:
    """A row of the project tree: a root, or a file with its lines."""

    handle: str
    parent: str | None
    root: str
    order: int
    kind: str  # NOVEL, CHARACTER, WORLD
    name: str
    layout: str | None = None  # DOCUMENT, NOTE; None for a root
    lines: list[str] = field(default_factory=list)


def make(story: Story, wishes: Wishes) -> Folder:
    """`nwProject.nwx` and `content/`; the text is in the novel's documents, every word of it."""
    project = _Project(story)
    files = {"nwProject.nwx": project.tree()}
    for one in project.documents:
        if one.layout:
            files[f"content/{one.handle}.nwd"] = _file(one)
    count = len(_SHORTCODE.findall(story.text))
    said = (
        (f"{count} places of the text itself look like a novelWriter code and will be taken for one",) if count else ()
    )
    return Folder(files, (*said, *xml_notes(story.text)))


class _Project:
    """One project in the making."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.documents: list[_Document] = []
        self.tags = Names()
        self.people = {c.id: self.tags.give(c.name, "Nobody") for c in story.characters}
        self.places = {p.id: self.tags.give(p.name, "Somewhere") for p in story.places}
        self._novel()
        self._cast()
        self._world()

    def _new(self, kind: str, name: str, layout: str | None, parent: _Document | None) -> _Document:
        seed = f"{len(self.documents)} {self.story.title} {len(self.story.text)}"
        handle = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:13]
        order = sum(d.parent == (parent.handle if parent else None) for d in self.documents[-1:]) and (
            self.documents[-1].order + 1
        )
        root = parent.root if parent else handle
        one = _Document(handle, parent.handle if parent else None, root, order, kind, _line(name) or "Untitled", layout)
        self.documents.append(one)
        return one

    def _novel(self) -> None:
        root = self._new("NOVEL", "Novel", None, None)
        title = self._new("NOVEL", "Title Page", "DOCUMENT", root)
        title.lines = [f"#! {_line(self.story.title or 'Untitled')}"]
        if self.story.author:
            title.lines += ["", f"% By {_line(self.story.author)}"]
        waiting = sorted(self.story.scenes, key=lambda s: (s.start, s.end))[::-1]
        found = sections(self.story)
        each = iter(_paragraphs(self.story, found))
        number = 0
        for section in found:
            headed = section.paragraphs[0].kind == "heading"
            at = self._new("NOVEL", section.title, "DOCUMENT", root)
            at.lines = [] if headed else [f"##! {_line(section.title)}", ""]
            for i, paragraph in enumerate(section.paragraphs):
                words = next(each)
                if i == 0 and headed:
                    at.lines += [f"## {' '.join(words.split())}", ""]
                    continue
                while waiting and waiting[-1].start < paragraph.end:
                    number += 1
                    scene = waiting.pop()
                    at = self._new("NOVEL", self._scene_name(number, scene), "DOCUMENT", root)
                    at.lines = self._scene(number, scene)
                at.lines += [*(_guarded(line) for line in words.split("\n")), ""]

    def _scene_name(self, number: int, scene: Scene) -> str:
        place = next((p.name for p in self.story.places if p.id == scene.place), None)
        return f"Scene {number}: {place}" if place else f"Scene {number}"

    def _scene(self, number: int, scene: Scene) -> list[str]:
        out = [f"### {_line(self._scene_name(number, scene))}", ""]
        pov = [self.people[id] for id in scene.pov if id in self.people]
        present = list(dict.fromkeys(self.people[p.character] for p in scene.presence if p.character in self.people))
        if pov:
            out.append(f"@pov: {pov[0]}")
        if pov[1:]:
            out.append(f"@focus: {', '.join(pov[1:])}")
        if present:
            out.append(f"@char: {', '.join(present)}")
        if scene.place in self.places:
            out.append(f"@location: {self.places[scene.place]}")
        if scene.time:
            out += ["", f"%Synopsis: {_line(scene.time)}"]
        return [*out, ""]

    def _cast(self) -> None:
        root = self._new("CHARACTER", "Characters", None, None)
        for one in self.story.characters:
            note = self._new("CHARACTER", one.name, "NOTE", root)
            note.lines = [f"# {_line(one.name)}", "", f"@tag: {self.people[one.id]}", ""]
            about = [one.kind, one.pronouns and f"pronouns: {one.pronouns}", "a group" if one.group else None]
            short = ", ".join(_line(a) for a in about if a)
            note.lines += [f"%Short: {short}", ""] if short else []
            also = [_line(a) for a in dict.fromkeys(one.aliases) if a != one.name]
            note.lines += [_guarded(_escaped("Also called: " + ", ".join(also))), ""] if also else []

    def _world(self) -> None:
        root = self._new("WORLD", "Locations", None, None)
        for place in self.story.places:
            note = self._new("WORLD", place.name, "NOTE", root)
            note.lines = [f"# {_line(place.name)}", "", f"@tag: {self.places[place.id]}", ""]
            if place.within in self.places:
                note.lines += [f"@location: {self.places[place.within]}", ""]

    def tree(self) -> bytes:
        """The project file."""
        root = etree.Element("novelWriterXML", appVersion="2.6", hexVersion="0x020600f0", fileVersion="1.5")
        root.set("fileRevision", "4")
        root.set("timeStamp", "2000-01-01 00:00:00")
        id = uuid.uuid5(uuid.NAMESPACE_URL, f"fabula:{self.story.title}{len(self.story.text)}")
        project = etree.SubElement(root, "project", id=str(id), saveCount="1", autoCount="0", editTime="0")
        etree.SubElement(project, "name").text = _line(self.story.title or "Untitled")
        etree.SubElement(project, "author").text = _line(self.story.author or "")
        settings = etree.SubElement(root, "settings")
        etree.SubElement(settings, "doBackup").text = "yes"
        colour = {"red": "100", "green": "100", "blue": "100", "shape": "SQUARE", "count": "0"}
        for name, key, label in (("status", _STATUS, "Draft"), ("importance", _IMPORTANCE, "Note")):
            entry = etree.SubElement(etree.SubElement(settings, name), "entry", {"key": key, **colour})
            entry.text = label
        content = etree.SubElement(root, "content", items=str(len(self.documents)), novelWords="0", notesWords="0")
        for one in self.documents:
            _item(content, one)
        data: bytes = etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)
        return data


def _item(content: etree._Element, one: _Document) -> None:
    cells = {"handle": one.handle, "parent": one.parent or "None", "root": one.root, "order": str(one.order)}
    cells |= {"type": "FILE" if one.layout else "ROOT", "class": one.kind}
    if one.layout:
        cells["layout"] = one.layout
    item = etree.SubElement(content, "item", cells)
    heading = next((f"H{len(line) - len(line.lstrip('#'))}" for line in one.lines if line.startswith("#")), "H0")
    meta = {"heading": heading, "charCount": "0", "wordCount": "0", "paraCount": "0", "cursorPos": "0"}
    etree.SubElement(item, "meta", {"expanded": "yes"} if one.layout is None else {"expanded": "no", **meta})
    name = etree.SubElement(item, "name", {"status": _STATUS, "import": _IMPORTANCE})
    if one.layout:
        name.set("active", "yes")
    name.text = one.name


def _file(one: _Document) -> bytes:
    head = [f"%%~name: {one.name}", f"%%~path: {one.parent}/{one.handle}", f"%%~kind: {one.kind}/{one.layout}"]
    return ("\n".join([*head, *one.lines]).rstrip("\n") + "\n").encode("utf-8", "surrogatepass")


def _paragraphs(story: Story, found: tuple[Section, ...]) -> list[str]:
    """The words of each paragraph, escaped, emphasis as `[i]` codes."""
    inside: list[Paragraph] = [p for s in found for p in s.paragraphs]
    out = []
    for row in runs(inside, emphasis_marks(story)):
        pieces: list[str] = []
        for run in row:
            words = _escaped(story.text[run.start : run.end])
            pieces.append(f"[i]{words}[/i]" if run.marks else words)
        out.append("".join(pieces).replace("[/i][i]", ""))
    return out


def _escaped(text: str) -> str:
    """The text with a backslash before the signs that set it in bold, in italics or struck out."""
    return re.sub(r"([*_~])", r"\\\1", text)


def _guarded(line: str) -> str:
    """A line of the text that is no command; `[i]` of our own may stand at its start."""
    bare = line.lstrip()
    if bare.startswith("[i]"):
        return line
    return f"{JOINER}{bare}" if bare.startswith(_COMMAND) else line


def _line(text: str) -> str:
    """A label on one line."""
    return " ".join(clean(text).split())
