"""CSV, XLSX and Markdown, each opened again; no text of a form runs as a formula."""

import csv
import io
import warnings
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from extractor.export.csv_text import inert_text, to_csv
from extractor.export.markdown import escape, to_markdown
from extractor.export.tables import findings_table, forms_table, indicators_table
from extractor.export.workbook import LONGEST_TEXT, to_xlsx
from extractor.record import FindingState
from extractor.verbatim import IndicatorRow, Panel
from tests.export.samples import extraction_of, printed, record_with_row, river_record

EVIL = '=HYPERLINK("http://x.example","点击")'


def evil_extraction():
    row = IndicatorRow(
        Panel.ANNUAL, printed("@SUM(1)"), printed("+1+2"), printed(EVIL), printed("-1-2")
    )
    return extraction_of(record_with_row(row), name="=cmd.pdf")


def read_csv(text):
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def open_book(content):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return load_workbook(io.BytesIO(content))


def column(sheet, heading):
    headings = [cell.value for cell in sheet[1]]
    number = next(n for n, text in enumerate(headings, start=1) if text.startswith(heading))
    return [sheet.cell(row, number) for row in range(2, sheet.max_row + 1)]


def test_csv_has_a_bom_and_a_line_for_each_indicator():
    text = to_csv([extraction_of(river_record()), extraction_of(river_record(), name="b.pdf")])
    rows = read_csv(text)
    assert text.startswith("\ufeff")
    assert len(rows) == 1 + 4
    assert {len(row) for row in rows} == {len(rows[0])}
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["三级指标 level3"] == "整治河道长度"
    assert first["指标值 value"] == "≥12公里"
    assert first["数值 numbers"] == "12"
    assert (first["概念 concept"], first["概念名称 concept_name"]) == ("C1", "工程量")
    assert (first["2015版归属 home_2015"], first["2021版归属 home_2021"]) == ("产出/数量", "")
    assert (first["归属相符 home_filed_ok"], rows[2][rows[0].index("归属相符 home_filed_ok")]) == (
        "是",
        "",
    )
    assert rows[3][0] == "b.pdf"


def test_csv_keeps_line_breaks_quotes_and_commas_of_a_cell():
    row = IndicatorRow(Panel.ANNUAL, None, None, printed('甲,"乙"\n丙'), None)
    rows = read_csv(to_csv([extraction_of(record_with_row(row))]))
    assert '甲,"乙"\n丙' in rows[1]


def test_csv_cells_never_begin_like_a_formula():
    rows = read_csv(to_csv([evil_extraction()]))
    assert "'" + EVIL in rows[1]
    assert [cell for cell in rows[1] if cell.startswith(("=", "+", "-", "@"))] == []


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("＝1+1", "'＝1+1"),
        ("\t=1", "'\t=1"),
        ("-2+3", "'-2+3"),
        ("@A1", "'@A1"),
        ("-5.5%", "-5.5%"),
        ("+1,200", "+1,200"),
        ("--", "--"),
        ("≥95%", "≥95%"),
        (None, ""),
    ],
)
def test_inert_text(text, inert):
    assert inert_text(text) == inert


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30))
def test_a_text_survives_csv_but_for_the_apostrophe(text):
    row = IndicatorRow(Panel.ANNUAL, None, None, printed(text), None)
    rows = read_csv(to_csv([extraction_of(record_with_row(row))]))
    cell = dict(zip(rows[0], rows[1], strict=True))["三级指标 level3"]
    assert cell in (text, "'" + text)
    assert not cell.lstrip(" \u3000\n").startswith(("=", "@", "\t", "\r", "＝", "＋", "－", "＠"))


def test_xlsx_has_three_sheets_with_frozen_heads_and_wrapped_text():
    book = open_book(to_xlsx([extraction_of(river_record())]))
    assert book.sheetnames == ["表单 Forms", "指标 Indicators", "问题 Findings"]
    for sheet in book.worksheets:
        assert sheet.freeze_panes == "A2"
        assert sheet.cell(1, 1).font.bold
        assert sheet.cell(2, 1).alignment.wrap_text
        assert sheet.column_dimensions["A"].width == 24
    assert book["指标 Indicators"].max_row == 3
    assert book["问题 Findings"].max_row == 3


