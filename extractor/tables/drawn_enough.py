"""Whether lines found in the pixels show as much of a page's tables as its seen boundaries do."""

from collections.abc import Sequence

from extractor.document import Ruling
from extractor.tables.cells import CellGrid, rulings_to_grids

_AREA = 0.95
_CELLS = 0.97
"""Least shares of the seen tables' area and number of cells."""


def show_as_much(drawn: Sequence[Ruling], seen: Sequence[Ruling]) -> bool:
    """True where the drawn lines make tables as large as the seen boundaries do, with as many
    cells: they lie more exactly. Both are joined rulings; without any tables it is true."""
    there, found = rulings_to_grids(seen), rulings_to_grids(drawn)
    return (
        len(found) <= max(1, 2 * len(there))
        and _area(found) >= _AREA * _area(there)
        and _cells(found) >= _CELLS * _cells(there)
    )


def _area(grids: Sequence[CellGrid]) -> float:
    return sum(grid.bbox.area for grid in grids)


def _cells(grids: Sequence[CellGrid]) -> int:
    return sum(len(grid.spans) for grid in grids)
