"""A table's planes → its lattice, by networks that see all of it at once."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.table_structure.decode import Edges, Lattice, boundary_places
from models.table_structure.ridges import Floats, Whole
from models.table_structure.split_merge.cells import CellFeatures, cell_features
from models.table_structure.split_merge.merging import merge_cells
from models.table_structure.split_merge.planes import (
    Planes,
    Region,
    split_inputs,
)
from models.table_structure.split_merge.separators import all_places

MARGIN = 6
"""Pixels of the maps that are looked at around a table."""
_INSIDE = 0.5


class Splitters(Protocol):
    """The networks that find rows and columns; chances are 0–1."""

    def rows(self, planes: Planes) -> NDArray[np.float32]:
        """(1, 4, H, W) → (H / 2,) chance that rows part at every other pixel."""
        ...

    def columns(self, planes: Planes) -> NDArray[np.float32]:
        """The same for columns, of turned planes."""
        ...


class SplitMergeNetworks(Splitters, Protocol):
    """These, and the one that tells which cells belong together."""

    def cells(self, features: CellFeatures) -> NDArray[np.float32]:
        """(FEATURES, R, C) → (3, R, C): a cell ends below, ends on the right, is of the table."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class SplitTable:
    """`rows` (R + 1,) and `columns` (C + 1,) are places on the planes; `owners` (R, C) numbers the
    cells; `doubt` is the mean chance, 0–1, that a side is the other way than it was decided."""

    rows: Floats
    columns: Floats
    owners: Whole
    doubt: float


def split_region(planes: Planes, region: Region, networks: SplitMergeNetworks) -> Lattice | None:
    """The lattice of the table in a region; None where no rows and columns were seen.

    Args:
        planes: of the flat page.
    """
    box = region.grown(MARGIN, planes.shape[1:])
    split = split_table(planes[:, box.top : box.bottom, box.left : box.right], networks)
    return None if split is None else _lattice(split, box)


def split_table(planes: Planes, networks: SplitMergeNetworks) -> SplitTable | None:
    """The grid of one table; None where no rows and columns were seen."""
    rows, columns = found_places(planes, networks)
    if len(rows) < 2 or len(columns) < 2:
        return None
    chances = networks.cells(cell_features(planes, rows, columns)).astype(np.float64)
    inside = chances[2] >= _INSIDE
    kept_rows, kept_columns = _core(inside.any(axis=1)), _core(inside.any(axis=0))
    if kept_rows is None or kept_columns is None:
        return None
    (top, bottom), (left, right) = kept_rows, kept_columns
    below = chances[0, top : bottom - 1, left:right]
    beside = chances[1, top:bottom, left : right - 1]
    owners = merge_cells(below, beside)
    sides = np.concatenate([below.ravel(), beside.ravel()])
    doubt = float(np.minimum(sides, 1 - sides).mean()) if sides.size else 0.0
    return SplitTable(rows[top : bottom + 1], columns[left : right + 1], owners, doubt)


def found_places(planes: Planes, networks: Splitters) -> tuple[Floats, Floats]:
    """Where rows and columns may part, in pixels of the planes."""
    for_rows, for_columns = split_inputs(planes)
    across, down = planes[0], np.ascontiguousarray(planes[1].T)
    rows = all_places(networks.rows(for_rows), boundary_places(across))
    return rows, all_places(networks.columns(for_columns), boundary_places(down))


def _core(kept: Edges) -> tuple[int, int] | None:
    """From the first true value up to behind the last one."""
    true = np.flatnonzero(kept)
    return (int(true[0]), int(true[-1]) + 1) if len(true) else None


def _lattice(split: SplitTable, box: Region) -> Lattice:
    owners = split.owners
    across = np.ones((len(split.rows), owners.shape[1]), np.bool_)
    down = np.ones((len(split.columns), owners.shape[0]), np.bool_)
    across[1:-1] = owners[1:] != owners[:-1]
    down[1:-1] = (owners[:, 1:] != owners[:, :-1]).T
    rows, columns = np.atleast_1d(across.any(axis=1)), np.atleast_1d(down.any(axis=1))
    return Lattice(
        split.rows[rows] + box.top,
        split.columns[columns] + box.left,
        _joined(across, columns)[rows],
        _joined(down, rows)[columns],
    )


def _joined(edges: Edges, kept: Edges) -> Edges:
    """Edges between the boundaries that are kept: those between them have no stretch of their
    own."""
    first: Edges = edges[:, np.flatnonzero(kept)[:-1]]
    return first
