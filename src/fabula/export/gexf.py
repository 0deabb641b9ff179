"""GEXF 1.3 for Gephi: colours, sizes and positions, and a timeline whose unit is the scene (https://gexf.net/1.3).

Scenes are numbered from 0 in the order of the story's table. A node lives in the scenes it is present or heard in, a
tie in those where it holds; the dynamic attribute `Weight` of a tie is its weight in each scene.
"""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from fabula.export.graph import Graph, Node, graph
from fabula.export.product import File, Wishes
from fabula.export.xml_text import clean
from fabula.story.network import Tie
from fabula.story.records import Story

GEXF = "http://gexf.net/1.3"
VIZ = "http://gexf.net/1.3/viz"
_NODE = (
    ("pronouns", "string"),
    ("kind", "string"),
    ("group", "boolean"),
    ("lines", "integer"),
    ("mentions", "integer"),
    ("aliases", "string"),
)


def make(story: Story, wishes: Wishes) -> File:
    """The network as a GEXF file: directed for speech, undirected for presence."""
    found = graph(story, wishes)
    root = etree.Element(f"{{{GEXF}}}gexf", nsmap={None: GEXF, "viz": VIZ}, version="1.3")  # type: ignore[dict-item]
    meta = _add(root, "meta")
    _add(meta, "creator").text = "Fabula"
    _add(meta, "description").text = clean(f"{story.title or 'A story'}: {_RELATION[wishes.relation]}")
    way = "directed" if found.directed else "undirected"
    top = _add(root, "graph", defaultedgetype=way, mode="dynamic", timeformat="integer", timerepresentation="interval")
    columns = _add(top, "attributes", **{"class": "node", "mode": "static"})
    for key, type in _NODE:
        _add(columns, "attribute", id=key, title=key, type=type)
    columns = _add(top, "attributes", **{"class": "edge", "mode": "static"})
    _add(columns, "attribute", id="words", title="words", type="integer")
    columns = _add(top, "attributes", **{"class": "edge", "mode": "dynamic"})
    _add(columns, "attribute", id="weight_in_scene", title="Weight", type="float")
    nodes = _add(top, "nodes", count=str(len(found.nodes)))
    for node in found.nodes:
        _node(nodes, node)
    edges = _add(top, "edges", count=str(len(found.ties)))
    for number, tie in enumerate(found.ties):
        _edge(edges, found, number, tie)
    return File(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


_RELATION = {"speech": "who speaks to whom, weighted by lines", "presence": "who is with whom, weighted by scenes"}


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{GEXF}}}{name}", attributes)


def _node(parent: etree._Element, node: Node) -> None:
    element = _add(parent, "node", id=node.id, label=clean(node.character.name))
    values = _add(element, "attvalues")
    one = node.character
    cells = {
        "pronouns": one.pronouns,
        "kind": one.kind,
        "group": "true" if one.group else "false",
        "lines": str(node.lines),
        "mentions": str(node.mentions),
        "aliases": ", ".join(one.aliases),
    }
    for key, cell in cells.items():
        if cell:
            _add(values, "attvalue", **{"for": key, "value": clean(cell)})
    _spells(element, node.scenes)
    r, g, b = (str(c) for c in node.colour)
    etree.SubElement(element, f"{{{VIZ}}}color", r=r, g=g, b=b)
    etree.SubElement(element, f"{{{VIZ}}}position", x=str(node.position[0]), y=str(node.position[1]), z="0.0")
    etree.SubElement(element, f"{{{VIZ}}}size", value=str(node.size))


def _edge(parent: etree._Element, found: Graph, number: int, tie: Tie) -> None:
    ends = {"source": found.ids[tie.source], "target": found.ids[tie.target]}
    element = _add(parent, "edge", id=f"e{number}", **ends, weight=str(float(tie.weight)))
    values = _add(element, "attvalues")
    _add(values, "attvalue", **{"for": "words", "value": str(tie.words)})
    scenes = sorted(s for s in tie.scenes if s >= 0)
    for scene in scenes:
        cell = {"for": "weight_in_scene", "value": str(float(tie.scenes[scene]))}
        _add(values, "attvalue", **cell, start=str(scene), end=str(scene))
    _spells(element, scenes)


def _spells(parent: etree._Element, scenes: Iterable[int]) -> None:
    """The stretches of consecutive scenes."""
    stretches: list[list[int]] = []
    for scene in scenes:
        if stretches and stretches[-1][1] == scene - 1:
            stretches[-1][1] = scene
        else:
            stretches.append([scene, scene])
    if stretches:
        spells = _add(parent, "spells")
        for start, end in stretches:
            _add(spells, "spell", start=str(start), end=str(end))
