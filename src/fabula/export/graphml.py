"""GraphML for Cytoscape, yEd, igraph and networkx (http://graphml.graphdrawing.org/)."""

from __future__ import annotations

from lxml import etree

from fabula.export.graph import Graph, Node, graph
from fabula.export.product import File, Wishes
from fabula.export.xml_text import clean
from fabula.story.records import Story

GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_KEYS = (
    ("label", "node", "string"),
    ("aliases", "node", "string"),
    ("pronouns", "node", "string"),
    ("kind", "node", "string"),
    ("group", "node", "boolean"),
    ("lines", "node", "int"),
    ("mentions", "node", "int"),
    ("scenes", "node", "string"),
    ("color", "node", "string"),
    ("size", "node", "double"),
    ("x", "node", "double"),
    ("y", "node", "double"),
    ("weight", "edge", "double"),
    ("words", "edge", "int"),
    ("scenes", "edge", "string"),
)


def make(story: Story, wishes: Wishes) -> File:
    """The network as a GraphML file; `scenes` lists the numbers of the scenes, from 0."""
    found = graph(story, wishes)
    root = etree.Element(f"{{{GRAPHML}}}graphml", nsmap={None: GRAPHML})  # type: ignore[dict-item]
    for name, where, type in _KEYS:
        key = {"id": f"{where}_{name}", "for": where, "attr.name": name, "attr.type": type}
        etree.SubElement(root, f"{{{GRAPHML}}}key", key)
    way = "directed" if found.directed else "undirected"
    top = etree.SubElement(root, f"{{{GRAPHML}}}graph", id="story", edgedefault=way)
    for node in found.nodes:
        _node(top, node)
    _edges(top, found)
    return File(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _node(parent: etree._Element, node: Node) -> None:
    one = node.character
    cells = {
        "label": one.name,
        "aliases": ", ".join(one.aliases),
        "pronouns": one.pronouns,
        "kind": one.kind,
        "group": "true" if one.group else "false",
        "lines": str(node.lines),
        "mentions": str(node.mentions),
        "scenes": " ".join(map(str, node.scenes)),
        "color": "#{:02x}{:02x}{:02x}".format(*node.colour),
        "size": str(node.size),
        "x": str(node.position[0]),
        "y": str(node.position[1]),
    }
    _data(etree.SubElement(parent, f"{{{GRAPHML}}}node", id=node.id), "node", cells)


def _edges(parent: etree._Element, found: Graph) -> None:
    for number, tie in enumerate(found.ties):
        ends = {"id": f"e{number}", "source": found.ids[tie.source], "target": found.ids[tie.target]}
        edge = etree.SubElement(parent, f"{{{GRAPHML}}}edge", ends)
        scenes = " ".join(f"{scene}:{count}" for scene, count in sorted(tie.scenes.items()) if scene >= 0)
        _data(edge, "edge", {"weight": str(float(tie.weight)), "words": str(tie.words), "scenes": scenes})


def _data(parent: etree._Element, where: str, cells: dict[str, str | None]) -> None:
    for name, cell in cells.items():
        if cell:
            etree.SubElement(parent, f"{{{GRAPHML}}}data", key=f"{where}_{name}").text = clean(cell)
