"""XLSX workbooks → blocks. Runs in the decoder's child process, on a path of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import openpyxl
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.worksheet import Worksheet

from extractor.document import Provenance
from extractor.errors import UnreadableFileError
from extractor.grid import Block, Sheet, TextLine
from extractor.ingest.cell_rows import SpannedCell, rows_to_grid
from extractor.ingest.line_join import join_lines
from extractor.ingest.number_format import shown_text

SheetCell: TypeAlias = Any

# Date formats that Chinese systems number and do not write down (ECMA-376, 18.8.30).
_DATE_FORMATS = {
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Slot:
    """A cell of a sheet (row and column 1-based); framed if a line is drawn at one of its sides.
    A cell that a merged one covers has spans of 0."""

    row: int
    column: int
    text: str
    row_span: int
    column_span: int
    is_framed: bool


_Rows = Mapping[int, Sequence[_Slot]]


def read_xlsx(path: str) -> Sheet:
    """All sheets of a workbook, hidden ones too; `page` of a place is the sheet's number.

    Each region between blank rows is a grid; what stands above or below its frame becomes lines
    of text. A formula without a stored result is shown as it is. Raises UnreadableFileError,
    TooLargeError.
    """
    with open(path, "rb") as file:
        sheets = openpyxl.load_workbook(file).worksheets
    if not sheets:
        raise UnreadableFileError("工作簿没有工作表。 The workbook has no sheet.")
    results: Mapping[str, Worksheet] = {}
    if any(cell.data_type == "f" for sheet in sheets for cell in _cells(sheet)):
        with open(path, "rb") as file:
            shown = openpyxl.load_workbook(file, data_only=True).worksheets
        results = {sheet.title: sheet for sheet in shown}
    blocks: list[Block] = []
    for number, sheet in enumerate(sheets, 1):
        rows = _read_rows(sheet, results.get(sheet.title))
        for region in _regions(rows):
            blocks.extend(_region_blocks(rows, region, number))
    return Sheet(tuple(blocks), len(sheets))


def _cells(sheet: Worksheet) -> Iterator[SheetCell]:
    """The cells that the file holds; asking by rows would make up all the others."""
    yield from sheet._cells.values()


def _read_rows(sheet: Worksheet, results: Worksheet | None) -> dict[int, list[_Slot]]:
    """Cells that are merged, framed or not empty, by row and column."""
    spans = {
        (area.min_row, area.min_col): (area.size["rows"], area.size["columns"])
        for area in sheet.merged_cells.ranges
    }
    rows: dict[int, list[_Slot]] = {}
    for cell in sorted(_cells(sheet), key=lambda cell: (cell.row, cell.column)):
        is_covered = cell.__class__.__name__ == "MergedCell"
        text = "" if is_covered else _text(cell, results)
        border = cell.border
        is_framed = bool(
            border and any(side and side.style for side in (border.left, border.right))
        )
        rows_down, columns = spans.get((cell.row, cell.column), (1, 1))
        if is_covered:
            rows_down = columns = 0
        if text or is_framed or rows_down * columns > 1:
            slot = _Slot(cell.row, cell.column, text, rows_down, columns, is_framed)
            rows.setdefault(cell.row, []).append(slot)
    return rows


def _text(cell: SheetCell, results: Worksheet | None) -> str:
    value = cell.value
    if cell.data_type == "f":
        stored = results._cells.get((cell.row, cell.column)) if results else None
        result = stored.value if stored is not None else None
        value = getattr(value, "text", value) if result is None else result
    number_format = cell.number_format
    code = getattr(cell._style, "numFmtId", 0)
    if code in _DATE_FORMATS and number_format == "General":
        number_format = _DATE_FORMATS[code]
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = from_excel(value)
    return join_lines(shown_text(value, number_format).replace("_x000D_", "").splitlines())


def _regions(rows: _Rows) -> Iterator[range]:
    """Runs of rows without a blank one between them, from the first to the last with text."""
    covered = {
        row
        for slots in rows.values()
        for slot in slots
        for row in range(slot.row, slot.row + max(1, slot.row_span))
    }
    run: list[int] = []
    for row in [*sorted(covered), None]:
        if run and row != run[-1] + 1:
            printed = [n for n in run if any(slot.text for slot in rows.get(n, ()))]
            if printed:
                last = max(slot.row + slot.row_span for slot in rows[printed[-1]] if slot.text)
                yield range(printed[0], max(last, printed[-1] + 1))
            run = []
        if row is not None:
            run.append(row)


def _region_blocks(rows: _Rows, region: range, number: int) -> Iterator[Block]:
    printed = [slot for row in region for slot in rows.get(row, ()) if slot.text]
    left = min(slot.column for slot in printed)
    width = max(slot.column + slot.column_span for slot in printed) - left
    framed = [row for row in region if any(slot.is_framed for slot in rows.get(row, ()))]
    body = range(framed[0], framed[-1] + 1) if framed else region
    while body and _is_heading(rows.get(body[0], ()), width):
        body = body[1:]
    after = body.stop if body else region.stop
    yield from _lines(rows, range(region.start, body.start if body else region.stop), number)
    if body:
        cells = [
            [
                SpannedCell(slot.text, slot.row_span, slot.column_span, slot.column - left)
                for slot in rows.get(row, ())
                if slot.row_span and left <= slot.column < left + width
            ]
            for row in body
        ]
        yield rows_to_grid(cells, number, body.start)
    yield from _lines(rows, range(after, region.stop), number)


def _is_heading(slots: Sequence[_Slot], width: int) -> bool:
    """Whether a row holds one text alone: over the whole width, or without any frame."""
    printed = [slot for slot in slots if slot.text]
    if len(printed) > 1:
        return False
    return not any(slot.is_framed for slot in slots) or any(
        slot.column_span >= width for slot in printed
    )


def _lines(rows: _Rows, numbers: range, page: int) -> Iterator[TextLine]:
    for number in numbers:
        for slot in rows.get(number, ()):
            if slot.text:
                yield TextLine(slot.text, (Provenance(page, None, number),))