def test_xlsx_writes_money_as_numbers_and_the_rest_as_printed():
    sheet = open_book(to_xlsx([extraction_of(river_record())]))["表单 Forms"]
    total = column(sheet, "年度总额")[0]
    assert (total.value, total.data_type, total.number_format) == (1000000, "n", "#,##0.00")
    rest = column(sheet, "其他资金项目")[0].value
    assert rest == "年度 财政拨款：壹佰\n年度 债券：2.50"


def test_xlsx_texts_are_never_formulas():
    sheet = open_book(to_xlsx([evil_extraction()]))["指标 Indicators"]
    cell = column(sheet, "三级指标")[0]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (EVIL, "s", True)
    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "n", "inlineStr"}


def test_xlsx_holds_control_characters_and_overlong_texts():
    row = IndicatorRow(Panel.ANNUAL, None, None, printed("路\x07灯"), printed("长" * 40_000))
    sheet = open_book(to_xlsx([extraction_of(record_with_row(row))]))["指标 Indicators"]
    assert column(sheet, "三级指标")[0].value == "路\ufffd灯"
    assert len(column(sheet, "指标值")[0].value) == LONGEST_TEXT
    assert "见 JSON" in column(sheet, "指标值")[0].value


def test_xlsx_of_no_form_still_opens():
    assert open_book(to_xlsx([extraction_of()]))["表单 Forms"].max_row == 1


def test_tables_have_a_value_for_every_column():
    extractions = [extraction_of(river_record())]
    for table in (forms_table(extractions), indicators_table(extractions)):
        assert {len(row) for row in table.rows} == {len(table.columns)}
        assert len({c.heading for c in table.columns}) == len(table.columns)


def test_a_finding_says_what_became_of_it():
    record = river_record()
    accepted = replace(record.findings[0], state=FindingState.ACCEPTED)
    table = findings_table(
        [extraction_of(replace(record, findings=(accepted, record.findings[0])))]
    )
    states = [row[-1] for row in table.rows if row[1] == 1]
    assert states == ["已采纳", "待处理"]


def test_a_second_amount_for_the_same_item_is_not_lost():
    record = river_record()
    doubled = replace(record, funding=record.funding + record.funding[:1])
    (row,) = forms_table([extraction_of(doubled)]).rows
    assert any("总额：100万元" in str(value) for value in row)


def test_markdown_has_a_section_for_each_form_and_one_line_a_row():
    text = to_markdown(extraction_of(river_record(), river_record()))
    headings = [line.split()[1] for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["文件问题", "1.", "2."]
    assert "## 1. 项目支出绩效目标表" in text
    assert "| 年度 | 总额 | 100万元 | 万元 | 1,000,000.00 |" in text
    assert "| 产出指标 | 数量指标 | 整治河道长度 | ≥ | ≥12公里 | 10 |" in text
    assert "|  |  | 新建泵站 |  |  |  |" in text  # the merged labels stand once
    assert "| 警告 | “新建泵站”没有指标值。 | 新建泵站 | 第2页 | value.missing |" in text
    assert "| 盖章处 | 第1页 |" in text


def test_markdown_names_the_concept_where_an_indicator_of_the_panel_has_one():
    head, first, second = _lines_from(to_markdown(extraction_of(river_record())), "| 一级指标")
    assert head.endswith("| 概念 |")
    found = river_record().indicators[0].classification
    assert first.endswith(f"| {found.concept} {found.name} |")
    assert second.endswith("|  |")
    row = IndicatorRow(Panel.ANNUAL, None, None, printed("培训"), None)
    assert "概念" not in to_markdown(extraction_of(record_with_row(row)))


def _lines_from(text, start):
    """The heading that starts so, and the first two rows under it."""
    lines = text.splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith(start))
    return lines[place], lines[place + 2], lines[place + 3]


def test_markdown_text_cannot_act_as_markup():
    row = IndicatorRow(Panel.ANNUAL, None, None, printed("<script>|a*b*\n[x](y)"), None)
    text = to_markdown(extraction_of(record_with_row(row)))
    assert r"\<script\>\|a\*b\*<br>\[x\](y)" in text
    assert escape("80~90") == r"80\~90"


def test_markdown_says_when_there_is_no_form():
    text = to_markdown(extraction_of())
    assert "没有表单" in text
    assert "第2页倾斜" in text
