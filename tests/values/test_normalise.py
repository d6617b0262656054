"""Verbatim forms to records: split values, money units, year, scheme."""

from decimal import Decimal

import pytest

from extractor.record import Scheme, ValueFlag, ValueKind
from extractor.values.normalise import normal_value, normalise
from extractor.values.scheme import detect_scheme
from extractor.verbatim import Form, FormType, FundingLine, IndicatorRow, Panel, Printed


def printed(text):
    return None if text is None else Printed(text)


def row(**cells):
    parts = {
        "level1": "产出指标",
        "level2": "数量指标",
        "level3": "巡查次数",
        "value": "12",
    } | cells
    return IndicatorRow(Panel.ANNUAL, **{key: printed(text) for key, text in parts.items()})


@pytest.mark.parametrize(
    ("operator", "value", "unit", "expected"),
    [
        ("≥", "95", "%", (">=", "95", "%")),
        ("＝", "11", "个", ("=", "11", "个")),
        ("小于等于", "400", "元/人", ("<=", "400", "元/人")),
        (None, "470", "人/天", ("=", "470", "人/天")),
        ("≥", "≥95%", "%", (">=", "95", "%")),
        ("定性", "3", "次", ("=", "3", "次")),
        ("≥", "20", "/", (">=", "20", None)),
    ],
)
def test_split_values_are_one_value(operator, value, unit, expected):
    normal = normal_value(row(value=value, operator=operator, unit=unit))
    assert (normal.operator, normal.numbers[0], normal.unit) == expected


def test_qualitative_by_its_sign_column():
    normal = normal_value(row(value="高中低", operator="定性"))
    assert normal.kind is ValueKind.QUALITATIVE
    assert normal_value(row(value="优", operator="定性", unit="级")).numbers == ()


def form(**changes):
    parts = {
        "form_type": FormType.PROJECT_TARGET,
        "title": Printed("项目支出绩效目标表（2023年度）"),
        "year": None,
    }
    return Form(**{**parts, **changes})


def test_a_missing_money_unit_follows_the_form_and_is_said():
    lines = (
        FundingLine(Panel.ANNUAL, "total", None, Printed("12.5"), "元"),
        FundingLine(Panel.ANNUAL, "fiscal", None, Printed("12.5"), None),
        FundingLine(Panel.ANNUAL, "fiscal/执行率", None, Printed("98.5%"), None),
        FundingLine(Panel.ANNUAL, "other", None, Printed("/"), "万元"),
    )
    total, fiscal, rate, other = normalise(form(funding=lines)).funding
    assert total.amount_yuan == fiscal.amount_yuan == Decimal("12.5")
    assert (total.unit_inferred, fiscal.unit_inferred) == (False, True)
    assert rate.amount_yuan is None
    assert other.amount_yuan is None


def test_year_comes_from_its_cell_or_the_title():
    assert normalise(form()).year == 2023
    assert normalise(form(year=Printed("2024年"))).year == 2024
    assert normalise(form(title=None)).year is None


def test_record_keeps_rows_and_flags():
    record = normalise(form(indicators=(row(level3="合格率", value="≥85"),)))
    assert record.indicators[0].row.value == Printed("≥85")
    assert ValueFlag.UNIT_INFERRED in record.indicators[0].normalized.flags
    assert record.findings == ()


@pytest.mark.parametrize(
    ("levels", "scheme"),
    [
        ([("产出指标", "成本指标")], Scheme.Y2015),
        ([("成本指标", "经济成本指标"), ("成本指标", "社会成本指标")], Scheme.Y2021),
        ([("成本指标", "成本指标")], Scheme.Y2021),
        ([("产出指标", "经济成本指标")], Scheme.MIXED),
        ([("产出指标", "成本指标"), ("成本指标", "生态环境成本指标")], Scheme.MIXED),
        ([("产出指标", "数量指标"), ("效益指标", "社会效益指标")], None),
    ],
)
def test_scheme_by_where_cost_sits(levels, scheme):
    assert detect_scheme([row(level1=a, level2=b) for a, b in levels]) is scheme
