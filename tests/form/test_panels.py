"""Side-by-side and stacked panels."""

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from tests.form.drawing import draw_sheet, tree

DUAL = "| 一级指标 | 二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值 |\n"


def read(text, layout=Layout.FLATTENED):
    (form,) = read_forms(draw_sheet("项目支出绩效目标申报表\n" + text, layout))
    return form


def test_panels_of_unequal_length_are_never_aligned_by_row():
    form = read(
        DUAL
        + "| 产出指标 | 数量指标 | 植树 | 900棵 | 数量指标 | 植树 | 300棵 |\n"
        + "| | | 浇水 | 36次 | 质量指标 | 成活率 | ≥90% |\n"
        + "| | 质量指标 | 成活率 | ≥85% | | | |"
    )
    assert tree(form) == [
        ("medium_term", "产出指标", "数量指标", "植树", "900棵"),
        ("medium_term", "产出指标", "数量指标", "浇水", "36次"),
        ("medium_term", "产出指标", "质量指标", "成活率", "≥85%"),
        ("annual", "产出指标", "数量指标", "植树", "300棵"),
        ("annual", "产出指标", "质量指标", "成活率", "≥90%"),
    ]


def test_the_half_that_moved_right_is_found():
    form = read(
        DUAL
        + "| 产出指标 | 数量指标 | 植树 | 900棵 | 数量指标 | 植树 | 300棵 | |\n"
        + "| | | 抚育质量 | 提高 | | 质量指标 | 抚育质量 | 提高 |"
    )
    assert tree(form)[-1] == ("annual", "产出指标", "质量指标", "抚育质量", "提高")
    assert tree(form)[1][2] == "质量指标"
    assert form.indicators[1].inferred == ("level2",)


def test_a_panel_printed_a_third_time_is_read_once():
    triple = DUAL.rstrip("\n").rstrip("|") + "| 二级指标 | 三级指标 | 指标值 |\n"
    form = read(
        triple
        + "| 产出指标 | 数量指标 | 植树 | 900棵 | 数量指标 | 植树 | 300棵 | 数量指标 | 植树 | 300棵 |"
    )
    assert [row[0] for row in tree(form)] == ["medium_term", "annual"]
    assert form.unassigned == ()


def test_one_name_with_two_value_columns_gives_two_panels():
    form = read(
        "| 一级指标 | 二级指标 | 三级指标 | 实施周期指标值 | 当年度指标值 |\n"
        "| 产出指标 | 数量指标 | 物管面积 | 3万平方米 | 1万平方米 |"
    )
    assert [(row[0], row[4]) for row in tree(form)] == [
        ("medium_term", "3万平方米"),
        ("annual", "1万平方米"),
    ]


def test_stacked_panels_follow_their_stub():
    form = read(
        "| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
        "| 长期绩效指标 | 产出指标 | 数量指标 | 植树 | 900棵 |\n"
        "| 年度绩效指标 | 产出指标 | 数量指标 | 植树 | 300棵 |"
    )
    assert [(row[0], row[4]) for row in tree(form)] == [
        ("medium_term", "900棵"),
        ("annual", "300棵"),
    ]


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
def test_stacked_panels_follow_the_rows_that_name_them(layout):
    beside = "<" if layout is Layout.EXACT else ""
    text = (
        "项目支出绩效目标表\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
        f"| 中期绩效指标 | {beside} | {beside} | {beside} |\n"
        "| 产出指标 | 数量指标 | 泵站 | 6座 |\n"
        f"| 年度目标 | {beside} | {beside} | {beside} |\n"
        "| 产出指标 | 数量指标 | 泵站 | 2座 |\n"
    )
    (form,) = read_forms(draw_sheet(text, layout))
    assert [(row[0], row[4]) for row in tree(form)] == [("medium_term", "6座"), ("annual", "2座")]
    assert form.unassigned == ()
    assert form.other_fields == ()


def test_two_halves_of_one_wording_are_told_apart_by_the_goals():
    text = (
        "项目支出绩效目标表\n| 总体目标 | 中期目标 | 年度目标 |\n| | 三年建成泵站。 | 今年建成一座。 |\n"
        "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 二级指标 | 三级指标 | 年度指标值 |\n"
        "| 产出指标 | 数量指标 | 泵站 | 6座 | 数量指标 | 泵站 | 2座 |\n"
    )
    (form,) = read_forms(draw_sheet(text))
    assert [(row[0], row[4]) for row in tree(form)] == [("medium_term", "6座"), ("annual", "2座")]
