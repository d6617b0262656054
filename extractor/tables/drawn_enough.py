"""Whether lines found in the pixels show as much of a page's tables as its seen boundaries do."""

from collections.abc import Sequence

from extractor.tables.cells import CellGrid

_AREA = 0.95
_CELLS = 0.97
"""Least shares of the seen tables' area and number of cells."""


def show_as_much(drawn: Sequence[CellGrid], seen: Sequence[CellGrid]) -> bool:
    """True where drawn tables are as large as those that were seen, with as many cells: they lie
    more exactly. True where none was seen."""
    if not seen:
        return True
    return (
        len(drawn) <= 2 * len(seen)
        and _area(drawn) >= _AREA * _area(seen)
        and _cells(drawn) >= _CELLS * _cells(seen)
    )


def _area(grids: Sequence[CellGrid]) -> float:
    return sum(grid.bbox.area for grid in grids)


def _cells(grids: Sequence[CellGrid]) -> int:
    return sum(len(grid.spans) for grid in grids)
