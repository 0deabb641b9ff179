"""GEXF and GraphML, read by networkx."""

from __future__ import annotations

import io
import math

import networkx as nx
from lxml import etree

from fabula.export import Wishes, make
from fabula.export.layout import positions
from fabula.story import Story

PRESENCE = Wishes(relation="presence")


def gexf(story: Story, wishes: Wishes | None = None) -> nx.Graph:
    return nx.read_gexf(io.BytesIO(make(story, "gexf", wishes).data), version="1.3")


def graphml(story: Story, wishes: Wishes | None = None) -> nx.Graph:
    return nx.read_graphml(io.BytesIO(make(story, "graphml", wishes).data))


def test_gexf_says_who_speaks_to_whom(story: Story) -> None:
    graph = gexf(story)
    assert graph.is_directed()
    assert {(a, b): d["weight"] for a, b, d in graph.edges(data=True)} == {("c1", "c2"): 1.0, ("c2", "c1"): 1.0}
    ilse = graph.nodes["c1"]
    assert (ilse["label"], ilse["pronouns"], ilse["lines"], ilse["group"]) == ("Ilse", "she", 2, False)
    assert graph.nodes["c4"]["group"] is True


def test_gexf_is_dynamic_by_scene_with_places_and_colours(story: Story) -> None:
    graph = gexf(story)
    assert graph.graph["mode"] == "dynamic"
    assert [graph.nodes[n].get("spells") for n in ("c1", "c2", "c3")] == [[(0, 1)], [(0, 0)], [(1, 1)]]
    assert graph.edges["c1", "c2"]["spells"] == [(0, 0)]
    assert graph.nodes["c1"]["viz"]["color"] == {"r": 230, "g": 159, "b": 0, "a": 1.0}
    places = {(v["x"], v["y"]) for v in (graph.nodes[n]["viz"]["position"] for n in graph)}
    assert len(places) == 4


def test_presence_is_undirected_and_counts_scenes(story: Story) -> None:
    for graph in (gexf(story, PRESENCE), graphml(story, PRESENCE)):
        assert not graph.is_directed()
        weights = {frozenset((a, b)): d["weight"] for a, b, d in graph.edges(data=True)}
        assert weights == {frozenset({"c1", "c2"}): 1.0, frozenset({"c1", "c3"}): 1.0}


def test_graphml_carries_the_same(story: Story) -> None:
    graph = graphml(story)
    assert graph.edges["c1", "c2"]["scenes"] == "0:1"
    assert (graph.nodes["c2"]["label"], graph.nodes["c2"]["color"]) == ("Old Tam", "#56b4e9")
    assert isinstance(graph.nodes["c2"]["x"], float)


def test_gexf_names_its_version(story: Story) -> None:
    root = etree.fromstring(make(story, "gexf").data)
    assert (root.tag, root.get("version")) == ("{http://gexf.net/1.3}gexf", "1.3")


def test_hostile_names_are_read_as_they_are(hostile: Story) -> None:
    for graph in (gexf(hostile), graphml(hostile)):
        assert len(graph) == len({c.id for c in hostile.characters})
        assert graph.nodes["c1"]["label"] == "<script>alert(1)</script>"
        assert "\x00" not in graph.nodes["c7"]["label"]


def test_an_empty_story_is_an_empty_network() -> None:
    assert len(gexf(Story(text=""))) == len(graphml(Story(text=""))) == 0


def test_those_tied_stand_nearer_than_those_who_are_not() -> None:
    a, b, c, d = positions(4, [(0, 1, 5.0), (2, 3, 5.0)])
    assert math.dist(a, b) < math.dist(a, c)
    assert math.dist(c, d) < math.dist(b, d)
    assert positions(4, [(0, 1, 5.0), (2, 3, 5.0)]) == [a, b, c, d]
