"""XLSX: a sheet for the forms, one for the indicators, one for the findings."""

import io
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

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
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    for table in (
        forms_table(extractions),
        indicators_table(extractions),
        findings_table(extractions),
    ):
        _write_sheet(book.create_sheet(table.name), table)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_sheet(sheet: Worksheet, table: Table) -> None:
    for number, column in enumerate(table.columns, start=1):
        head = sheet.cell(1, number, column.heading)
        head.font = Font(bold=True)
        head.fill = _HEADER_FILL
        head.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for row_number, row in enumerate(table.rows, start=2):
        for number, value in enumerate(row, start=1):
            _write_cell(sheet.cell(row_number, number), value)
    sheet.freeze_panes = "A2"
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"


def _write_cell(cell: Cell | MergedCell, value: TableValue) -> None:
    cell.alignment = _WRAPPED
    if isinstance(value, str):
        if value == "":
            return
        cell.value = _storable(value)
        cell.data_type = "s"  # openpyxl takes a leading "=" for a formula
        cell.quotePrefix = True  # so does the spreadsheet when the cell is edited
    elif value is not None:
        cell.value = value
        if isinstance(value, Decimal):
            cell.number_format = MONEY_FORMAT


def _storable(text: str) -> str:
    """Text that the format can hold: no control characters, not too long."""
    clean = ILLEGAL_CHARACTERS_RE.sub("\ufffd", encodable(text))
    return clean if len(clean) <= LONGEST_TEXT else clean[: LONGEST_TEXT - len(_CUT)] + _CUT
