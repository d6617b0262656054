"""A printed table on a flat page → where its rows and columns part, and which cell lies where."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.table_structure.config import STRIDE
from training.synthesis.truth import Direction, Points, TruthCell, TruthTable

Floats = NDArray[np.float64]
Owners = NDArray[np.intp]

_CAP = 6.0
"""Most by which a band reaches to either side of its boundary, in pixels of the maps."""
_LEAST = 1.0
"""Half a band at least."""


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Boundaries of rows or of columns, the outermost ones included: (N,) places and, before and
    behind each, the band (N, 2) in which nothing says where it lies; pixels of the maps."""

    at: Floats
    band: Floats

    def moved(self, shift: float, factor: float = 1.0) -> "Bands":
        """Where they lie on a part of the maps that begins at `shift`, made `factor` times as
        large."""
        return Bands(*((places - shift + 0.5) * factor - 0.5 for places in (self.at, self.band)))


@dataclass(frozen=True, slots=True, eq=False)
class TruthGrid:
    """`owners` (R, C) is the number of the cell at each row and column."""

    rows: Bands
    columns: Bands
    owners: Owners


def truth_grid(table: TruthTable, forward: Callable[[Points], Points]) -> TruthGrid:
    """The grid of a table.

    Args:
        forward: takes points of the page image to pixels of the flat view.
    """
    owners = np.full((table.n_rows, table.n_columns), -1, np.intp)
    for number, cell in enumerate(table.cells):
        owners[
            cell.row : cell.row + cell.row_span, cell.column : cell.column + cell.column_span
        ] = number
    moved = [_Extent.of(cell, forward) for cell in table.cells]
    drawn = {direction: _drawn_places(table, direction, forward) for direction in Direction}
    rows = _bands([extent.along_y for extent in moved], table.n_rows, drawn[Direction.ACROSS])
    columns = _bands([extent.along_x for extent in moved], table.n_columns, drawn[Direction.DOWN])
    return TruthGrid(rows, columns, owners)


@dataclass(frozen=True, slots=True)
class _Span:
    """One cell along one axis: first boundary and last, their places, extent of its text."""

    first: int
    last: int
    low: float
    high: float
    text_low: float
    text_high: float


@dataclass(frozen=True, slots=True)
class _Extent:
    along_x: _Span
    along_y: _Span

    @classmethod
    def of(cls, cell: TruthCell, forward: Callable[[Points], Points]) -> "_Extent":
        corners = _to_map(forward(cell.polygon))
        printed = [_to_map(forward(line.polygon)) for line in cell.lines if line.text.strip()]
        texts = np.concatenate(printed) if printed else np.zeros((0, 2))
        spans = []
        for axis, first, count in (
            (0, cell.column, cell.column_span),
            (1, cell.row, cell.row_span),
        ):
            order = np.sort(corners[:, axis])
            low, high = float(order[:2].mean()), float(order[2:].mean())
            text_low = float(texts[:, axis].min()) if len(texts) else np.inf
            text_high = float(texts[:, axis].max()) if len(texts) else -np.inf
            spans.append(_Span(first, first + count, low, high, text_low, text_high))
        return cls(*spans)


def _to_map(points: NDArray[np.floating]) -> Floats:
    scaled: Floats = (points.astype(np.float64) + 0.5) / STRIDE - 0.5
    return scaled


def _drawn_places(
    table: TruthTable, direction: Direction, forward: Callable[[Points], Points]
) -> Floats:
    axis = 1 if direction is Direction.ACROSS else 0
    places = [
        float(np.median(_to_map(forward(b.points))[:, axis]))
        for b in table.boundaries
        if b.drawn and b.direction is direction
    ]
    return np.array(places)


def _bands(spans: list[_Span], count: int, drawn: Floats) -> Bands:
    at, band = np.zeros(count + 1), np.zeros((count + 1, 2))
    for number in range(count + 1):
        before = [span for span in spans if span.last == number]
        behind = [span for span in spans if span.first == number]
        place = float(np.median([s.high for s in before] + [s.low for s in behind]))
        low = max([s.text_high for s in before if s.text_high < place], default=-np.inf)
        high = min([s.text_low for s in behind if s.text_low > place], default=np.inf)
        if len(drawn) and np.abs(drawn - place).min() <= 1.5:
            low = high = place
        at[number] = place
        band[number] = (
            np.clip(low, place - _CAP, place - _LEAST),
            np.clip(high, place + _LEAST, place + _CAP),
        )
    return Bands(at, band)
