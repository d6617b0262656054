"""Sheets cut by a page break, and sheets without grid lines that border no cell."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from training.synthesis.printing.edges import cell_edges
from training.synthesis.printing.look import CutLabel
from training.synthesis.sheet import FormSheet, SheetCell

Shares = Mapping[int, tuple[str, str]]
"""Index of a cell → its text above and below the cut."""


def cut_between(sheet: FormSheet, row: int, labels: CutLabel) -> tuple[FormSheet, FormSheet]:
    """The rows before `row` and those from it on; merged cells stand on both sheets."""
    shares = {
        number: _label_texts(cell, row - cell.row, labels)
        for number, cell in enumerate(sheet.cells)
        if cell.row < row < cell.row + cell.row_span
    }
    return _part(sheet, (0, row), shares), _part(sheet, (row, sheet.n_rows), shares)


def cut_inside(
    sheet: FormSheet, row: int, shares: Shares, labels: CutLabel
) -> tuple[FormSheet, FormSheet]:
    """The row stands on both sheets. `shares` are the texts of its cells that do not span other
    rows."""
    merged = {
        number: _label_texts(cell, row - cell.row, labels)
        for number, cell in enumerate(sheet.cells)
        if cell.row <= row < cell.row + cell.row_span and cell.row_span > 1
    }
    texts = {**merged, **shares}
    return _part(sheet, (0, row + 1), texts), _part(sheet, (row, sheet.n_rows), texts)


def _label_texts(cell: SheetCell, above: int, labels: CutLabel) -> tuple[str, str]:
    """The text on the two parts of a merged cell of which `above` rows stand on the first."""
    match labels:
        case CutLabel.FIRST:
            return cell.text, ""
        case CutLabel.SECOND:
            return "", cell.text
        case CutLabel.BOTH:
            return cell.text, cell.text
    return (cell.text, "") if 2 * above >= cell.row_span else ("", cell.text)


def _part(sheet: FormSheet, rows: tuple[int, int], shares: Shares) -> FormSheet:
    first, behind = rows
    kept = [
        number
        for number, cell in enumerate(sheet.cells)
        if cell.row < behind and cell.row + cell.row_span > first
    ]
    kept.sort(key=lambda n: (max(sheet.cells[n].row, first), sheet.cells[n].column))
    new_index = {number: place for place, number in enumerate(kept)}
    side = 0 if first == 0 else 1
    cells = []
    for number in kept:
        cell = sheet.cells[number]
        top, bottom = max(cell.row, first), min(cell.row + cell.row_span, behind)
        text = shares[number][side] if number in shares else cell.text
        parent = None if cell.parent is None else new_index.get(cell.parent)
        cells.append(
            replace(cell, row=top - first, row_span=bottom - top, text=text, parent=parent)
        )
    part = FormSheet(sheet.heading, tuple(cells), behind - first, sheet.widths)
    return without_spare_lines(part)


def without_spare_lines(sheet: FormSheet) -> FormSheet:
    """The sheet without grid lines at which no cell begins or ends."""
    edges = cell_edges(sheet)
    rows = [n for n in range(sheet.n_rows) if n == 0 or edges.across[n].any()]
    columns = [n for n in range(sheet.n_columns) if n == 0 or edges.down[:, n].any()]
    if len(rows) == sheet.n_rows and len(columns) == sheet.n_columns:
        return sheet
    row_of, column_of = _renumbered(rows, sheet.n_rows), _renumbered(columns, sheet.n_columns)
    cells = tuple(
        replace(
            cell,
            row=row_of[cell.row],
            column=column_of[cell.column],
            row_span=row_of[cell.row + cell.row_span] - row_of[cell.row],
            column_span=column_of[cell.column + cell.column_span] - column_of[cell.column],
        )
        for cell in sheet.cells
    )
    sums = np.add.reduceat(np.array(sheet.widths), columns)
    return FormSheet(sheet.heading, cells, len(rows), tuple(float(width) for width in sums))


def _renumbered(kept: Sequence[int], count: int) -> list[int]:
    """Old grid line → new grid line; the last entry is the line behind everything."""
    places = np.searchsorted(kept, np.arange(count), side="right") - 1
    return [*(int(place) for place in places), len(kept)]
