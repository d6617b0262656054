"""Edges between texts: where two texts stand side by side, a faint boundary between them is one."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from extractor.document import Quads
from models.table_structure import STRIDE
from models.table_structure.decode import Lattice, edge_means, spread_ridges

_FAINT, _TRACE = 0.2, 0.05
"""Mean of the map along an edge that was lost on the way; along one that the rows above or below
have."""
_OFF = 2
"""A text may reach this many pixels of the map over a boundary."""
_LEVEL = 0.6
"""Share of a line's height that lies in the row it belongs to."""

Floats = NDArray[np.float64]


def parted_by_text(lattice: Lattice, down: NDArray[np.float32], lines: Quads) -> Lattice:
    """The lattice with the faint edges along y that have texts of one row on both of their sides.

    Args:
        down: (H, W), the map of boundaries along y.
        lines: (N, 4, 2) text lines in pixels that the network saw.
    """
    absent = ~lattice.down[1:-1]
    if not len(lines) or not absent.any():
        return lattice
    means = edge_means(spread_ridges(np.ascontiguousarray(down.T)), lattice.columns, lattice.rows)
    boxes = (np.concatenate([lines.min(axis=1), lines.max(axis=1)], axis=1) + 0.5) / STRIDE - 0.5
    found = lattice.down.copy()
    for column, row in zip(*np.nonzero(absent), strict=True):
        sides = lattice.columns[[column, column + 1, column + 2]]
        level = _level_with(boxes, lattice.rows[row], lattice.rows[row + 1])
        goes_on = lattice.down[column + 1, max(row - 1, 0) : row + 2].any()
        least = _TRACE if goes_on else _FAINT
        if means[column + 1, row] >= least and _stand_apart(level, sides):
            found[column + 1, row] = True
    return replace(lattice, down=found)


def _level_with(boxes: Floats, top: float, bottom: float) -> Floats:
    """The boxes (x0, top, x1, bottom) that lie in a row."""
    shared = np.minimum(boxes[:, 3], bottom) - np.maximum(boxes[:, 1], top)
    level: Floats = boxes[shared >= _LEVEL * (boxes[:, 3] - boxes[:, 1])]
    return level


def _stand_apart(boxes: Floats, sides: Floats) -> bool:
    """Whether texts stand left and right of the middle one of three boundaries, and none on it."""
    left, middle, right = sides
    near = boxes[(boxes[:, 2] > left) & (boxes[:, 0] < right)]
    before, behind = near[:, 2] <= middle + _OFF, near[:, 0] >= middle - _OFF
    return bool(before.any() and behind.any() and (before | behind).all())
