"""Polylines of the truth with more points, so that they can follow a bent sheet."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from training.synthesis.truth import PointMap, Points, TruthPage, TruthTable


def dotted(points: NDArray[np.float32], step: float) -> NDArray[np.float64]:
    """Points along a polyline, about `step` pixels apart."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    places = np.linspace(0.0, along[-1], max(2, round(along[-1] / step) + 1))
    x, y = (np.interp(places, along, points[:, axis]) for axis in (0, 1))
    dots: NDArray[np.float64] = np.stack([x, y], axis=1)
    return dots


def at_once(page: TruthPage, forward: PointMap) -> PointMap:
    """`forward` for the point arrays of this page only, computed together: a page has a thousand
    small ones."""
    known = [line.polygon for line in page.texts]
    for table in page.tables:
        known.append(table.outline)
        known += [boundary.points for boundary in table.boundaries]
        for cell in table.cells:
            known.append(cell.polygon)
            known += [line.polygon for line in cell.lines]
    if not known:
        return forward
    ends = np.cumsum([len(points) for points in known])
    parts = np.split(forward(np.concatenate(known).astype(np.float32)), ends[:-1])
    moved = {id(points): part for points, part in zip(known, parts, strict=True)}

    def looked_up(points: Points) -> Points:
        return moved[id(points)]

    return looked_up


def subdivided(page: TruthPage, step: float) -> TruthPage:
    """The page with a point about every `step` pixels along boundaries and outlines."""
    return replace(page, tables=tuple(_table(table, step) for table in page.tables))


def _table(table: TruthTable, step: float) -> TruthTable:
    boundaries = tuple(
        replace(boundary, points=_with_corners(boundary.points, step))
        for boundary in table.boundaries
    )
    closed = np.concatenate([table.outline, table.outline[:1]])
    return replace(table, boundaries=boundaries, outline=_with_corners(closed, step)[:-1])


def _with_corners(points: NDArray[np.float32], step: float) -> NDArray[np.float32]:
    """More points on each straight part; every point given stays one."""
    parts = []
    for start, end in pairwise(points):
        count = max(1, round(float(np.hypot(*(end - start))) / step))
        parts.append(start + (end - start) * (np.arange(count) / count)[:, None])
    more: NDArray[np.float32] = np.concatenate([*parts, points[-1:]]).astype(np.float32)
    return more
