"""Where the lines of a storyline run: an order of the characters in each scene with few crossings, then heights.

After Munroe's "Movie Narrative Charts" (xkcd 657) and Tanahashi and Ma, "Design Considerations for Optimizing Storyline
Visualizations" (IEEE TVCG 18:12, 2012): who is in a scene runs side by side; few crossings first, then straight lines,
then little white space. Order: barycentre sweeps (Sugiyama et al. 1981) that keep each company together. Heights: each
scene in turn takes the heights that change least from its neighbours (least absolute change, by pooling of adjacent
violators with weighted medians), so that most lines stay exactly straight.
"""

from __future__ import annotations

import itertools
from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

# Distances are whole steps of a half, so that a line either stays where it is or moves by what can be seen.
TOGETHER = 1.0  # distance of lines in one scene
APART = 1.5  # between those in the scene and those elsewhere
AWAY = 0.5  # between two that are elsewhere
LONG_AWAY = 5  # scenes after which an absent line stops until its character comes back
_ORDER_SWEEPS = 14
_HEIGHT_SWEEPS = 13  # odd: the last goes forward


@dataclass(frozen=True, slots=True)
class Storyline:
    """For each line (a row) its height in each scene, None where it is not drawn; heights start at 0."""

    rows: tuple[tuple[float | None, ...], ...]
    height: float
    crossings: int


def layout(scenes: Sequence[Sequence[int]], lines: int, *, lasting: int = 8) -> Storyline:
    """Heights for `lines` characters over scenes given as the lines present in each.

    The first `lasting` lines run on while their character is elsewhere, others stop after LONG_AWAY scenes.
    """
    present = [frozenset(one for one in scene if 0 <= one < lines) for scene in scenes]
    drawn = _drawn(present, lines, lasting)
    order = _order(present, drawn)
    heights = _heights(present, order)
    low = min((y for layer in heights for y in layer.values()), default=0.0)
    high = max((y for layer in heights for y in layer.values()), default=0.0)
    rows = tuple(
        tuple(None if line not in layer else round(layer[line] - low, 2) for layer in heights) for line in range(lines)
    )
    return Storyline(rows, round(high - low, 2), _crossings(order))


def _drawn(present: list[frozenset[int]], lines: int, lasting: int) -> list[list[int]]:
    """For each scene the lines to draw: present, or away for a time between two presences."""
    layers: list[list[int]] = [[] for _ in present]
    for line in range(lines):
        last: int | None = None
        for at, scene in enumerate(present):
            if line not in scene:
                continue
            if last is not None and (line < lasting or at - last - 1 <= LONG_AWAY):
                for between in range(last + 1, at):
                    layers[between].append(line)
            layers[at].append(line)
            last = at
    return layers


def _order(present: list[frozenset[int]], drawn: list[list[int]]) -> list[list[int]]:
    """The best of several descents: company that comes from nowhere starts in the middle, below or above."""
    start = [_company_first(layer, scene) for layer, scene in zip(drawn, present, strict=True)]
    best, fewest = start, _crossings(start)
    for newcomers in (0.5, 1.0, 0.0):
        order = start
        for sweep in range(_ORDER_SWEEPS):
            order = [list(layer) for layer in order]
            forward = sweep % 2 == 0
            for at in range(1, len(order)) if forward else range(len(order) - 2, -1, -1):
                order[at] = _by_barycentre(order[at], present[at], order[at - 1 if forward else at + 1], newcomers)
            crossings = _crossings(order)
            if crossings < fewest:
                best, fewest = order, crossings
        if fewest == 0:
            break
    return best


def _company_first(layer: list[int], scene: frozenset[int]) -> list[int]:
    return sorted(layer, key=lambda line: (line not in scene, line))


def _by_barycentre(layer: list[int], scene: frozenset[int], beside: list[int], newcomers: float) -> list[int]:
    """The layer sorted by where its lines are in the one beside it, those in the scene kept together."""
    where = {line: (at + 0.5) / len(beside) for at, line in enumerate(beside)}
    now = {line: (at + 0.5) / len(layer) for at, line in enumerate(layer)}
    known = [where[line] for line in layer if line in scene and line in where]
    company = sum(known) / len(known) if known else newcomers
    spot = {line: where.get(line, company if line in scene else now[line]) for line in layer}
    return sorted(
        layer, key=lambda line: (company if line in scene else spot[line], line not in scene, spot[line], now[line])
    )


