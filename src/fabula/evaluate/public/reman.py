"""REMAN's own file (`reman-version1.0.xml`): passages with spans and relations that the curator accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fabula.errors import RequestError

if TYPE_CHECKING:
    from lxml.etree import _Element

Row = dict[str, Any]


def passages(file: Path) -> Iterator[Row]:
    """The passages as rows of the joined form. Raises RequestError.

    `dangling` marks a relation one of whose ends the curator rejected.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        for one in etree.parse(str(file), parser).iterfind("document"):
            yield _passage(one)
    except (OSError, etree.XMLSyntaxError, KeyError, ValueError) as error:
        raise RequestError(f"REMAN's file cannot be read: {error}", where=str(file)) from error


def _passage(document: _Element) -> Row:
    key = _told(document, "doc_id")
    spans = [_span(s) for s in document.iterfind("adjudicated/spans/span")]
    known = {s["id"] for s in spans}
    return {
        "id": key.replace("|", "-"),
        "gutenberg_id": int(key.partition("|")[0]),
        "title": document.get("book_title"),
        "author": document.get("author"),
        "genre": document.get("genre"),
        "text": document.findtext("text") or "",
        "spans": spans,
        "relations": [_relation(r, known) for r in document.iterfind("adjudicated/relations/relation")],
    }


def _span(span: _Element) -> Row:
    return {
        "id": _told(span, "annotation_id"),
        "start": int(_told(span, "cbegin")),
        "end": int(_told(span, "cend")),
        "type": _told(span, "type"),
        "modifier": span.get("modifier"),
        "annotators": _told(span, "annotatorId").split("|"),
    }


def _relation(relation: _Element, known: set[str]) -> Row:
    ends = {"source": relation.get("source_annotation_id"), "target": relation.get("target_annotation_id")}
    row = {"type": _told(relation, "type"), **ends, "annotators": _told(relation, "annotatorId").split("|")}
    return row if known.issuperset(ends.values()) else {**row, "dangling": True}


def _told(element: _Element, name: str) -> str:
    """An attribute that must be there."""
    return str(element.attrib[name])
