"""What is known of a synthetic page: its cells, their boundaries and its seal, to the pixel."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Points = NDArray[np.float32]
"""(N, 2): x, y in pixels of the page image; x grows to the right, y downwards."""
Mask = NDArray[np.bool_]
PointMap = Callable[[Points], Points]
"""Where each point of a page image went: (N, 2) → (N, 2)."""


class Direction(StrEnum):
    """Which way a boundary runs on the upright page."""

    ACROSS = "across"
    DOWN = "down"


@dataclass(frozen=True, slots=True, eq=False)
class TruthLine:
    """One printed line of text and the quadrilateral around it, (4, 2), from the top left
    clockwise."""

    text: str
    polygon: Points


@dataclass(frozen=True, slots=True, eq=False)
class TruthCell:
    """One cell, 0-based. `polygon` (4, 2) runs along the middle of its borders, from the top
    left clockwise. `role` says what the cell means, `parent` is the index (in its table) of the
    cell of the level above, `key` what it belongs to (a field, a panel)."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    polygon: Points
    role: str = ""
    key: str = ""
    parent: int | None = None
    lines: tuple[TruthLine, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """A stretch of border between cells, or around the table: a polyline, drawn or not."""

    points: Points
    direction: Direction
    drawn: bool


@dataclass(frozen=True, slots=True, eq=False)
class TruthTable:
    """One table, or the part of it that stands on a page. The cells cover n_rows × n_columns
    without overlap. `open_top` and `open_bottom` say that a page break cuts it there and leaves
    the border undrawn; `outline` is a closed polygon around it."""

    cells: tuple[TruthCell, ...]
    n_rows: int
    n_columns: int
    boundaries: tuple[Boundary, ...]
    outline: Points
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class TruthPage:
    """A page image and what stands on it. `seal` is true where a seal's ink lies."""

    pixels: Pixels
    dpi: float
    tables: tuple[TruthTable, ...]
    texts: tuple[TruthLine, ...] = ()
    seal: Mask | None = None


def moved_page(
    page: TruthPage, pixels: Pixels, forward: PointMap, seal: Mask | None = None
) -> TruthPage:
    """The page after its image was warped: every known point goes where `forward` sends it."""
    return replace(
        page,
        pixels=pixels,
        seal=seal,
        tables=tuple(_moved_table(table, forward) for table in page.tables),
        texts=tuple(_moved_line(line, forward) for line in page.texts),
    )


def _moved_table(table: TruthTable, forward: PointMap) -> TruthTable:
    return replace(
        table,
        cells=tuple(
            replace(
                cell,
                polygon=forward(cell.polygon),
                lines=tuple(_moved_line(line, forward) for line in cell.lines),
            )
            for cell in table.cells
        ),
        boundaries=tuple(replace(b, points=forward(b.points)) for b in table.boundaries),
        outline=forward(table.outline),
    )


def _moved_line(line: TruthLine, forward: PointMap) -> TruthLine:
    return replace(line, polygon=forward(line.polygon))