def _crossings(order: list[list[int]]) -> int:
    """How often two lines change places between neighbouring scenes."""
    total = 0
    for left, right in itertools.pairwise(order):
        where = {line: at for at, line in enumerate(right)}
        seen: list[int] = []
        for line in left:
            if line in where:
                total += len(seen) - bisect_right(seen, where[line])
                insort(seen, where[line])
    return total


def _heights(present: list[frozenset[int]], order: list[list[int]]) -> list[dict[int, float]]:
    offsets = [_offsets(layer, scene) for layer, scene in zip(order, present, strict=True)]
    # A little more room than the fullest scene needs: without a bound the lines wander and leave white space.
    room = 1 + round(2.2 * max((layer[-1] for layer in offsets if layer), default=0.0)) / 2
    heights: list[dict[int, float]] = [{} for _ in order]
    for sweep in range(_HEIGHT_SWEEPS):
        forward = sweep % 2 == 0
        for at in range(len(order)) if forward else range(len(order) - 1, -1, -1):
            # The first sweep only looks back: what comes after has no heights yet. Where both sides pull alike, the
            # side the sweep comes from wins, so that a straight stretch can move as a whole.
            sides = [(at - 1, 1.1 if forward else 1.0), (at + 1, 1.0 if forward else 1.1)]
            near = [(heights[n], present[n], weight) for n, weight in sides if 0 <= n < len(order)]
            heights[at] = _settle(order[at], offsets[at], present[at], near, room)
    return heights


def _offsets(layer: list[int], scene: frozenset[int]) -> list[float]:
    """How far each line of a layer lies below its first when they stand as close as they may."""
    offsets: list[float] = []
    y = 0.0
    for at, line in enumerate(layer):
        if at:
            y += _distance(layer[at - 1] in scene, line in scene)
        offsets.append(y)
    return offsets


def _settle(
    layer: list[int],
    offsets: list[float],
    scene: frozenset[int],
    near: list[tuple[dict[int, float], frozenset[int], float]],
    room: float,
) -> dict[int, float]:
    """Heights of one layer: its order and distances kept, the least weighted change from the layers beside it.

    Isotonic regression within bounds is the unbounded one, clamped.
    """
    pools: list[_Pool] = []
    spare = room - offsets[-1] if offsets else 0.0
    for line, off in zip(layer, offsets, strict=True):
        pull = [(round(spare) / 2, 0.001)]  # faint: a line without neighbours stays about the middle
        for heights, company, weight in near:
            if line in heights:
                pull.append((heights[line] - off, weight * (3.0 if line in scene and line in company else 1.0)))
        pool = _Pool(sorted(pull), [(line, off)], line in scene)
        # Those in the scene move as one; elsewhere a pool grows only where it would overtake the one above.
        while pools and ((pool.company and pools[-1].company) or pools[-1].level() > pool.level()):
            pool = pools.pop().joined(pool)
        pools.append(pool)
    return {line: min(max(pool.level(), 0.0), spare) + off for pool in pools for line, off in pool.lines}


def _distance(above: bool, below: bool) -> float:
    if above and below:
        return TOGETHER
    return APART if above or below else AWAY


class _Pool:
    """Lines that move together, and the heights that pull at them."""

    __slots__ = ("_level", "company", "lines", "pull")

    def __init__(self, pull: list[tuple[float, float]], lines: list[tuple[int, float]], company: bool) -> None:
        self.pull = pull
        self.lines = lines
        self.company = company  # whether its last line is in the scene
        self._level: float | None = None

    def joined(self, other: _Pool) -> _Pool:
        return _Pool(sorted(self.pull + other.pull), self.lines + other.lines, other.company)

    def level(self) -> float:
        """The weighted median of the pulls."""
        if self._level is None:
            half = sum(weight for _, weight in self.pull) / 2
            below = 0.0
            for y, weight in self.pull:
                below += weight
                if below >= half:
                    self._level = y
                    break
        return self._level or 0.0
