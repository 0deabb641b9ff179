"""The network of a story before it is written: nodes with what is known of them, and ties."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fabula.export.layout import colour, positions
from fabula.export.product import Wishes
from fabula.export.xml_text import Ids
from fabula.spans import containing
from fabula.story.network import Tie, ties
from fabula.story.records import Character, Story


@dataclass(frozen=True, slots=True)
class Node:
    """A character: how often heard and spoken of, where it stands, and the numbers of the scenes it is in."""

    id: str
    character: Character
    lines: int
    mentions: int
    size: float
    colour: tuple[int, int, int]
    position: tuple[float, float]
    scenes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes, ties and the XML ids of the nodes by character."""

    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    ids: dict[str, str]
    directed: bool


def graph(story: Story, wishes: Wishes) -> Graph:
    """The network of the wished relation, everyone in the cast in it."""
    found = ties(story, wishes.relation)
    people = {c.id: c for c in story.characters}
    ids = Ids()
    ids.add("character", people)
    said = Counter(q.speaker for q in story.quotations if q.mode == "speech" and q.parent is None)
    named = Counter(m.entity for m in story.mentions)
    order = sorted(people, key=lambda id: (-said[id], -named[id]))
    rank = {id: i for i, id in enumerate(order)}
    number = {id: i for i, id in enumerate(people)}
    place = positions(len(people), [(number[t.source], number[t.target], t.weight) for t in found])
    scenes = _scenes(story)
    most = max((said[id] for id in people), default=0) or 1
    nodes = tuple(
        Node(
            id=ids.of("character", id) or id,
            character=one,
            lines=said[id],
            mentions=named[id],
            size=round(10 + 40 * (said[id] / most) ** 0.5, 2),
            colour=colour(rank[id]),
            position=place[number[id]],
            scenes=tuple(sorted(scenes.get(id, ()))),
        )
        for id, one in people.items()
    )
    given = {id: ids.of("character", id) or id for id in people}
    return Graph(nodes, tuple(found), given, wishes.relation == "speech")


def _scenes(story: Story) -> dict[str, set[int]]:
    """The numbers of the scenes that each one is present in or speaks in."""
    out: dict[str, set[int]] = {}
    for number, scene in enumerate(story.scenes):
        for one in scene.presence:
            out.setdefault(one.character, set()).add(number)
    order = sorted(range(len(story.scenes)), key=lambda i: story.scenes[i].start)
    spans = [(story.scenes[i].start, story.scenes[i].end) for i in order]
    for row in story.quotations:
        at = containing(spans, row.spans[0][0]) if row.spans else None
        if row.speaker and at is not None and row.mode == "speech":
            out.setdefault(row.speaker, set()).add(order[at])
    return out
