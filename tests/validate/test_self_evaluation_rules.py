"""Self-evaluations: execution, scores, actual values."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.record import Severity
from extractor.validate import check
from extractor.verbatim import FormType, IndicatorRow, Panel, Printed
from tests.validate.forms import funding, record, total_score

HEAD = "level1 | level2 | level3 | value | actual_value | weight | score | deviation\n"


def found(table, **parts):
    form = record(HEAD + table, form_type=FormType.SELF_EVALUATION, **parts)
    return {f.rule: f for f in check(form) if f.rule.startswith("evaluation.")}


@pytest.mark.parametrize(
    ("rate", "wrong"),
    [("94.64%", False), ("94.63%", False), ("95%", False), ("0.9464", False), ("100.00%", True)],
)
def test_execution_rate(rate, wrong):
    lines = funding(f"total/全年预算数(A) 251.89, total/全年执行数(B) 238.38, total/执行率 {rate}")
    got = found("产出指标 | 数量指标 | 巡查 | ≥2次 | 2次 | 10 | 10 |", funding=lines)
    assert ("evaluation.execution_rate" in got) == wrong
    if wrong:
        assert "94.64%" in got["evaluation.execution_rate"].message
        assert got["evaluation.execution_rate"].severity is Severity.ERROR


def test_columns_are_summed_apart():
    lines = funding(
        "total/年初预算数 30, total/全年预算数 40, fiscal/年初预算数 30, fiscal/全年预算数 40,"
        "total/全年执行数 41, fiscal/全年执行数 41"
    )
    form = record(funding=lines, form_type=FormType.SELF_EVALUATION)
    got = [f.rule for f in check(form) if f.rule.startswith(("money.parts", "evaluation."))]
    assert got == ["evaluation.spent_above_budget"] * 2


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("数量指标 | 救助人数 | >=4754人 | 4604人 | 5 | 5 |", "evaluation.unmet_full_score"),
        (
            "成本指标 | 救助标准上限 | <=5300元/户 | 5830元/户 | 10 | 10 |",
            "evaluation.unmet_full_score",
        ),
        ("数量指标 | 救助人数 | >=4754人 | 4754人 | 5 | 5 |", None),
        ("数量指标 | 救助人数 | >=4.7万人 | 47000人 | 5 | 5 |", None),
        ("数量指标 | 救助人数 | >=4754人 | 4604人 | 5 | 4 |", None),
        ("数量指标 | 救助人数 | >=100人 | 100人 | 5 | 4 |", "evaluation.met_not_full_score"),
        ("数量指标 | 救助人数 | >=100人 | 100人 | 5 | 6 |", "evaluation.score_above_weight"),
        ("数量指标 | 道路里程 | ≥266米 | ≥266米 | 5 | 5 |", "evaluation.actual_has_operator"),
        ("数量指标 | 道路里程 | ≥266米 | 完成 | 5 | 5 |", "evaluation.actual_not_a_number"),
        ("数量指标 | 监管企业 | ≥124家 | 253家 | 5 | 5 |", "evaluation.actual_far_above_target"),
        ("成本指标 | 培训成本 | 400元/人、天 | 180元/人、天 | 5 | 5 |", None),
        ("质量指标 | 预算调整率 | 3% | 0% | 2 | 2 |", None),
        ("质量指标 | 验收合格率 | 100% | 97% | 2 | 2 |", "evaluation.unmet_full_score"),
        ("时效指标 | 办结时限 | 7日内 | 5日 | 2 | 2 |", None),
    ],
)
def test_actual_against_target(row, rule):
    assert list(found(f"产出指标 | {row}")) == ([rule] if rule else [])


def test_proportional_scores_where_the_rule_says_so():
    table = (
        HEAD.replace("deviation", "scoring_rule")
        + "产出指标 | 数量指标 | 巡查 | ≥10次 | 5次 | 20 | 18 | 按照完成比例赋分"
    )
    got = {f.rule: f for f in check(record(table, form_type=FormType.SELF_EVALUATION))}
    assert "应得约10分" in got["evaluation.score_not_proportional"].message


def test_deviation_is_asked_for_where_the_form_has_the_column():
    table = "产出指标 | 数量指标 | 巡查 | ≥10次 | 5次 | 20 | 10 |{}"
    reason = (Printed("偏差原因分析及改进措施"),)
    assert "evaluation.deviation_missing" in found(table.format(""), labels=reason)
    assert "evaluation.deviation_missing" not in found(table.format(" 汛期停工"), labels=reason)
    assert "evaluation.deviation_missing" not in found(table.format(""))


def test_missing_actuals_are_one_finding():
    table = (
        "产出指标 | 数量指标 | 巡查 | ≥10次 | 12次 | 20 | 20 |\n"
        "产出指标 | 数量指标 | 培训 | ≥10次 | | 20 | |"
    )
    assert "“培训”" in found(table)["evaluation.actual_missing"].message


@pytest.mark.parametrize(("printed", "wrong"), [("40", False), ("50", False), ("97.6", True)])
def test_total_score(printed, wrong):
    table = (
        "产出指标 | 数量指标 | 巡查 | ≥10次 | 12次 | 20 | 20 |\n"
        "效益指标 | 社会效益指标 | 受益户 | ≥10户 | 12户 | 20 | 20 |"
    )
    got = found(table, other_fields=(total_score(printed),))
    assert ("evaluation.total" in got) == wrong


def test_target_forms_are_left_alone():
    assert not [f for f in check(record()) if f.rule.startswith("evaluation.")]


CELL = st.one_of(
    st.none(),
    st.text("0123456789.≥≤%万元人次年月日前无/提高（）OX×*：率", max_size=12).map(Printed),
)


@given(st.data())
def test_checks_never_raise(data):
    keys = ("level1", "level2", "level3", "value", "last_year_value", "weight", "actual_value")
    row = IndicatorRow(
        data.draw(st.sampled_from(Panel)),
        **{key: data.draw(CELL) for key in (*keys, "score", "operator", "unit", "direction")},
    )
    lines = funding("total 5, fiscal 5") + tuple(
        replace(line, raw=data.draw(CELL) or Printed("")) for line in funding("other 0, total 3")
    )
    for finding in check(record((row, row), funding=lines)):
        assert finding.message
        assert "{" not in finding.message


def test_monitoring_during_the_year_is_not_measured_against_its_end():
    table = "产出指标 | 数量指标 | 巡查 | 12次 | 6次 | 10 | |"
    reasons = (Printed("偏差原因"),)
    monitored = found(table, title=Printed("项目绩效运行监控表"), labels=reasons)
    assert "evaluation.deviation_missing" in found(table, labels=reasons)
    assert "evaluation.deviation_missing" not in monitored
