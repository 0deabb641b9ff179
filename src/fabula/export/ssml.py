"""SSML 1.1, a file for each chapter, with a `voice` for each speaker (https://www.w3.org/TR/speech-synthesis11/)."""

from __future__ import annotations

from itertools import groupby

from lxml import etree

from fabula.export.filenames import safe
from fabula.export.product import Folder, Wishes
from fabula.export.setting import Section, sections
from fabula.export.spoken import Cast, Line, is_pause, lines
from fabula.export.xml_text import clean, language_tag, notes
from fabula.story.records import Story

SSML = "http://www.w3.org/2001/10/synthesis"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SCENE_BREAK = "1500ms"
UNDETERMINED = "und"  # BCP 47, for a story whose language is not known; SSML asks for one


def make(story: Story, wishes: Wishes) -> Folder:
    """`01 Title.ssml` and on; the voices are those of the casting sheet, else made from the speakers' names."""
    found = sections(story)
    cast = Cast(story, wishes)
    text = clean(story.text)
    width = max(2, len(str(len(found))))
    files = {}
    for number, group in groupby(lines(story, found), key=lambda line: line.section):
        name = f"{number + 1:0{width}} {safe(found[number].title, 'chapter')}.ssml"
        files[name] = _chapter(story, text, cast, found[number], list(group))
    return Folder(files, notes(story.text))


def _chapter(story: Story, text: str, cast: Cast, section: Section, members: list[Line]) -> bytes:
    root = etree.Element(f"{{{SSML}}}speak", nsmap={None: SSML})  # type: ignore[dict-item]
    root.set("version", "1.1")
    root.set(XML_LANG, language_tag(story.language) or UNDETERMINED)
    for _, group in groupby(members, key=lambda line: line.paragraph):
        said = list(group)
        if all(is_pause(story, line) for line in said):
            etree.SubElement(root, f"{{{SSML}}}break", time=SCENE_BREAK)
            continue
        paragraph = etree.SubElement(root, f"{{{SSML}}}p")
        at = said[0].start
        for line in said:
            if len(paragraph):
                paragraph[-1].tail = text[at : line.start]
            voice = etree.SubElement(paragraph, f"{{{SSML}}}voice", name=_voice(cast, line))
            voice.text = text[line.start : line.end]
            at = line.end
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data


def _voice(cast: Cast, line: Line) -> str:
    return clean(cast.voice(line)) or safe(cast.name(line), "voice").replace(" ", "-")
