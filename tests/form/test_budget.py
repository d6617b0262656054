"""The money block: sources, panels, and the execution of self-evaluations."""

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from tests.form.drawing import draw_sheet

TABLE = "\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n| 产出指标 | 数量指标 | 泵站 | 2座 |"


def funding(text, layout=Layout.FLATTENED):
    (form,) = read_forms(draw_sheet(text + TABLE, layout))
    return [(f.panel.value, f.item, f.raw.text, f.unit) for f in form.funding]


def test_a_block_head_alone_in_its_row():
    found = funding(
        "项目支出绩效目标表\n| 项目资金（万元） | | |\n| | 年度资金总额 | 30 |\n| | 财政拨款 | 30 |"
    )
    assert found == [("annual", "total", "30", "万元"), ("annual", "fiscal", "30", "万元")]


@pytest.mark.parametrize("label", ["批复金额（万元）", "年度金额（万元）", "申请金额（万元）"])
def test_names_of_the_total(label):
    assert funding(f"项目支出绩效目标批复表\n| {label} | 88 |") == [
        ("annual", "total", "88", "万元")
    ]


def test_a_source_behind_among_them():
    found = funding("项目支出绩效目标表\n| 申请资金总额 | 15万元 | 其中：本级财政 | 12万元 |")
    assert found == [
        ("annual", "total", "15万元", "万元"),
        ("annual", "本级财政", "12万元", "万元"),
    ]


def test_budget_and_spent_side_by_side():
    found = funding(
        "项目支出绩效自评表\n"
        "| 预算执行情况（万元） | 预算数： | 300 | 执行数： | 280 |\n"
        "| | 其中：财政拨款 | 200 | 其中：财政拨款 | 190 |\n"
        "| | 其他资金 | 100 | 其他资金 | 90 |"
    )
    assert found == [
        ("annual", "total/预算数", "300", "万元"),
        ("annual", "total/执行数", "280", "万元"),
        ("annual", "fiscal/预算数", "200", "万元"),
        ("annual", "fiscal/执行数", "190", "万元"),
        ("annual", "other/预算数", "100", "万元"),
        ("annual", "other/执行数", "90", "万元"),
    ]


def test_amounts_below_heads_whose_source_stands_in_the_head_row():
    found = funding(
        "项目支出绩效自评表\n"
        "| 年度资金总额（万元） | 全年预算数（A） | 全年执行数（B） | 执行率（B/A） | 得分 |\n"
        "| | 60 | 54 | 90% | 9 |\n"
        "| 其中：财政拨款 | 60 | 54 | 90% | — |"
    )
    assert found == [
        ("annual", "total/全年预算数(A)", "60", "万元"),
        ("annual", "total/全年执行数(B)", "54", "万元"),
        ("annual", "total/执行率(B/A)", "90%", None),
        ("annual", "total/得分", "9", None),
        ("annual", "fiscal/全年预算数(A)", "60", "万元"),
        ("annual", "fiscal/全年执行数(B)", "54", "万元"),
        ("annual", "fiscal/执行率(B/A)", "90%", None),
        ("annual", "fiscal/得分", "—", None),
    ]


def test_units_in_the_heads_of_an_execution_block():
    found = funding(
        "项目绩效自评表\n"
        "| 预算执行情况（10分） | 预算数（万元） | 执行数（万元） | 执行率 |\n"
        "| | 50 | 45 | 90% |"
    )
    assert found == [
        ("annual", "total/预算数", "50", "万元"),
        ("annual", "total/执行数", "45", "万元"),
        ("annual", "total/执行率", "90%", None),
    ]


def test_a_dash_in_the_execution_block_is_no_row_left_empty():
    (form,) = read_forms(
        draw_sheet(
            "项目支出绩效自评表\n"
            "| 项目资金（万元） | | 全年预算数 | 全年执行数 | 得分 |\n"
            "| | 年度资金总额 | 60 | 54 | — |" + TABLE
        )
    )
    assert form.skipped_rows == ()


def test_two_totals_that_follow_each_other_head_two_panels():
    rows = ["中期资金总额", "90", "年度资金总额", "30", "财政拨款", "60", "财政拨款", "20"]
    cells = [f"| {label} | {amount} |" for label, amount in zip(rows[::2], rows[1::2], strict=True)]
    found = funding("\n".join(["项目支出绩效目标表", "| 项目资金（万元） | |", *cells]))
    assert [(panel, item, raw) for panel, item, raw, _ in found] == [
        ("medium_term", "total", "90"),
        ("annual", "total", "30"),
        ("medium_term", "fiscal", "60"),
        ("annual", "fiscal", "20"),
    ]


def test_stacked_panels_keep_their_sources():
    rows = ["中期资金总额", "90", "财政拨款", "60", "年度资金总额", "30", "财政拨款", "20"]
    cells = [f"| {label} | {amount} |" for label, amount in zip(rows[::2], rows[1::2], strict=True)]
    found = funding("\n".join(["项目支出绩效目标表", "| 项目资金（万元） | |", *cells]))
    assert [panel for panel, *_ in found] == ["medium_term", "medium_term", "annual", "annual"]


def test_expenditure_of_projects_is_a_source_of_a_department():
    found = funding(
        "部门整体支出绩效自评表\n"
        "| 部门预算（万元） | 预算构成 | 全年预算数 | 执行数 |\n"
        "| | 基本支出 | 310 | 305 |\n| | 项目支出 | 480 | 470 |\n| | 合计 | 790 | 775 |"
    )
    items = [item for _, item, _, _ in found]
    assert items == [
        f"{source}/{column}"
        for source in ("基本支出", "项目支出", "total")
        for column in ("全年预算数", "执行数")
    ]
