"""Where the people of a network stand, and in what colours."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ROUNDS = 120
MOST = 1500  # more people than these stand on a circle: every round looks at each pair
WIDTH = 1000.0

# Okabe and Ito's colours, apart for colour-blind eyes (https://jfly.uni-koeln.de/color/), the black one left out.
COLOURS = ((230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0), (204, 121, 167))
GREY = (153, 153, 153)


def colour(rank: int) -> tuple[int, int, int]:
    """The colour of the one who comes at this place by importance, grey beyond the leading ones."""
    return COLOURS[rank] if rank < len(COLOURS) else GREY


def positions(count: int, edges: Sequence[tuple[int, int, float]]) -> list[tuple[float, float]]:
    """A place for each of `count` nodes; the same graph stands the same way each time.

    Force-directed after Fruchterman and Reingold (1991), from a circle, ties pulling by the root of their weight.
    """
    if count == 0:
        return []
    angle = 2 * np.pi * np.arange(count) / count
    place = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    if 2 < count <= MOST:
        place = _settled(place, edges)
    place = place - place.mean(axis=0)
    largest = float(np.abs(place).max()) or 1.0
    return [(round(float(x), 2), round(float(y), 2)) for x, y in place / largest * (WIDTH / 2)]


def _settled(place: np.ndarray, edges: Sequence[tuple[int, int, float]]) -> np.ndarray:
    count = len(place)
    pull = np.zeros((count, count))
    heaviest = max((w for _, _, w in edges), default=1.0) or 1.0
    for a, b, weight in edges:
        pull[a, b] = pull[b, a] = np.sqrt(weight / heaviest)
    ideal = np.sqrt(4.0 / count)
    for heat in np.linspace(0.2, 0.005, ROUNDS):
        apart = place[:, None, :] - place[None, :, :]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-3)
        force = ideal**2 / distance**2 - pull * distance / ideal
        move = (apart * force[:, :, None]).sum(axis=1) - 0.1 * place
        length = np.maximum(np.sqrt((move**2).sum(axis=1)), 1e-9)
        place = place + move / length[:, None] * np.minimum(length, heat)[:, None]
    return place
