"""What the elements of a page are for: story, front matter, notes, furniture of a site, hidden text."""

from __future__ import annotations

import re
from typing import NamedTuple

from fabula.source.tags import Tag
from fabula.story.records import PartKind

SKIPPED = frozenset(
    "script style head noscript template svg math iframe object embed nav form button select textarea audio video "
    "canvas dialog map datalist option rt rp".split()
)
FRONT_TYPES = frozenset(
    "titlepage halftitlepage halftitle "
    "imprint copyright-page cover dedication epigraph toc toc-brief loi lot landmarks frontmatter "
    "preface foreword introduction preamble acknowledgments seriespage".split()
)
BACK_TYPES = frozenset(
    "backmatter colophon endnotes footnotes rearnotes endnote footnote rearnote afterword appendix index bibliography "
    "glossary contributors other-credits credits errata".split()
)
STORY_TYPES = frozenset("bodymatter chapter prologue epilogue part volume division".split())
NOTE_CLASSES = frozenset(
    "authors-note author-note author_note author-note-portlet authornote chapter-notes notes endnotes".split()
)
FRONT_IDS = frozenset("preface pg-header pg-machine-header titlepage cover toc contents".split())
BACK_IDS = frozenset("afterword pg-footer pg-end-separator colophon".split())
STORY_CLASSES = frozenset("chapter-content storytext".split())
STORY_IDS = frozenset("chapters storytext story-text".split())

LONGEST_STYLE = 500_000
_HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)")


class Zone(NamedTuple):
    """What an element says of the text in it. `role` is None where it says nothing."""

    role: PartKind | None = None
    story: bool = False
    skip: bool = False
    hidden: bool = False


def types_of(tag: Tag) -> set[str]:
    """The words of an element's `epub:type` and of its `role` (without `doc-`), without prefixes."""
    if "epub:type" not in tag.attributes and "role" not in tag.attributes:
        return set()
    words = f"{tag.get('epub:type')} {tag.get('role').replace('doc-', '')}".lower().split()
    return {word.rsplit(":", 1)[-1] for word in words}


def zone_of(tag: Tag, hiding: frozenset[str], outer: PartKind | None, root: bool) -> Zone:
    """The zone that an element opens, inside text of role `outer`; `root` is true right under the body.

    `hiding` are the classes that the page's own style sheet makes invisible.
    """
    if tag.name in SKIPPED or "noteref" in types_of(tag) or "pagebreak" in types_of(tag):
        return Zone(skip=True)
    classes = set(tag.get("class").lower().split())
    if "landmark" in classes and tag.name[:1] == "h":
        return Zone(skip=True)
    hidden = "hidden" in tag.attributes or bool(_HIDING.search(tag.get("style"))) or bool(classes & hiding)
    story = tag.get("id").lower() in STORY_IDS or bool(classes & STORY_CLASSES) or _is_chapter(tag, classes)
    return Zone(role=_role(tag, classes, outer, root), story=story, hidden=hidden)


def _is_chapter(tag: Tag, classes: set[str]) -> bool:
    return tag.name == "article" and "chapter" in classes


def _role(tag: Tag, classes: set[str], outer: PartKind | None, root: bool) -> PartKind | None:
    types = types_of(tag)
    if types:
        if types & BACK_TYPES:
            return "back"
        if types & FRONT_TYPES and outer != "chapter":
            return "back" if outer == "back" else "front"
        if types & STORY_TYPES and outer is None:
            return "chapter"
    identity = tag.get("id").lower()
    if identity in BACK_IDS:
        return "back"
    if identity in FRONT_IDS and outer != "chapter":
        return "front"
    if classes & NOTE_CLASSES:
        return "note"
    if root and tag.name == "footer":
        return "back"
    return None


def hiding_classes(style: str) -> frozenset[str]:
    """The classes that a style sheet makes invisible, outside of rules for print or narrow screens."""
    out: set[str] = set()
    for rule in style[:LONGEST_STYLE].split("}"):
        selectors, _, body = rule.rpartition("{")
        if _HIDING.search(body) and "@" not in selectors:
            for selector in selectors.split(","):
                found = _CLASS.findall(selector)
                if len(found) == 1 and selector.strip().endswith(found[0]):
                    out.add(found[0].lower())
    return frozenset(out)
