"""Boxes that people drew or left → the sides of cells: neighbouring edges are one boundary.

Hand-drawn boxes do not tile: what was meant as one line lies a point or two apart, and boxes drawn
close around their text leave a gap. All lengths are points.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from extractor.geometry import BBox
from training.synthesis.truth import Direction

JITTER = 2.5
"""How far an edge may lie from the boundary that was meant."""
_SNAP = 3.0
"""Edges nearer than this, of boxes beside each other, are one boundary."""
_BESIDE = 8.0
"""Boxes this far apart along a boundary are beside each other."""
_GAP = 12.0
"""Boxes this far apart face each other over one boundary."""


@dataclass(frozen=True, slots=True)
class KnownBox:
    """A cell as people left it. `weight` is how sure that is, 0–1; `touched` whether somebody moved
    or added the box."""

    box: BBox
    weight: float = 1.0
    touched: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A side of the box of that number. The boundary lies about `at`, surely between `low` and
    `high`, and runs from `start` to `end`; `shared` are the boxes that have it too."""

    number: int
    direction: Direction
    at: float
    low: float
    high: float
    start: float
    end: float
    shared: int = 0


@dataclass(frozen=True, slots=True)
class _Edge:
    number: int
    at: float
    start: float
    end: float
    opens: int  # 1 where the cell lies behind the edge, -1 where it lies before


def cell_sides(boxes: Sequence[BBox]) -> tuple[Side, ...]:
    """All sides of the boxes, edges of neighbours at one place."""
    across = [
        _Edge(number, at, box.x0, box.x1, opens)
        for number, box in enumerate(boxes)
        for at, opens in ((box.top, 1), (box.bottom, -1))
    ]
    down = [
        _Edge(number, at, box.top, box.bottom, opens)
        for number, box in enumerate(boxes)
        for at, opens in ((box.x0, 1), (box.x1, -1))
    ]
    return (*_sides(across, Direction.ACROSS), *_sides(down, Direction.DOWN))


def _sides(edges: Sequence[_Edge], direction: Direction) -> Iterator[Side]:
    for group in _snapped(edges):
        middle = float(np.median([edges[place].at for place in group]))
        members = {edges[place].number for place in group}
        for place in group:
            edge = edges[place]
            at = middle if abs(middle - edge.at) <= _SNAP else edge.at
            low, high = _range(edge, at, edges)
            shared = len(members - {edge.number})
            yield Side(edge.number, direction, at, low, high, edge.start, edge.end, shared)


def _snapped(edges: Sequence[_Edge]) -> list[list[int]]:
    """Groups of edges that are one boundary."""
    parent = list(range(len(edges)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    order = sorted(range(len(edges)), key=lambda place: edges[place].at)
    for number, place in enumerate(order):
        for other in order[number + 1 :]:
            if edges[other].at - edges[place].at > _SNAP:
                break
            if _apart(edges[place], edges[other]) <= _BESIDE:
                parent[root(other)] = root(place)
    groups: dict[int, list[int]] = {}
    for place in order:
        groups.setdefault(root(place), []).append(place)
    return list(groups.values())


def _apart(one: _Edge, other: _Edge) -> float:
    """Room between two edges along them; negative where they overlap."""
    return max(one.start, other.start) - min(one.end, other.end)


def _range(edge: _Edge, at: float, edges: Sequence[_Edge]) -> tuple[float, float]:
    """Where the boundary may lie: as far as the boxes on the other side of the gap."""
    low, high = min(at, edge.at) - JITTER, max(at, edge.at) + JITTER
    for other in edges:
        if other.opens == edge.opens or _apart(edge, other) > -JITTER:
            continue
        gap = (edge.at - other.at) * edge.opens
        if 0 < gap <= _GAP:
            low, high = min(low, other.at - JITTER), max(high, other.at + JITTER)
    return low, high


def sides_shared(boxes: Sequence[BBox]) -> list[int]:
    """How many sides each box has in common with others."""
    shared = [0] * len(boxes)
    for side in cell_sides(boxes):
        shared[side.number] += side.shared > 0
    return shared


def table_cells(boxes: Sequence[KnownBox]) -> tuple[KnownBox, ...]:
    """The boxes that are cells of a table, each once: lines of text outside share no two sides
    with other boxes."""
    single: list[KnownBox] = []
    for known in sorted(boxes, key=lambda one: -one.weight):
        if all(known.box.overlap(other.box) < 0.85 for other in single):
            single.append(known)
    shared = sides_shared([known.box for known in single])
    return tuple(known for known, count in zip(single, shared, strict=True) if count >= 2)
