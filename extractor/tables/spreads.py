"""Two pages on one image: where the one ends and the other begins."""

from collections.abc import Sequence
from itertools import combinations

from extractor.geometry import BBox
from extractor.tables.cells import CellGrid

_BESIDE = 0.5
"""Share of the lower table's height on which two tables stand side by side."""
_WHOLE = 4
"""Least cells of a table that counts: boxes for signatures stand side by side on one page."""


def side_by_side(one: BBox, other: BBox) -> bool:
    """Whether two tables stand beside each other."""
    apart = one.x1 <= other.x0 or other.x1 <= one.x0
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return apart and shared >= _BESIDE * min(one.height, other.height)


def gutter(grids: Sequence[CellGrid]) -> float | None:
    """The x (points) between two tables that stand side by side, if no other runs across it."""
    boxes = [grid.bbox for grid in grids]
    whole = [grid.bbox for grid in grids if len(grid.spans) >= _WHOLE]
    for one, other in combinations(whole, 2):
        left, right = sorted((one, other), key=lambda box: box.x0)
        between = (left.x1 + right.x0) / 2
        if side_by_side(one, other) and not any(b.x0 < between < b.x1 for b in boxes):
            return between
    return None
