"""Maps of a flat page → lattices: where rows and columns part, and which edges of cells exist."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_structure.groups import group_ridges
from models.table_structure.ridges import (
    DOUBTFUL,
    SURE,
    Floats,
    Map,
    RidgeLines,
    Ridges,
    Whole,
    fit_lines,
    trace_ridges,
)

Edges = NDArray[np.bool_]

_FEW = 4
"""Fewer sure ridges on a page are no table of their own: doubtful ones are looked at."""
_SHORTEST = 8.0
"""A ridge shorter than this (pixels of the maps) is a speck."""
_SLACK = 1.25
"""A boundary lies this far from the middle of a thin ridge at most."""
_OFF = 2
"""An edge is looked for this many pixels to either side of its boundary."""
_PRESENT, _BETWEEN, _ALONE = 0.45, 0.2, 0.65
"""Share of an edge that the map must show for it to exist; of one between two that exist; and of
one that none goes on from: a stroke of text is that short."""
_SHOWN = 0.65
"""Value of the map, as a share of what it is along sure edges, from which it shows a boundary."""
_SURE_EDGES, _FAINTEST, _TRACE = 75, 0.55, 0.3
"""Percentile, among the edges with more than a trace, of a sure edge; the least it can be."""
_APART = 3.5
"""Boundaries nearer than this, in pixels, are one."""
_IN_TABLE, _AROUND = 0.4, 9
"""Value of the table map that leaves a ridge whole, this many pixels around at most, less one."""
_BEYOND = 8.0
"""Ridges that run beyond the outermost boundary by more than this show that it is missing."""
_LONE = 60.0
"""Least length of a ridge that stands alone and is yet worth telling."""


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """The boundaries of one table on the maps, in pixels whose centres lie at integers.

    `rows` (R,) and `columns` (C,) are the places of boundaries. `across` (R, C - 1) says which
    stretches of the row boundaries exist, `down` (C, R - 1) which of the column boundaries. Where
    the table's side is open (no boundary though others run on to it), the first or last row of
    `across` is false.
    """

    rows: Floats
    columns: Floats
    across: Edges
    down: Edges


def count_cells(lattice: Lattice) -> int:
    """How many cells a lattice has; 0 for a lone line."""
    rows, columns = len(lattice.rows) - 1, len(lattice.columns) - 1
    if rows < 1 or columns < 1:
        return 0
    # Cells at even places, the sides between them at odd ones, open where there is no edge.
    plan = np.zeros((2 * rows - 1, 2 * columns - 1), np.uint8)
    plan[::2, ::2] = 1
    plan[1::2, ::2] = ~lattice.across[1:-1]
    plan[::2, 1::2] = ~lattice.down[1:-1].T
    return int(cv2.connectedComponents(plan, connectivity=4)[0]) - 1


def decode_lattices(across: Map, down: Map) -> tuple[Lattice, ...]:
    """Tables of a flat page, and long ridges that stand alone (as lattices of one row or column).

    Args:
        across, down: (H, W), 0–1; ridges on boundaries along x and along y.
    """
    turned = down.T
    rows, columns = _lines(across), _lines(turned)
    by_row, by_column = group_ridges(rows, columns, across.shape)
    maps = (across, np.ascontiguousarray(turned))
    found: list[Lattice] = []
    for group in np.unique(np.concatenate([by_row, by_column])):
        found += _lattices((rows.picked(by_row == group), columns.picked(by_column == group)), maps)
    return tuple(found)


def boundary_places(ridges: Map) -> Floats:
    """Places (N,) across of the boundaries that run along x somewhere on a map (H, W)."""
    places: Floats = _boundaries(_lines(ridges))[:, 0]
    return places


def within_tables(ridges: Map, table: Map) -> Map:
    """Ridges (H, W) without those that lie outside tables: underlines, smears beside a border.

    Args:
        table: (H, W), 0–1; high inside tables.
    """
    kernel = np.ones((_AROUND, _AROUND), np.uint8)
    inside = np.minimum(cv2.dilate(table, kernel) / np.float32(_IN_TABLE), np.float32(1))
    within: Map = ridges * inside
    return within


def _lines(ridges: Map) -> RidgeLines:
    """The sure ridges; where there are few, as in a table without rules, the doubtful ones."""
    sure = _without_specks(trace_ridges(ridges, SURE))
    if len(sure.at) >= _FEW:
        return sure
    return _without_specks(trace_ridges(ridges, DOUBTFUL))


def _without_specks(ridges: Ridges) -> RidgeLines:
    lines = fit_lines(ridges)
    return lines.picked(lines.length >= _SHORTEST)


def spread_ridges(ridges: Map, reach: int = _OFF) -> Map:
    """The greatest value within `reach` pixels across."""
    spread: Map = cv2.dilate(ridges, np.ones((2 * reach + 1, 1), np.uint8))
    return spread


def _lattices(own: tuple[RidgeLines, RidgeLines], maps: tuple[Map, Map]) -> list[Lattice]:
    """The lattice of one group of ridges along x and along y."""
    row_ridges, column_ridges = (_boundaries(lines) for lines in own)
    if len(row_ridges) == 0 or len(column_ridges) == 0:
        return _lone(row_ridges) + [_turned(line) for line in _lone(column_ridges)]
    columns, closed = _with_sides(column_ridges[:, 0], row_ridges)
    rows, opened = _with_sides(row_ridges[:, 0], column_ridges)
    if len(rows) < 2 or len(columns) < 2:
        return []
    while True:
        across, down = _existing(maps[0], rows, columns), _existing(maps[1], columns, rows)
        across[opened] = False
        down[closed] |= _between(across)
        kept_rows, kept_columns = across.any(axis=1) | opened, down.any(axis=1)
        if kept_rows.sum() < 2 or kept_columns.sum() < 2:
            return []
        if kept_rows.all() and kept_columns.all():
            return [Lattice(rows, columns, across, down)]
        rows, opened = rows[kept_rows], opened[kept_rows]
        columns, closed = columns[kept_columns], closed[kept_columns]


def _boundaries(lines: RidgeLines) -> Floats:
    """Ridges of one boundary joined: (N, 3) rows of place across, start and end, ascending.

    A wide ridge lies somewhere in empty space: it belongs to a thin one that runs within it.
    """
    half = np.maximum(_SLACK, lines.thickness / 2 - 0.5)
    low, high = lines.at - half, lines.at + half
    found: list[tuple[float, float, float]] = []
    left = np.argsort(high)
    while len(left):
        members = left[low[left] <= high[left[0]]]
        weight = lines.filled[members] / lines.thickness[members] ** 3
        at = float((lines.at[members] * weight).sum() / weight.sum())
        found.append((at, float(lines.start[members].min()), float(lines.end[members].max())))
        left = left[low[left] > high[left[0]]]
    return _apart(np.array(sorted(found), np.float64).reshape(-1, 3))


def _apart(boundaries: Floats) -> Floats:
    """Boundaries nearer than `_APART` become the longer one of them."""
    while len(boundaries) > 1:
        gaps = np.diff(boundaries[:, 0])
        nearest = int(np.argmin(gaps))
        if gaps[nearest] >= _APART:
            break
        pair = boundaries[nearest : nearest + 2]
        longer = pair[np.argmax(pair[:, 2] - pair[:, 1])]
        boundaries[nearest] = longer[0], pair[:, 1].min(), pair[:, 2].max()
        boundaries = np.delete(boundaries, nearest + 1, axis=0)
    return boundaries


def _with_sides(places: Floats, crossing: Floats) -> tuple[Floats, Edges]:
    """Places of boundaries, with one more at a side where most of the crossing ones run on beyond
    the outermost, or the first and the last of them; and which of them were added."""
    least = max(2.0, 0.6 * len(crossing))
    added: list[list[float]] = []
    for ends, beyond in (
        (crossing[:, 1], crossing[:, 1] < places[0] - _BEYOND),
        (crossing[:, 2], crossing[:, 2] > places[-1] + _BEYOND),
    ):
        outer = len(crossing) > 1 and bool(beyond[0] and beyond[-1])
        shown = outer or beyond.sum() >= least
        added.append([float(np.median(ends[beyond]))] if shown else [])
    result = np.array([*added[0], *places, *added[1]])
    is_added = np.zeros(len(result), np.bool_)
    is_added[: len(added[0])] = True
    is_added[len(result) - len(added[1]) :] = True
    return result, is_added


def _existing(ridges: Map, places: Floats, stops: Floats) -> Edges:
    """(len(places), len(stops) - 1): whether the map shows the edge between two stops.

    An edge that is faint between two that exist was interrupted.
    """
    near = spread_ridges(ridges)
    means = edge_means(near, places, stops)
    told = means[means > _TRACE]
    sure = max(_FAINTEST, float(np.percentile(told, _SURE_EDGES)) if told.size else 0.0)
    share = edge_means((near >= _SHOWN * sure).astype(np.float32), places, stops)
    close = np.flatnonzero(np.diff(places) <= 2 * _OFF)
    if len(close):
        # One ridge is within reach of both: it is the nearer one's.
        exact = edge_means(spread_ridges(ridges, 1), places, stops)
        for first in close.tolist():
            weaker = first + (exact[first] >= exact[first + 1])
            share[weaker, np.arange(share.shape[1])] = 0.0
    exists: Edges = share >= _PRESENT
    framed = np.pad(exists, ((0, 0), (1, 1)))
    exists &= framed[:, :-2] | framed[:, 2:] | (share >= _ALONE)
    faint = share[:, 1:-1] >= _BETWEEN
    exists[:, 1:-1] |= faint & exists[:, :-2] & exists[:, 2:]
    return exists


def edge_means(ridges: Map, places: Floats, stops: Floats) -> Floats:
    """(len(places), len(stops) - 1): mean of the map along each edge, clear of its ends."""
    first = np.rint(stops[:-1]).astype(int) + _OFF
    last = np.maximum(np.rint(stops[1:]).astype(int) - _OFF + 1, first + 1)
    return stretch_means(ridges, places, first, last)


def stretch_means(values: NDArray[Any], places: Floats, first: Whole, last: Whole) -> Floats:
    """(len(places), len(first)): mean of the values (H, W) at each place across, from each first
    pixel along up to the last; 0 for stretches that lie outside."""
    rows = np.clip(np.rint(places).astype(int), 0, values.shape[0] - 1)
    sums = np.zeros((len(rows), values.shape[1] + 1))
    np.cumsum(values[rows], axis=1, out=sums[:, 1:])
    first, last = (np.clip(ends, 0, values.shape[1]) for ends in (first, last))
    means: Floats = (sums[:, last] - sums[:, first]) / np.maximum(last - first, 1)
    return means


def _between(across: Edges) -> Edges:
    """(R - 1,): the rows between the first and the last row boundary that exists."""
    ends = np.flatnonzero(across.any(axis=1))
    between = np.zeros(len(across) - 1, np.bool_)
    if len(ends):
        between[ends[0] : ends[-1]] = True
    return between


def _lone(boundaries: Floats) -> list[Lattice]:
    """Long boundaries that cross no other, as lattices without columns."""
    return [
        Lattice(
            np.array([at]),
            np.array([start, end]),
            np.ones((1, 1), np.bool_),
            np.zeros((2, 0), np.bool_),
        )
        for at, start, end in boundaries.tolist()
        if end - start >= _LONE
    ]


def _turned(lattice: Lattice) -> Lattice:
    return Lattice(lattice.columns, lattice.rows, lattice.down, lattice.across)
