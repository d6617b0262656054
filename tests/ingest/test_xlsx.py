import io
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

from extractor.grid import Grid, Sheet, TextLine

ReadSheet = Callable[[bytes], Sheet]
THIN = Side("thin")
FRAME = Border(THIN, THIN, THIN, THIN)


def workbook() -> tuple[Workbook, Worksheet]:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    return book, sheet


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fill(sheet: Worksheet, rows: list[list[object]], first: int, border: Border | None) -> None:
    for row, values in enumerate(rows, first):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            if border:
                cell.border = border


def only_grid(sheet: Sheet) -> Grid:
    (grid,) = (block for block in sheet.blocks if isinstance(block, Grid))
    return grid


def text_lines(sheet: Sheet) -> list[str]:
    return [block.text for block in sheet.blocks if isinstance(block, TextLine)]


def test_title_and_notes_around_the_frame_are_lines(read_sheet: ReadSheet) -> None:
    book, sheet = workbook()
    sheet["A1"] = "项目支出绩效目标表"
    sheet.merge_cells("A1:C1")
    sheet["A2"], sheet["C2"] = "填报单位：市公安局", "单位：万元"
    fill(sheet, [["一级指标", "三级指标", "指标值"], ["产出指标", "巡查次数", ">=12次"]], 3, FRAME)
    sheet["A5"] = "填表人：　电话："
    read = read_sheet(saved(book))
    assert [type(block) for block in read.blocks] == [TextLine, TextLine, TextLine, Grid, TextLine]
    lines = ["项目支出绩效目标表", "填报单位：市公安局", "单位：万元", "填表人：　电话："]
    assert text_lines(read) == lines
    grid = only_grid(read)
    assert [c.text for c in grid.cells][-3:] == ["产出指标", "巡查次数", ">=12次"]
    assert grid.cells[0].where[0].line == 3


def test_merged_cells_are_spans_and_blanks_are_cells(read_sheet: ReadSheet) -> None:
    book, sheet = workbook()
    fill(sheet, [["产出", "数量", 3], [None, "质量", None], ["满意度", None, 1]], 1, FRAME)
    sheet.merge_cells("A1:A2")
    sheet.merge_cells("A3:B3")
    grid = only_grid(read_sheet(saved(book)))
    assert (grid.n_rows, grid.n_columns) == (3, 3)
    spans = {(c.row, c.column): (c.text, c.row_span, c.column_span) for c in grid.cells}
    assert spans == {
        (0, 0): ("产出", 2, 1),
        (0, 1): ("数量", 1, 1),
        (0, 2): ("3", 1, 1),
        (1, 1): ("质量", 1, 1),
        (1, 2): ("", 1, 1),
        (2, 0): ("满意度", 1, 2),
        (2, 2): ("1", 1, 1),
    }


def test_values_are_shown_by_their_formats(read_sheet: ReadSheet) -> None:
    book, sheet = workbook()
    fill(sheet, [["合格率", 0.95], ["金额", 1200.5], ["名称", "故障修复\n及时率 A\nB"]], 1, FRAME)
    sheet["B1"].number_format, sheet["B2"].number_format = "0%", "#,##0.00"
    grid = only_grid(read_sheet(saved(book)))
    assert [c.text for c in grid.cells if c.column == 1] == [
        "95%",
        "1,200.50",
        "故障修复及时率 A B",
    ]


def test_sheets_are_pages_and_hidden_ones_are_kept(read_sheet: ReadSheet) -> None:
    book, first = workbook()
    fill(first, [["a", "b"], ["c", "d"]], 1, None)
    book.create_sheet("empty")
    hidden = book.create_sheet("hidden")
    hidden.sheet_state = "hidden"
    fill(hidden, [["e", "f"], ["g", "h"]], 4, None)
    read = read_sheet(saved(book))
    grids = [block for block in read.blocks if isinstance(block, Grid)]
    assert read.pages == 3
    assert [grid.cells[0].where[0].page for grid in grids] == [1, 3]
    assert grids[1].cells[0].where[0].line == 4


def test_blank_row_parts_two_tables_but_not_inside_a_frame(read_sheet: ReadSheet) -> None:
    book, sheet = workbook()
    fill(sheet, [["a", "b"], ["c", "d"]], 1, None)
    fill(sheet, [["e", "f"], [None, None], ["g", "h"]], 4, FRAME)
    grids = [b for b in read_sheet(saved(book)).blocks if isinstance(b, Grid)]
    assert [grid.n_rows for grid in grids] == [2, 3]


def test_formula_without_a_result_is_not_lost(read_sheet: ReadSheet) -> None:
    book, sheet = workbook()
    fill(sheet, [["合计", "=B2+1"], ["其中", 2]], 1, FRAME)
    grid = only_grid(read_sheet(saved(book)))
    assert [c.text for c in grid.cells] == ["合计", "=B2+1", "其中", "2"]


@pytest.mark.parametrize("last_row", [1_048_576])
def test_format_at_the_end_of_the_sheet_makes_no_rows(read_sheet: ReadSheet, last_row: int) -> None:
    book, sheet = workbook()
    fill(sheet, [["a", "b"], ["c", "d"]], 1, FRAME)
    sheet.cell(last_row, 1).border = FRAME
    assert only_grid(read_sheet(saved(book))).n_rows == 2
