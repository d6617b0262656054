"""A form sheet as an Excel workbook or a Word document."""

from collections.abc import Mapping
from io import BytesIO
from math import ceil
from typing import Literal
from unicodedata import east_asian_width

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from training.synthesis.sheet import CellKind, FormSheet, SheetCell
from training.synthesis.style import Orientation, PageStyle

_CHARACTER_MM = 2.0  # width of one Excel column unit, roughly
_LINE = 1.35  # line height in font sizes


def sheet_to_xlsx(sheet: FormSheet, style: PageStyle) -> bytes:
    """One worksheet: heading lines merged over the width, then the cells with merges."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "绩效目标表"
    page.page_setup.orientation = style.orientation.value
    page.page_setup.paperSize = 9
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    for number, width in enumerate(sheet.widths, start=1):
        share = width / sum(sheet.widths) * style.text_width_mm
        page.column_dimensions[get_column_letter(number)].width = share / _CHARACTER_MM
    offset = len(sheet.heading)
    for number, line in enumerate(sheet.heading, start=1):
        _merge(page, number, 1, 1, sheet.n_columns)
        head = page.cell(number, 1, line)
        head.font = Font(name=style.font, size=style.size_pt * (1.5 if number == 1 else 1))
        head.alignment = Alignment(horizontal="center")
    edge = Side(style="thin")
    border = Border(left=edge, right=edge, top=edge, bottom=edge)
    for row in range(sheet.n_rows):
        for column in range(sheet.n_columns):
            page.cell(offset + row + 1, column + 1).border = border
    for item in sheet.cells:
        row, column = offset + item.row + 1, item.column + 1
        cell = page.cell(row, column)
        cell.value = item.text or None
        if item.text:
            cell.data_type = "s"  # '=100%' is a target, not a formula
        cell.number_format = "@"
        cell.font = Font(name=style.font, size=style.size_pt)
        cell.alignment = Alignment(horizontal=_side(item), vertical="center", wrap_text=True)
        _merge(page, row, column, item.row_span, item.column_span)
    for number, height in row_heights(sheet, style).items():
        page.row_dimensions[offset + number + 1].height = height
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _merge(page: Worksheet, row: int, column: int, rows: int, columns: int) -> None:
    if rows > 1 or columns > 1:
        page.merge_cells(
            start_row=row,
            end_row=row + rows - 1,
            start_column=column,
            end_column=column + columns - 1,
        )


def row_heights(sheet: FormSheet, style: PageStyle) -> Mapping[int, float]:
    """Height in points that the texts of each row need; a tall merged cell grows its last row."""
    heights = dict.fromkeys(range(sheet.n_rows), style.size_pt * _LINE + 4)
    for cell in sorted(sheet.cells, key=lambda c: c.row_span):
        width_pt = sheet.width_of(cell) * style.text_width_mm / 25.4 * 72 - 8
        per_line = max(1.0, width_pt / style.size_pt)
        lines = sum(max(1, ceil(_ems(part) / per_line)) for part in cell.text.split("\n"))
        needed = lines * style.size_pt * _LINE + 4
        rows = range(cell.row, cell.row + cell.row_span)
        missing = needed - sum(heights[row] for row in rows)
        if missing > 0:
            heights[rows[-1]] += missing
    return {row: min(height, 400.0) for row, height in heights.items()}


def sheet_to_docx(sheet: FormSheet, style: PageStyle) -> bytes:
    """One Word document: heading paragraphs, then a table with merges."""
    document = Document()
    section = document.sections[0]
    width, height = style.paper_mm
    section.page_width, section.page_height = Mm(width), Mm(height)
    if style.orientation is Orientation.LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
    section.left_margin = section.right_margin = Mm(style.margin_mm)
    section.top_margin = section.bottom_margin = Mm(style.margin_mm)
    _set_font(document, style)
    for number, line in enumerate(sheet.heading):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(line).font.size = Pt(style.size_pt * (1.5 if number == 0 else 1))
    _fill_table(document, sheet, style)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _fill_table(document: WordDocument, sheet: FormSheet, style: PageStyle) -> None:
    table = document.add_table(rows=sheet.n_rows, cols=sheet.n_columns, style="Table Grid")
    table.autofit = False
    for column, relative in zip(table.columns, sheet.widths, strict=True):
        column.width = Mm(relative / sum(sheet.widths) * style.text_width_mm)
        for cell in column.cells:
            cell.width = column.width
    places = [list(row.cells) for row in table.rows]
    for item in sheet.cells:
        cell = places[item.row][item.column]
        if item.row_span > 1 or item.column_span > 1:
            cell = cell.merge(
                places[item.row + item.row_span - 1][item.column + item.column_span - 1]
            )
        for paragraph in cell.paragraphs[1:]:
            paragraph._p.getparent().remove(paragraph._p)
        cell.text = item.text
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if item.kind is not CellKind.LONG:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _set_font(document: WordDocument, style: PageStyle) -> None:
    normal = document.styles["Normal"]
    normal.font.name = style.font
    normal.font.size = Pt(style.size_pt)
    normal.paragraph_format.space_after = Pt(2)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), style.font)


def _side(cell: SheetCell) -> Literal["left", "center"]:
    return "left" if cell.kind is CellKind.LONG else "center"


def _ems(text: str) -> float:
    return sum(1.0 if east_asian_width(c) in "WF" else 0.55 for c in text)
