"""Rows below the table in which offices give their word."""

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from tests.form.drawing import draw_sheet, tree

TABLE = (
    "项目支出绩效目标表\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
    "| 产出指标 | 数量指标 | 泵站 | 2座 |\n"
    "| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥95% |\n"
)


def read(text, layout):
    (form,) = read_forms(draw_sheet(TABLE + text, layout))
    assert [row[3] for row in tree(form)] == ["泵站", "村民满意度"]
    assert form.unassigned == ()
    return [(o.label.text, o.value.text) for o in form.other_fields]


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
def test_opinions_beside_their_labels(layout):
    beside = "<" if layout is Layout.EXACT else ""
    assert read(
        f"| 主管部门审核意见 | 同意 签字： 年 月 日 | {beside} | {beside} |\n"
        f"| 财政部门审核意见 | 情况属实，按程序办理 | {beside} | {beside} |\n",
        layout,
    ) == [
        ("主管部门审核意见", "同意 签字： 年 月 日"),
        ("财政部门审核意见", "情况属实，按程序办理"),
    ]


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
def test_opinions_side_by_side_with_seals_below(layout):
    beside = "<" if layout is Layout.EXACT else ""
    assert read(
        f"| 单位意见 | 主管部门意见 | 财政局意见 | {beside} |\n"
        f"| （盖章） 年 月 日 | （盖章） 年 月 日 | （盖章） | {beside} |\n",
        layout,
    ) == [
        ("单位意见", "（盖章） 年 月 日"),
        ("主管部门意见", "（盖章） 年 月 日"),
        ("财政局意见", "（盖章）"),
    ]


@pytest.mark.parametrize("label", ["评审组意见", "填报单位（盖章）", "绩效科意见", "审核意见"])
def test_an_opinion_that_is_not_given(label):
    assert read(f"| {label} | | | |\n", Layout.EXACT) == [(label, "")]


def test_indicators_about_opinions_stay_indicators():
    (form,) = read_forms(
        draw_sheet(
            TABLE + "| 征求部门意见 | ≥20条 | | |\n| | | 审核意见采纳率 | ≥90% |\n",
            Layout.FLATTENED,
        )
    )
    assert [row[3] for row in tree(form)][2:] == ["征求部门意见", "审核意见采纳率"]
