"""Heads of two rows: one row parts heads of the other."""

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from tests.form.drawing import draw_sheet, texts, tree

BODY = (
    "| 产出指标 | 数量指标 | 泵站 | ≥ | 2 | 座 |\n"
    "| {below} | 质量指标 | 合格率 | = | 100 | % |\n"
    "| 效益指标 | 社会效益指标 | 受益人口 | ≥ | 4200 | 人 |\n"
)


def read(text, layout):
    (form,) = read_forms(draw_sheet("项目支出绩效目标表\n" + text, layout))
    return form


def measures(form):
    return [
        (texts(row.level1), texts(row.level2), texts(row.operator), texts(row.value))
        for row in form.indicators
    ]


EXPECTED = [
    ("产出指标", "数量指标", "≥", "2"),
    ("产出指标", "质量指标", "=", "100"),
    ("效益指标", "社会效益指标", "≥", "4200"),
]


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
@pytest.mark.parametrize("over", ["年度指标", "指标值", "指标设定"])
def test_one_head_over_sign_number_and_unit(over, layout):
    exact = layout is Layout.EXACT
    same, beside = ("^", "<") if exact else ("", "")
    form = read(
        f"| 一级指标 | 二级指标 | 三级指标 | {over} | {beside} | {beside} |\n"
        f"| {same} | {same} | {same} | 指标性质 | 指标值 | 度量单位 |\n" + BODY.format(below=same),
        layout,
    )
    assert measures(form) == EXPECTED
    assert form.unassigned == ()


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
def test_one_head_over_the_levels(layout):
    exact = layout is Layout.EXACT
    same, beside = ("^", "<") if exact else ("", "")
    form = read(
        f"| 绩效指标 | {beside} | {beside} | 指标性质 | 指标值 | 度量单位 |\n"
        f"| 一级指标 | 二级指标 | 三级指标 | {same} | {same} | {same} |\n"
        + BODY.format(below=same),
        layout,
    )
    assert measures(form) == EXPECTED


def test_one_place_a_cell_where_flattening_dropped_the_covered_ones():
    form = read(
        "| 绩效指标 | 指标性质 | 指标值 | 度量单位 |\n"
        "| 一级指标 | 二级指标 | 三级指标 | | | |\n" + BODY.format(below=""),
        Layout.FLATTENED,
    )
    assert measures(form) == EXPECTED


def test_a_part_that_names_a_standard_is_no_second_value():
    form = read(
        "| 一级指标 | 二级指标 | 三级指标 | 指标值 | < |\n"
        "| ^ | ^ | ^ | 预期指标值 | 标准类型 |\n"
        "| 产出指标 | 数量指标 | 泵站 | 2座 | 计划标准 |\n",
        Layout.EXACT,
    )
    assert tree(form) == [("annual", "产出指标", "数量指标", "泵站", "2座")]


def test_heads_of_two_rows_are_repeated_on_the_next_page():
    head = "| 一级指标 | 二级指标 | 三级指标 | 年度指标 | < |\n| ^ | ^ | ^ | 指标值 | 权重 |\n"
    form = read(
        head
        + "| 产出指标 | 数量指标 | 泵站 | 2座 | 10 |\n---\n"
        + head
        + "| | | 管网 | 18公里 | 5 |\n",
        Layout.EXACT,
    )
    assert [row[2:] for row in tree(form)] == [
        ("数量指标", "泵站", "2座"),
        ("数量指标", "管网", "18公里"),
    ]


def test_a_first_row_of_indicators_is_no_second_row_of_the_head():
    form = read(
        "| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
        "| 产出指标 | 数量指标 | 目标 | 完成 |\n"
        "| ^ | ^ | 泵站 | 2座 |\n",
        Layout.EXACT,
    )
    assert len(form.indicators) == 2
