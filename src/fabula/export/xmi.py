"""UIMA CAS as XMI 2.0 for INCEpTION and DKPro, with its type system beside it.

Sentences, tokens, named entities and coreference are DKPro's types (https://dkpro.github.io/dkpro-core/), which
INCEpTION has built in; quotations and scenes are custom span layers. Offsets are UTF-16 units, as UIMA counts.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from xml.sax.saxutils import escape

from lxml import etree

from fabula.export.product import Folder, Wishes
from fabula.export.words import sentences, tokens
from fabula.export.xml_text import clean, language_tag, notes
from fabula.story.records import Story

XMI = "http://www.omg.org/XMI"
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
SENTENCE = _DKPRO + "segmentation.type.Sentence"
TOKEN = _DKPRO + "segmentation.type.Token"
ENTITY = _DKPRO + "ner.type.NamedEntity"
LINK = _DKPRO + "coref.type.CoreferenceLink"
CHAIN = _DKPRO + "coref.type.CoreferenceChain"
QUOTATION = "webanno.custom.Quotation"
SCENE = "webanno.custom.Scene"
_ANNOTATION = "uima.tcas.Annotation"
_STRING = "uima.cas.String"

_TYPES: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    (SENTENCE, _ANNOTATION, ()),
    (TOKEN, _ANNOTATION, ()),
    (ENTITY, _ANNOTATION, (("value", _STRING), ("identifier", _STRING))),
    (LINK, _ANNOTATION, (("next", LINK), ("referenceType", _STRING), ("referenceRelation", _STRING))),
    (CHAIN, "uima.cas.AnnotationBase", (("first", LINK),)),
    (
        QUOTATION,
        _ANNOTATION,
        tuple((n, _STRING) for n in ("quotation", "speaker", "addressees", "heardBy", "mode", "manner", "confidence")),
    ),
    (SCENE, _ANNOTATION, tuple((n, _STRING) for n in ("scene", "place", "time", "pov", "present", "when"))),
)


def make(story: Story, wishes: Wishes) -> Folder:
    """`story.xmi` and `TypeSystem.xml`."""
    return Folder({"story.xmi": _Cas(story).document(), "TypeSystem.xml": _type_system()}, notes(story.text))


def _namespace(type: str) -> str:
    return "http:///" + type.rpartition(".")[0].replace(".", "/") + ".ecore"


_PREFIXES = {
    "uima.cas": "cas",
    "uima.tcas": "tcas",
    TOKEN.rpartition(".")[0]: "seg",
    ENTITY.rpartition(".")[0]: "ner",
    LINK.rpartition(".")[0]: "coref",
    SCENE.rpartition(".")[0]: "custom",
}


class _Cas:
    """One CAS in the making. It is flat and long, so its lines are written as they come, without a tree of it."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.text = clean(story.text)
        self.astral = [i for i, c in enumerate(self.text) if c > "\uffff"] if not self.text.isascii() else []
        self.lines: list[str] = []
        self.number = 1  # 0 is NULL, 1 the sofa
        self.members: list[str] = []
        self.names = {c.id: c.name for c in story.characters} | {p.id: p.name for p in story.places}

    def document(self) -> bytes:
        language = language_tag(self.story.language) or "x-unspecified"
        self._add("uima.tcas.DocumentAnnotation", (0, len(self.text)), {"language": language})
        found = tokens(self.story)
        for sentence in sentences(self.story, found):
            self._add(SENTENCE, sentence, {})
        for token in found:
            self._add(TOKEN, token, {})
        self._mentions()
        self._quotations()
        self._scenes()
        spaces = " ".join(f'xmlns:{prefix}="{_namespace(name + ".X")}"' for name, prefix in _PREFIXES.items())
        head = f'<xmi:XMI xmlns:xmi="{XMI}" {spaces} xmi:version="2.0">'
        sofa = (
            f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString={_quoted(self.text)}/>'
        )
        view = f'<cas:View sofa="1" members="{" ".join(self.members)}"/>'
        top = ['<?xml version="1.0" encoding="UTF-8"?>', head, '<cas:NULL xmi:id="0"/>']
        return "\n".join([*top, *self.lines, sofa, view, "</xmi:XMI>\n"]).encode()

    def _units(self, offset: int) -> str:
        """UTF-16 units before a code point of the text."""
        return str(offset + bisect_left(self.astral, offset) if self.astral else offset)

    def _add(self, type: str, span: tuple[int, int] | None, cells: Mapping[str, str | None]) -> str:
        """Add a row and give its number."""
        self.number += 1
        package, _, name = type.rpartition(".")
        row = [f'<{_PREFIXES[package]}:{name} xmi:id="{self.number}" sofa="1"']
        if span is not None:
            row.append(f' begin="{self._units(span[0])}" end="{self._units(span[1])}"')
        row.extend(f" {key}={_quoted(clean(cell))}" for key, cell in cells.items() if cell)
        self.lines.append("".join(row) + "/>")
        self.members.append(str(self.number))
        return str(self.number)

    def _mentions(self) -> None:
        """A named entity for each mention, and a chain through the mentions of each entity in order."""
        by_entity: dict[str, list[tuple[int, int, str]]] = {}
        for m in sorted(self.story.mentions, key=lambda m: (m.start, m.end)):
            self._add(ENTITY, (m.start, m.end), {"value": m.type, "identifier": m.entity})
            by_entity.setdefault(m.entity, []).append((m.start, m.end, m.form))
        for entity, links in by_entity.items():
            following: str | None = None
            for start, end, form in reversed(links):
                cells = {"next": following, "referenceType": form, "referenceRelation": self.names.get(entity, entity)}
                following = self._add(LINK, (start, end), cells)
            self._add(CHAIN, None, {"first": following})

    def _quotations(self) -> None:
        for q in self.story.quotations:
            cells = {"quotation": q.id, "speaker": self._named(q.speaker), "mode": q.mode, "manner": q.manner}
            cells["addressees"] = "; ".join(self.names.get(id, id) for id in q.addressees)
            cells["heardBy"] = "; ".join(self.names.get(id, id) for id in q.heard_by)
            cells["confidence"] = None if q.confidence is None else str(q.confidence)
            for span in q.spans:
                self._add(QUOTATION, span, cells)

    def _scenes(self) -> None:
        for s in self.story.scenes:
            there = dict.fromkeys(p.character for p in s.presence)
            cells = {"scene": s.id, "place": self._named(s.place), "time": s.time, "when": s.when}
            cells["pov"] = "; ".join(self.names.get(id, id) for id in s.pov)
            cells["present"] = "; ".join(self.names.get(id, id) for id in there)
            self._add(SCENE, (s.start, s.end), cells)

    def _named(self, id: str | None) -> str | None:
        return None if id is None else self.names.get(id, id)


def _quoted(text: str) -> str:
    """An attribute's value in its quotes; line ends and tabs are references, else a parser makes blanks of them."""
    return '"' + escape(text, {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}) + '"'


def _type_system() -> bytes:
    space = "http://uima.apache.org/resourceSpecifier"
    root = etree.Element(f"{{{space}}}typeSystemDescription", nsmap={None: space})  # type: ignore[dict-item]

    def add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
        element = etree.SubElement(parent, f"{{{space}}}{name}")
        element.text = text
        return element

    types = add(root, "types")
    for name, parent, features in _TYPES:
        type = add(types, "typeDescription")
        add(type, "name", name)
        add(type, "description", "")
        add(type, "supertypeName", parent)
        if features:
            listed = add(type, "features")
            for feature, range in features:
                row = add(listed, "featureDescription")
                add(row, "name", feature)
                add(row, "description", "")
                add(row, "rangeTypeName", range)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data
