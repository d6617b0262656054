"""Level 1 as it is printed, whatever it is called."""

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from tests.form.drawing import draw_sheet, tree

HEAD = "项目支出绩效目标表\n| 绩效目标指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"


def read(text, layout):
    (form,) = read_forms(draw_sheet(text, layout))
    return form


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
@pytest.mark.parametrize("label", ["社会效益", "效果", "社会效应", "项目成效（30分）", "实施成果"])
def test_an_unusual_level1_stays_as_printed(label, layout):
    same = "^" if layout is Layout.EXACT else ""
    form = read(
        HEAD
        + "| 绩效目标指标 | 产出指标 | 数量指标 | 泵站 | 2座 |\n"
        + f"| {same} | {label} | 经济效益指标 | 灌溉收入 | 增加 |\n"
        + f"| {same} | {same} | 社会效益指标 | 受益人口 | 4200人 |\n",
        layout,
    )
    if layout is Layout.EXACT or label != "实施成果":
        assert [row[1] for row in tree(form)] == ["产出指标", label, label]
        assert [row.inferred for row in form.indicators] == [(), (), ()]
    else:
        assert tree(form)[1][1] == label


def test_a_level1_of_an_unknown_name_stands_over_its_rows():
    form = read(
        HEAD
        + "| 绩效目标指标 | 产出指标 | 数量指标 | 泵站 | 2座 |\n"
        + "| ^ | 服务满意度指标（10分） | 满意度指标 | 村民满意度 | ≥95% |\n"
        + "| ^ | ^ | ^ | 用水户满意度 | ≥90% |\n",
        Layout.EXACT,
    )
    assert [row[1] for row in tree(form)[1:]] == ["服务满意度指标（10分）"] * 2


def test_a_level2_printed_twice_is_no_level1():
    form = read(
        HEAD
        + "| 绩效目标指标 | 产出指标 | 数量指标 | 泵站 | 2座 |\n"
        + "| ^ | 社会效益指标 | 社会效益指标 | 受益人口 | 4200人 |\n",
        Layout.EXACT,
    )
    assert tree(form)[1][1] == "效益指标"
    assert form.indicators[1].inferred == ("level1",)


def test_a_framework_is_read_to_its_end():
    form = read(
        "项目支出绩效自评表\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
        "| 决策 | 项目立项 | 立项规范性 | 规范 |\n"
        "| ^ | 绩效目标 | 目标合理性 | 合理 |\n"
        "| ^ | 资金投入 | 分配合理性 | 合理 |\n"
        "| 过程 | 资金管理 | 资金到位率 | 100% |\n"
        "| ^ | 组织实施 | 制度执行 | 有效 |\n"
        "| 产出 | 产出数量 | 泵站 | 2座 |\n",
        Layout.EXACT,
    )
    assert [row[1:4] for row in tree(form)] == [
        ("决策", "项目立项", "立项规范性"),
        ("决策", "绩效目标", "目标合理性"),
        ("决策", "资金投入", "分配合理性"),
        ("过程", "资金管理", "资金到位率"),
        ("过程", "组织实施", "制度执行"),
        ("产出", "产出数量", "泵站"),
    ]


def test_behind_a_page_break_columns_may_stand_elsewhere() -> None:
    """A page that begins without its level columns: its names are no labels of level 1."""
    sheet = draw_sheet(
        """
        项目支出绩效目标表
        | 一级指标 | 二级指标 | 三级指标 | 指标值 |
        | 产出指标 | 质量指标 | 甲事合格率 | 90% |
        2
        | 9、乙事完成率 | 100% | 计划标准 | |
        """,
        Layout.EXACT,
    )
    (form,) = read_forms(sheet)
    assert [row[1:4] for row in tree(form)] == [
        ("产出指标", "质量指标", "甲事合格率"),
        ("产出指标", "质量指标", "9、乙事完成率"),
    ]
