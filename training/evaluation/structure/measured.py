"""A table as it is measured, whichever system found it, and the table that was printed."""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Self

from lxml import html

from extractor.geometry import BBox, points_to_pixels, union
from extractor.grid import Cell, Grid
from training.synthesis.truth import TruthCell, TruthTable

Box = tuple[float, float, float, float]
"""x0, top, x1, bottom in pixels of the page image."""


@dataclass(frozen=True, slots=True)
class MeasuredCell:
    """One cell, 0-based. `text` has no white space and no full-width forms; `box` is None where
    the system does not say where the cell stands."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str = ""
    box: Box | None = None

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Row, column and both spans."""
        return self.row, self.column, self.row_span, self.column_span


@dataclass(frozen=True, slots=True)
class MeasuredTable:
    """Cells in row-major order; they need not cover the rows and columns."""

    cells: tuple[MeasuredCell, ...]
    n_rows: int
    n_columns: int
    box: Box | None = None

    @classmethod
    def of(cls, cells: Iterable[MeasuredCell], box: Box | None = None) -> Self:
        """A table as large as its cells, which are put in order; rows and columns in which no
        cell begins are taken out, because nothing on paper shows them."""
        ordered = _without_unused(sorted(cells, key=lambda cell: cell.place))
        boxes = [BBox(*cell.box) for cell in ordered if cell.box is not None]
        if box is None and boxes:
            around = union(boxes)
            box = (around.x0, around.top, around.x1, around.bottom)
        return cls(
            ordered,
            max((cell.row + cell.row_span for cell in ordered), default=0),
            max((cell.column + cell.column_span for cell in ordered), default=0),
            box,
        )


def _without_unused(cells: Sequence[MeasuredCell]) -> tuple[MeasuredCell, ...]:
    rows = sorted({cell.row for cell in cells})
    columns = sorted({cell.column for cell in cells})
    compact = []
    for cell in cells:
        row, column = bisect_left(rows, cell.row), bisect_left(columns, cell.column)
        row_span = bisect_left(rows, cell.row + cell.row_span) - row
        column_span = bisect_left(columns, cell.column + cell.column_span) - column
        compact.append(MeasuredCell(row, column, row_span, column_span, cell.text, cell.box))
    return tuple(compact)


def plain(text: str) -> str:
    """Text as it is compared: compatibility forms folded, white space gone."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def truth_to_measured(table: TruthTable) -> MeasuredTable:
    """The printed table; boxes stand upright around the cells' polygons."""
    outline = table.outline
    box = (*map(float, outline.min(axis=0)), *map(float, outline.max(axis=0)))
    return MeasuredTable.of(map(_truth_cell, table.cells), (box[0], box[1], box[2], box[3]))


def _truth_cell(cell: TruthCell) -> MeasuredCell:
    low, high = cell.polygon.min(axis=0), cell.polygon.max(axis=0)
    box = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    spans = cell.row, cell.column, cell.row_span, cell.column_span
    return MeasuredCell(*spans, plain(cell.text), box)


def grid_to_measured(grid: Grid, dpi: float) -> MeasuredTable:
    """What the extractor found; boxes in pixels at `dpi` of the cell's first page."""
    return MeasuredTable.of(_grid_cell(cell, dpi) for cell in grid.cells)


def _grid_cell(cell: Cell, dpi: float) -> MeasuredCell:
    box: Box | None = None
    if cell.where and cell.where[0].bbox is not None:
        place = cell.where[0].bbox
        x0, top, x1, bottom = (
            points_to_pixels(side, dpi) for side in (place.x0, place.top, place.x1, place.bottom)
        )
        box = (x0, top, x1, bottom)
    spans = cell.row, cell.column, cell.row_span, cell.column_span
    return MeasuredCell(*spans, plain(cell.text), box)


def html_to_measured(text: str) -> MeasuredTable:
    """The first table of an HTML text, its cells laid out as a browser does; no cells where
    there is none."""
    if "<t" not in text:
        return MeasuredTable((), 0, 0)
    taken: set[tuple[int, int]] = set()
    cells = []
    for row, line in enumerate(html.fromstring(text).iter("tr")):
        column = 0
        for entry in line.iterchildren("td", "th"):
            while (row, column) in taken:
                column += 1
            spans = _span(entry.get("rowspan")), _span(entry.get("colspan"))
            taken |= {(row + i, column + j) for i in range(spans[0]) for j in range(spans[1])}
            cells.append(
                MeasuredCell(row, column, *spans, plain("".join(map(str, entry.itertext()))))
            )
            column += spans[1]
    return MeasuredTable.of(cells)


def _span(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdecimal() else 1


def measured_to_html(table: MeasuredTable) -> str:
    """A bare table element: one tr a row, also a row in which no cell begins."""
    rows: list[list[MeasuredCell]] = [[] for _ in range(table.n_rows)]
    for cell in table.cells:
        rows[cell.row].append(cell)
    lines = "".join(f"<tr>{''.join(map(_cell_html, row))}</tr>" for row in rows)
    return f"<table>{lines}</table>"


def _cell_html(cell: MeasuredCell) -> str:
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f"<td{spans}>{escape(cell.text)}</td>"


def overlap(one: Box, other: Box) -> float:
    """Shared area over joined area, 0–1."""
    return BBox(*one).overlap(BBox(*other))


def same_structure(tables: Sequence[MeasuredTable]) -> bool:
    """Whether all tables have cells of the same rows, columns and spans."""
    places = {tuple(cell.place for cell in table.cells) for table in tables}
    return len(places) <= 1
