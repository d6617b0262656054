"""Where a boundary that is not drawn may lie: all of the empty space around it.

Nothing on a page without rules says where between two texts the one cell ends and the other begins.
"""

import numpy as np
from numpy.typing import NDArray

from training.split_merge.examples import SplitExample
from training.split_merge.truth_grid import Bands, Floats, Owners, TruthGrid

_PRINT = 0.5
_DRAWN = 2.01
"""A band no wider than this, in pixels of the maps, is a line or leaves no room."""
_APART = 6.0
"""Pixels at least between the bands of two boundaries with nothing between them."""


def with_free_bands(example: SplitExample) -> SplitExample:
    """The example with each undrawn inner boundary's band as wide as the empty space."""
    printed = example.planes[2] >= _PRINT * 255
    grid = example.grid
    rows = _widened(grid.rows, grid.columns.at, grid.owners, printed)
    columns = _widened(grid.columns, grid.rows.at, grid.owners.T, printed.T)
    return SplitExample(example.planes, example.region, TruthGrid(rows, columns, grid.owners))


def _widened(bands: Bands, crossing: Floats, owners: Owners, printed: NDArray[np.bool_]) -> Bands:
    """Bands of boundaries along the second axis of `printed`."""
    band = bands.band.copy()
    for number in range(1, len(bands.at) - 1):
        if band[number, 1] - band[number, 0] <= _DRAWN:
            continue
        ends = owners[number - 1] != owners[number]
        text = _text_beside(printed, crossing, ends)
        low, high = _limits(bands.at, number)
        band[number] = _empty_around(text, bands.at[number], low, high)
    return Bands(bands.at, band)


def _limits(at: Floats, number: int) -> tuple[float, float]:
    place = at[number]
    low = (place + at[number - 1]) / 2 + _APART / 2
    high = (place + at[number + 1]) / 2 - _APART / 2
    return min(low, place - 1), max(high, place + 1)


def _text_beside(
    printed: NDArray[np.bool_], crossing: Floats, ends: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(H,): whether there is print at a place, within the stretches where the boundary exists."""
    text = np.zeros(len(printed), np.bool_)
    whole = np.clip(np.rint(crossing).astype(int), 0, printed.shape[1])
    for stretch in np.flatnonzero(ends).tolist():
        text |= printed[:, whole[stretch] : whole[stretch + 1]].any(axis=1)
    return text


def _empty_around(
    text: NDArray[np.bool_], place: float, low: float, high: float
) -> tuple[float, float]:
    """The free stretch around a place, at least a pixel to either side."""
    middle = int(np.clip(round(place), 0, len(text) - 1))
    before = np.flatnonzero(text[:middle])
    behind = np.flatnonzero(text[middle + 1 :])
    first = float(before[-1]) + 1 if len(before) else low
    last = float(behind[0]) + middle if len(behind) else high
    if text[middle]:
        return place - 1, place + 1
    return min(max(first, low), place - 1), max(min(last, high), place + 1)
