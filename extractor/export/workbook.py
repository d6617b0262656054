"""XLSX: a sheet for the forms, one for the indicators, one for the findings."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.dimensions import ColumnDimension, DimensionHolder
from openpyxl.worksheet.filters import AutoFilter

from extractor.export.json_text import encodable
from extractor.export.tables import (
    Table,
    TableValue,
    findings_table,
    forms_table,
    indicators_table,
)
from extractor.record import Extraction

MONEY_FORMAT = "#,##0.00"
LONGEST_TEXT = 32_767  # of one cell in the XLSX format
_CUT = "……（截断，全文见 JSON cut, see the JSON）"
_HEADER_FILL = PatternFill("solid", fgColor="DDE6F0")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def to_xlsx(extractions: Sequence[Extraction]) -> bytes:
    """The workbook as bytes. Texts are written as texts, never as formulas; money as numbers."""
    stream = io.BytesIO()
    book = WorkbookStream()
    for extraction in extractions:
        book.add(extraction)
    book.save(stream)
    return stream.getvalue()


class WorkbookStream:
    """The workbook of any number of files: rows go to temporary files as they come."""

    def __init__(self) -> None:
        self._book = Workbook(write_only=True)
        self._sheets = [_begin_sheet(self._book, make(())) for make in _TABLES]
        self.longest = 1  # rows of the longest sheet, with its headings

    def add(self, extraction: Extraction) -> None:
        """Append the rows of one file."""
        for sheet, make in zip(self._sheets, _TABLES, strict=True):
            for row in make((extraction,)).rows:
                sheet.page.append([_cell(sheet.page, value) for value in row])
                sheet.rows += 1
        self.longest = max(sheet.rows for sheet in self._sheets)

    def discard(self) -> None:
        """Give up what was added."""
        for sheet in self._sheets:
            sheet.page.close()

    def save(self, stream: IO[bytes]) -> None:
        """Write the file. Nothing can be added any more."""
        for sheet in self._sheets:
            filtered: AutoFilter = sheet.page.auto_filter  # type: ignore[attr-defined]
            filtered.ref = f"A1:{sheet.last_column}{sheet.rows}"
        self._book.save(stream)


_TABLES = (forms_table, indicators_table, findings_table)


@dataclass(slots=True)
class _Sheet:
    page: WriteOnlyWorksheet
    last_column: str
    rows: int = 1


def _begin_sheet(book: Workbook, table: Table) -> _Sheet:
    page: WriteOnlyWorksheet = book.create_sheet(table.name)
    page.freeze_panes = "A2"
    widths: DimensionHolder[str, ColumnDimension] = page.column_dimensions  # type: ignore[attr-defined]
    head = []
    for number, column in enumerate(table.columns, start=1):
        widths[get_column_letter(number)].width = column.width
        cell = WriteOnlyCell(page, column.heading)
        cell.font = Font(bold=True)
        cell.fill = _HEADER_FILL
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        head.append(cell)
    page.append(head)
    return _Sheet(page, get_column_letter(len(table.columns)))


def _cell(page: WriteOnlyWorksheet, value: TableValue) -> Cell | None:
    if value is None or value == "":
        return None
    cell: Cell = WriteOnlyCell(page)
    cell.alignment = _WRAPPED
    if isinstance(value, str):
        cell.value = _storable(value)
        cell.data_type = "s"  # openpyxl takes a leading "=" for a formula
        cell.quotePrefix = True  # so does the spreadsheet when the cell is edited
    else:
        cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = MONEY_FORMAT
    return cell


def _storable(text: str) -> str:
    """Text that the format can hold: no control characters, not too long."""
    clean = ILLEGAL_CHARACTERS_RE.sub("\ufffd", encodable(text))
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - len(_CUT)] + _CUT
