import io
from collections.abc import Callable

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from extractor.grid import Block, Grid, Sheet

ReadSheet = Callable[[bytes], Sheet]


def saved(document: Document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def outline(sheet: Sheet) -> list[object]:
    def of(block: Block) -> object:
        if isinstance(block, Grid):
            return [(c.text, c.row, c.column, c.row_span, c.column_span) for c in block.cells]
        return block.text

    return [of(block) for block in sheet.blocks]


def test_spans_and_paragraphs_in_reading_order(read_sheet: ReadSheet) -> None:
    document = docx.Document()
    document.add_paragraph("部门整体支出绩效目标表")
    table = document.add_table(3, 3)
    for cell, text in zip(table._cells, "甲乙丙丁戊己庚辛壬", strict=True):
        cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0)).text = "产出\n指标"
    table.cell(2, 1).merge(table.cell(2, 2)).text = "≥95%"
    document.add_paragraph("注：按年填报")
    assert outline(read_sheet(saved(document))) == [
        "部门整体支出绩效目标表",
        [
            ("产出指标", 0, 0, 2, 1),
            ("乙", 0, 1, 1, 1),
            ("丙", 0, 2, 1, 1),
            ("戊", 1, 1, 1, 1),
            ("己", 1, 2, 1, 1),
            ("庚", 2, 0, 1, 1),
            ("≥95%", 2, 1, 1, 2),
        ],
        "注：按年填报",
    ]


def test_table_in_a_cell_follows_its_table(read_sheet: ReadSheet) -> None:
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "任务"
    inner = outer.cell(0, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "名称", "金额"
    assert outline(read_sheet(saved(document))) == [
        [("任务", 0, 0, 1, 1), ("", 0, 1, 1, 1)],
        [("名称", 0, 0, 1, 1), ("金额", 0, 1, 1, 1)],
    ]


def test_table_of_one_cell_is_only_a_frame(read_sheet: ReadSheet) -> None:
    document = docx.Document()
    frame = document.add_table(1, 1).cell(0, 0)
    frame.text = "绩效目标表"
    inner = frame.add_table(1, 2)
    inner.cell(0, 0).text = "项目名称"
    read = outline(read_sheet(saved(document)))
    assert read == ["绩效目标表", [("项目名称", 0, 0, 1, 1), ("", 0, 1, 1, 1)]]


def test_deleted_and_hidden_text_is_not_printed(read_sheet: ReadSheet) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("公交线路")
    paragraph.add_run("隐藏").font.hidden = True
    deleted = OxmlElement("w:del")
    deleted.append(paragraph.add_run("删除")._r)
    paragraph._p.append(deleted)
    paragraph.add_run("优化").add_tab()
    assert outline(read_sheet(saved(document))) == ["公交线路优化"]


def test_row_that_begins_further_right(read_sheet: ReadSheet) -> None:
    document = docx.Document()
    table = document.add_table(2, 3)
    for cell, text in zip(table._cells, "甲乙丙丁戊己", strict=True):
        cell.text = text
    row = table.rows[1]._tr
    row.remove(row.tc_lst[0])
    before = OxmlElement("w:gridBefore")
    before.set(qn("w:val"), "1")
    row.get_or_add_trPr().append(before)
    (cells,) = outline(read_sheet(saved(document)))
    assert cells[3:] == [("", 1, 0, 1, 1), ("戊", 1, 1, 1, 1), ("己", 1, 2, 1, 1)]  # type: ignore[index]
