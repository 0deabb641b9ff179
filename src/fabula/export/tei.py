"""TEI P5: the text with `said` for each line, its people and places, and scenes, presence and listeners stand-off.

Guidelines: https://tei-c.org/release/doc/tei-p5-doc/en/html/ref-said.html (`who`, `toWhom`, `aloud`, `direct`),
ref-standOff.html. Offsets become anchors named after them (`o120` stands before code point 120 of the text).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from fabula.export.product import File, Wishes
from fabula.export.setting import (
    Mark,
    Run,
    Section,
    emphasis_marks,
    mention_marks,
    quotation_marks,
    runs,
    sections,
)
from fabula.export.xml_text import Ids, clean, language_tag, notes
from fabula.story.records import Character, Place, Quotation, Story

TEI = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def make(story: Story, wishes: Wishes) -> File:
    """The story as one TEI document, valid against `tei_all`."""
    return File(_Edition(story).document(), notes(story.text))


def _add(parent: etree._Element, name: str, text: str | None = None, **attributes: str | None) -> etree._Element:
    element = etree.SubElement(parent, f"{{{TEI}}}{name}")
    for key, value in attributes.items():
        if value:
            element.set({"id": XML_ID, "lang": XML_LANG, "from_": "from"}.get(key, key), value)
    if text is not None:
        element.text = clean(text)
    return element


class _Edition:
    """One document in the making."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.text = clean(story.text)
        self.ids = Ids()
        self.ids.add("character", (c.id for c in story.characters))
        self.ids.add("place", (p.id for p in story.places))
        self.ids.add("scene", (s.id for s in story.scenes))
        self.ids.add("quotation", (q.id for q in story.quotations))
        self.pieces: list[list[etree._Element]] = [[] for _ in story.quotations]
        offsets = {o for s in story.scenes for o in (s.start, s.end)}
        offsets |= {o for s in story.scenes for p in s.presence for o in (p.start, p.end)}
        self.anchors = {o: self.ids.fresh(f"o{o}") for o in sorted(offsets) if 0 <= o <= len(story.text)}
        self.pending = list(self.anchors)

    def document(self) -> bytes:
        root = etree.Element(f"{{{TEI}}}TEI", nsmap={None: TEI})  # type: ignore[dict-item]
        self._header(root)
        stand_off = _add(root, "standOff")
        self._text(_add(root, "text", lang=language_tag(self.story.language)))
        self._stand_off(stand_off)  # now it is known which quotations have an element to point at
        if len(stand_off) == 0:
            root.remove(stand_off)
        self._link_pieces()
        data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
        return data

    def _header(self, root: etree._Element) -> None:
        story = self.story
        header = _add(root, "teiHeader")
        file = _add(header, "fileDesc")
        title = _add(file, "titleStmt")
        _add(title, "title", story.title or story.source.name or "Untitled")
        if story.author:
            _add(title, "author", story.author)
        _add(_add(file, "publicationStmt"), "p", f"Made by {story.generator or 'Fabula'} from the source.")
        about = [story.source.name, story.source.media_type, story.source.sha256 and f"SHA-256 {story.source.sha256}"]
        _add(_add(file, "sourceDesc"), "p", ", ".join(a for a in about if a) or "Not known.")
        _add(
            _add(header, "encodingDesc"),
            "p",
            "Speakers, addressees, mentions, scenes and presence were found by machine; cert gives how sure it was.",
        )
        profile = _add(header, "profileDesc")
        if story.characters:
            people = _add(_add(profile, "particDesc"), "listPerson")
            for one in story.characters:
                self._person(people, one)
        if story.places:
            places = _add(_add(profile, "settingDesc"), "listPlace")
            for place in story.places:
                self._place(places, place)
        if len(profile) == 0:
            header.remove(profile)

    def _person(self, parent: etree._Element, one: Character) -> None:
        person = _add(parent, "personGrp" if one.group else "person", id=self.ids.of("character", one.id))
        _add(person, "persName", one.name, type="main")
        for alias in dict.fromkeys(one.aliases):
            if alias != one.name:
                _add(person, "persName", alias, type="alias")
        if one.pronouns:
            _add(person, "note", one.pronouns, type="pronouns")
        if one.kind:
            _add(person, "note", one.kind, type="kind")

    def _place(self, parent: etree._Element, place: Place) -> None:
        row = _add(parent, "place", id=self.ids.of("place", place.id))
        _add(row, "placeName", place.name)
        for alias in dict.fromkeys(place.aliases):
            if alias != place.name:
                _add(row, "placeName", alias, type="alias")
        within = self.ids.refs("place", [place.within] if place.within else [])
        if within:
            row.set("corresp", within)

    def _stand_off(self, parent: etree._Element) -> None:
        ids, story = self.ids, self.story
        if story.scenes:
            group = _add(parent, "spanGrp", type="scenes")
            for scene in story.scenes:
                row = self._span(group, scene.start, scene.end, id=ids.of("scene", scene.id), type=scene.when)
                ana = [ids.refs("place", [scene.place] if scene.place else []), ids.refs("character", scene.pov)]
                if any(ana):
                    row.set("ana", " ".join(a for a in ana if a))
                if scene.time:
                    row.text = clean(scene.time)
        present = [(s, p) for s in story.scenes for p in s.presence if ids.of("character", p.character)]
        if present:
            group = _add(parent, "spanGrp", type="presence")
            for scene, one in present:
                row = self._span(group, one.start, one.end, corresp=f"#{ids.of('scene', scene.id)}")
                row.set("ana", ids.refs("character", [one.character]) or "")
                hidden = ids.refs("character", one.hidden_from)
                if hidden:
                    row.set("exclude", hidden)
        self._listeners(parent)

    def _listeners(self, parent: etree._Element) -> None:
        there = (q for q, pieces in zip(self.story.quotations, self.pieces, strict=True) if pieces)
        heard = [(q, self.ids.refs("character", q.heard_by)) for q in there]
        if any(listeners for _, listeners in heard):
            group = _add(parent, "linkGrp", type="heard-by")
            for quotation, listeners in heard:
                if listeners:
                    _add(group, "link", target=f"#{self.ids.of('quotation', quotation.id)} {listeners}")

    def _span(self, group: etree._Element, start: int, end: int, **attributes: str | None) -> etree._Element:
        size = len(self.text)
        a, b = (self.anchors[min(max(o, 0), size)] if 0 <= o <= size else None for o in (start, end))
        return _add(group, "span", from_=a and f"#{a}", to=b and f"#{b}", **attributes)

    def _text(self, parent: etree._Element) -> None:
        found = sections(self.story)
        story_at = [i for i, s in enumerate(found) if s.kind == "chapter"] or list(range(len(found)))
        first, last = (story_at[0], story_at[-1] + 1) if story_at else (0, 0)
        if first:
            self._sections(_add(parent, "front"), found[:first])
        body = _add(parent, "body")
        self._sections(body, found[first:last])
        if first == last:
            _add(body, "p")
        if found[last:]:
            self._sections(_add(parent, "back"), found[last:])
        self._anchors(body, len(self.text))

    def _sections(self, parent: etree._Element, found: Sequence[Section]) -> None:
        marks = quotation_marks(self.story) + mention_marks(self.story) + emphasis_marks(self.story)
        everything = [p for s in found for p in s.paragraphs]
        each = iter(runs(everything, marks, self.anchors))
        for section in found:
            div = _add(parent, "div", type=section.kind)
            top = True
            for paragraph in section.paragraphs:
                self._anchors(div, paragraph.start)
                name = {"paragraph": "p", "break": "ab", "heading": "head" if top else "ab"}[paragraph.kind]
                top = top and paragraph.kind == "heading"
                element = _add(div, name)
                if name == "ab":
                    element.set("type", paragraph.kind)
                self._words(element, next(each))

    def _anchors(self, parent: etree._Element, upto: int) -> None:
        while self.pending and self.pending[0] <= upto:
            _add(parent, "anchor", id=self.anchors[self.pending.pop(0)])

    def _words(self, paragraph: etree._Element, line: Iterable[Run]) -> None:
        """Fill a paragraph: elements open and close as marks do; a mark that crosses another is split."""
        stack: list[tuple[Mark | None, etree._Element]] = [(None, paragraph)]
        for run in line:
            keep = 0
            while keep < min(len(stack) - 1, len(run.marks)) and stack[keep + 1][0] == run.marks[keep]:
                keep += 1
            del stack[keep + 1 :]
            self._anchors(stack[-1][1], run.start)
            for mark in run.marks[keep:]:
                stack.append((mark, self._open(stack[-1][1], mark)))
            words = self.text[run.start : run.end]
            element = stack[-1][1]
            if len(element):
                element[-1].tail = (element[-1].tail or "") + words
            else:
                element.text = (element.text or "") + words

    def _open(self, parent: etree._Element, mark: Mark) -> etree._Element:
        if mark.kind == "emphasis":
            return _add(parent, "hi", rend="italic")
        if mark.kind == "mention":
            row = self.story.mentions[mark.row]
            ref = self.ids.refs("character", [row.entity]) or self.ids.refs("place", [row.entity])
            return _add(parent, "rs", type=row.type, subtype=row.form, ref=ref)
        element = self._quotation(parent, self.story.quotations[mark.row])
        self.pieces[mark.row].append(element)
        return element

    def _quotation(self, parent: etree._Element, row: Quotation) -> etree._Element:
        who = self.ids.refs("character", [row.speaker] if row.speaker else [])
        whom = self.ids.refs("character", row.addressees)
        if row.mode == "writing":
            return _add(parent, "q", type="written", who=who, toWhom=whom)
        aloud = "true" if row.mode == "speech" else "false"
        return _add(parent, "said", who=who, toWhom=whom, aloud=aloud, direct="true")

    def _link_pieces(self) -> None:
        """Ids for the elements of each quotation; those in several pieces point on to the next and back."""
        for row, pieces in zip(self.story.quotations, self.pieces, strict=True):
            own = self.ids.of("quotation", row.id) or ""
            named = [own, *(self.ids.fresh(f"{own}.{i}") for i in range(2, len(pieces) + 1))]
            for i, element in enumerate(pieces):
                element.set(XML_ID, named[i])
                if i:
                    element.set("prev", f"#{named[i - 1]}")
                if i + 1 < len(pieces):
                    element.set("next", f"#{named[i + 1]}")
                if row.confidence is not None:
                    element.set("cert", _certainty(row.confidence))


def _certainty(confidence: float) -> str:
    """TEI's own words for it: high from 0.9, medium from 0.6, else low."""
    return "high" if confidence >= 0.9 else "medium" if confidence >= 0.6 else "low"
