"""Sums of money."""

import pytest

from extractor.record import Severity
from extractor.validate import check
from extractor.verbatim import FundingLine, Panel, Printed
from tests.validate.forms import ORDINARY, fields, funding, record, rows, tasks


def found(form):
    return {f.rule: f for f in check(form) if f.rule.startswith("money.")}


def test_parts_that_do_not_add_up_are_an_error_with_both_sums():
    finding = found(record(funding=funding("total 120, fiscal 100, other 18")))[
        "money.parts_do_not_add_up"
    ]
    assert finding.severity is Severity.ERROR
    assert "120万元" in finding.message
    assert "118万元" in finding.message
    assert [e.text for e in finding.evidence] == ["120", "100", "18"]


@pytest.mark.parametrize(
    "lines",
    [
        "total 20, fiscal 20, other 0",
        "total 20, fiscal 20",
        "total 20, fiscal 15, other 5",
        "total 20.001, fiscal 15, other 5",
        "total 20, fiscal 15, 中央 10, 省级 5, other 5",
        "total 20, 上年结转 4, fiscal 16",
        "total 20",
    ],
)
def test_sums_that_are_right_are_silent(lines):
    assert not found(record(funding=funding(lines)))


def test_incomplete_parts_are_asked_not_stated():
    finding = found(record(funding=funding("total 20, fiscal 15")))["money.parts_do_not_add_up"]
    assert finding.severity is Severity.WARNING
    assert finding.message.startswith("请核对")


def test_a_badly_read_amount_turns_the_error_into_a_question():
    lines = (
        *funding("total 120, fiscal 100"),
        FundingLine(Panel.ANNUAL, "other", None, Printed("18", confidence=0.4), "万元"),
    )
    finding = found(record(funding=lines))["money.parts_do_not_add_up"]
    assert finding.severity is Severity.WARNING
    assert finding.message.endswith("？")


def test_yuan_taken_for_wan_is_named():
    lines = (*funding("total 200000"), *funding("fiscal 20", unit="万元"))
    assert "money.unit_conflict" in found(record(funding=lines))


def test_one_source_above_the_total():
    assert "money.part_exceeds_total" in found(record(funding=funding("total 10, fiscal 12")))


def test_unreadable_amount_is_asked():
    assert "money.unreadable_amount" in found(record(funding=funding("total 中央5省级5")))
    assert not found(record(funding=funding("total /")))


COSTS = """
level1 | level2 | level3 | value
产出指标 | 数量指标 | 聘用协管员 | {people}
产出指标 | 成本指标 | 线路租赁 | {first}
产出指标 | 成本指标 | 设备维护 | {second}
效益指标 | 社会效益指标 | 道路畅通率 | ≥95%
满意度指标 | 服务对象满意度指标 | 群众满意度 | ≥90%
"""


def costs(first, second, total="68", people="9人"):
    table = COSTS.format(first=first, second=second, people=people)
    return found(record(table, funding=funding(f"total {total}")))


def test_costs_above_the_budget():
    finding = costs("≤60万元", "≤40万")["money.costs_exceed_budget"]
    assert finding.severity is Severity.WARNING
    assert "100万元" in finding.message
    assert "32万元" in finding.message


def test_costs_below_the_budget_are_only_mentioned():
    assert costs("57.6万元", "7万元")["money.costs_below_budget"].severity is Severity.INFO


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("60万元", "8万元"),
        ("680000元", "4元/次"),
        ("总成本≤68万元", "≤60万元"),
        ("合理", "≤60万元"),
    ],
)
def test_costs_that_fit_are_silent(first, second):
    assert "money.costs_exceed_budget" not in costs(first, second)


def test_price_times_quantity():
    over = costs("4.7万元/人、年", "", total="42.2")["money.price_times_quantity"]
    assert "42.3万元" in over.message
    assert "money.price_times_quantity" not in costs("4.7万元/人、年", "", total="42.3")
    assert "money.price_times_quantity" not in costs("≤2000元/人/月", "", total="21.6")
    assert "money.price_times_quantity" in costs("≤2000元/人/月", "", total="21.5")


def test_medium_term_against_annual_times_years():
    both = (*rows(ORDINARY), *rows(ORDINARY, Panel.MEDIUM_TERM))
    lines = (*funding("total 20"), *funding("total 50", Panel.MEDIUM_TERM))
    form = record(both, funding=lines, fields=fields(project_period="2022-2024"))
    assert "×3=60万元" in found(form)["money.medium_term_not_annual_times_years"].message
    less = (*funding("total 20"), *funding("total 19", Panel.MEDIUM_TERM))
    assert "money.medium_term_below_annual" in found(record(both, funding=less))


TASKS = """
一、公路养护 | 417.29 | 417.29 |
二、桥梁检测 | 20 | 12 | 8
金额合计 | {total} | {total} |
"""


def test_task_list():
    assert not found(record(tasks=tasks(TASKS.format(total="437.29"))))
    wrong = found(record(tasks=tasks(TASKS.format(total="438.29"))))["money.task_total"]
    assert "437.29万元" in wrong.message
    parts = tasks("一、公路养护 | 30 | 20 | 5")
    assert "money.task_parts_do_not_add_up" in found(record(tasks=parts))
