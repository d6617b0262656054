"""Rows of cells with spans, as files of office programs hold them → a Grid without holes."""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.document import Provenance
from extractor.errors import TooLargeError
from extractor.grid import Cell, Grid

_MAX_COLUMNS = 1000
_MAX_SLOTS = 1_000_000

_Slots = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class SpannedCell:
    """A cell of a row. `column` (0-based) is None where it is the next free one."""

    text: str
    row_span: int = 1
    column_span: int = 1
    column: int | None = None


def rows_to_grid(rows: Sequence[Sequence[SpannedCell]], page: int, first_line: int) -> Grid:
    """Place the cells; what no cell covers becomes an empty cell.

    A cell that would lie over another one is cut down or moved to the right, so no two overlap.
    `page` and `first_line` (both 1-based) say where the first row stands. Raises TooLargeError.
    """
    taken: _Slots = set()
    cells: list[Cell] = []
    for row, items in enumerate(rows):
        column = 0
        for item in items:
            column = item.column if item.column is not None else column
            while (row, column) in taken:
                column += 1
            if column >= _MAX_COLUMNS:
                raise TooLargeError(f"列数过多。 The table has more than {_MAX_COLUMNS} columns.")
            cell = _fitted(item, (row, column), len(rows) - row, taken)
            _check_size(len(taken) + cell.row_span * cell.column_span)
            taken.update(_slots(cell))
            cells.append(cell)
            column += cell.column_span
    n_columns = max((column + 1 for _, column in taken), default=0)
    _check_size(len(rows) * n_columns)
    for row in range(len(rows)):
        for column in range(n_columns):
            if (row, column) not in taken:
                cells.append(Cell("", row, column))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(_placed(cell, page, first_line) for cell in cells), len(rows), n_columns)


def _fitted(item: SpannedCell, at: tuple[int, int], rows_left: int, taken: _Slots) -> Cell:
    row, column = at
    column_span = 1
    widest = min(max(1, item.column_span), _MAX_COLUMNS - column)
    while column_span < widest and (row, column + column_span) not in taken:
        column_span += 1
    row_span = 1
    while row_span < min(max(1, item.row_span), rows_left) and not any(
        (row + row_span, column + offset) in taken for offset in range(column_span)
    ):
        row_span += 1
    return Cell(item.text, row, column, row_span, column_span)


def _slots(cell: Cell) -> _Slots:
    return {
        (row, column)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }


def _check_size(slots: int) -> None:
    if slots > _MAX_SLOTS:
        raise TooLargeError(f"表格过大。 The table has more than {_MAX_SLOTS} cells.")


def _placed(cell: Cell, page: int, first_line: int) -> Cell:
    where = (Provenance(page, None, first_line + cell.row),)
    return Cell(cell.text, cell.row, cell.column, cell.row_span, cell.column_span, where)
