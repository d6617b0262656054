"""Structure, weights, direction, values, consistency, dates."""

import pytest

from extractor.record import Severity
from extractor.validate import RULES, Profile, check, check_forms
from extractor.validate.listing import findings_document
from extractor.verbatim import IndicatorRow, Panel, Printed
from tests.validate.forms import ORDINARY, fields, funding, goal, record, rows


def rules(form, profile=None):
    return {f.rule: f for f in (check(form, profile) if profile else check(form))}


def test_an_ordinary_form_has_no_finding():
    form = record(
        funding=funding("total 20, fiscal 20, other 0"),
        fields=fields(project_period="2023-2023", project_attribute="□一次性 ☑经常性"),
        goals=(goal("保障河道安全，河道巡查次数24次，沿岸居民满意度90%以上。"),),
    )
    assert check(form) == ()


def test_missing_branches():
    form = record(
        """
        level1 | level2 | level3 | value
        产出指标 | 数量指标 | 巡查次数 | ≥24次
        产出指标 | 质量指标 | 监测合格率 | ≥95%
        """
    )
    got = rules(form)
    assert got["structure.missing_benefit"].severity is Severity.ERROR
    assert got["structure.missing_satisfaction"].severity is Severity.WARNING
    assert "structure.missing_output" not in got
    assert "structure.no_indicators" in rules(record(()))


def test_cost_is_expected_where_cost_is_level_1():
    table = ORDINARY.replace("产出指标 | 成本指标", "成本指标 | 经济成本指标")
    both = (*rows(table), *rows(table, Panel.MEDIUM_TERM))
    form = record(tuple(r for r in both if r.panel is Panel.ANNUAL or "经费" not in r.level3.text))
    assert "structure.missing_cost" in rules(form)


def test_rows_without_name_or_value():
    table = """
    level1 | level2 | level3 | value
    产出指标 | 数量指标 | | ≥24次
    产出指标 | 质量指标 | 监测合格率 |
    效益指标 | 经济效益指标 | | 本指标不适用
    """
    got = rules(record(table, skipped_rows=(Printed("指标2:"), Printed("……"))))
    assert got["structure.level2_without_level3"].severity is Severity.ERROR
    assert "监测合格率" in got["structure.value_missing"].message
    assert got["structure.not_applicable_stated"].severity is Severity.INFO
    assert "1个未填写" in got["structure.empty_row_kept"].message


def test_a_form_without_a_level_3_column_lacks_no_names():
    table = """
    level1 | level2 | level3 | value
    履职效能 | 普法宣传 | | ≥30场
    社会效应 | 矛盾化解率 | | ≥95%
    """
    assert "structure.level2_without_level3" not in rules(record(table))


def test_a_row_of_dashes_is_called_by_its_level_2():
    table = """
    level1 | level2 | level3 | value
    产出指标 | 数量指标 | 巡查次数 | ≥24次
    效益指标 | 经济效益指标 | / | /
    """
    assert "“经济效益指标”" in rules(record(table))["structure.not_applicable_stated"].message


WEIGHTED = """
level1 | level2 | level3 | value | weight
产出指标 | 数量指标 | 巡查次数 | ≥24次 | {first}
产出指标 | 质量指标 | 监测合格率 | ≥95% | 20
成本指标 | 经济成本指标 | 巡查经费 | ≤20万元 | 20
效益指标 | 社会效益指标 | 受益人口 | ≥300人 | 20
满意度指标 | 服务对象满意度指标 | 居民满意度 | ≥90% | 10
"""


@pytest.mark.parametrize(("first", "wrong"), [("20", False), ("30", False), ("14", True)])
def test_total_of_weights(first, wrong):
    got = rules(record(WEIGHTED.format(first=first)))
    assert ("weights.total" in got) == wrong
    if wrong:
        assert "84分" in got["weights.total"].message
        assert got["weights.total"].severity is Severity.ERROR


def test_a_missing_weight_makes_the_total_a_question():
    got = rules(record(WEIGHTED.format(first="")))
    assert "巡查次数" in got["weights.missing"].message
    assert got["weights.total"].message.startswith("请核对")


def test_level_1_totals_follow_the_profile():
    from decimal import Decimal

    profile = Profile(level1_totals=(("产出指标", Decimal(50)), ("效益指标", Decimal(20))))
    got = rules(record(WEIGHTED.format(first="20")), profile)
    assert "40分" in got["weights.level1_total"].message
    stated = WEIGHTED.format(first="20").replace("产出指标", "产出指标(50分)")
    assert "weights.level1_stated" in rules(record(stated))


def test_one_heavy_indicator():
    table = "level1 | level2 | level3 | value | weight\n" + "\n".join(
        f"产出指标 | 数量指标 | {name} | ≥3次 | {weight}"
        for name, weight in [("巡查", 30), ("培训", 5), ("宣传", 5), ("演练", 5)]
    )
    assert "“巡查”权重30分" in rules(record(table))["weights.one_indicator_too_heavy"].message


@pytest.mark.parametrize(
    ("level2", "name", "value", "rule"),
    [
        ("成本指标", "泵站运行成本", "≥240万元", "direction.cost_at_least"),
        ("数量指标", "办公大楼用水量", "≥2600方", "direction.harm_at_least"),
        ("质量指标", "逾期发放率", ">=100%", "direction.harm_at_least"),
        ("满意度指标", "学生满意度", "≤90%", "direction.benefit_at_most"),
        ("成本指标", "生活补助标准", "≥530元/人·月", None),
        ("成本指标", "成本节约率", "≥5%", None),
        ("质量指标", "投诉办结率", "≥95%", None),
        ("质量指标", "安全事故数", "≤2起", None),
        ("社会效益指标", "事故发生率下降", "≥5%", None),
        ("成本指标", "培训费", "≤4万元", None),
    ],
)
def test_direction_of_signs(level2, name, value, rule):
    table = f"level1 | level2 | level3 | value\n产出指标 | {level2} | {name} | {value}"
    got = [r for r in rules(record(table)) if r.startswith("direction.")]
    assert got == ([rule] if rule else [])


def test_direction_column():
    table = """
    level2 | level3 | operator | value | unit | direction
    数量指标 | 结余规模 | ≤ | 5 | 个 | 正向指标
    数量指标 | 巡查规模 | ≥ | 5 | 个 | 正向指标
    """
    got = rules(record(table))["direction.declared_conflict"]
    assert "结余规模" in got.message
    assert [e.text for e in got.evidence] == ["结余规模", "≤", "5", "正向指标"]


@pytest.mark.parametrize(
    ("level2", "name", "value", "rule"),
    [
        ("质量指标", "教学水平", "提高", "value.vague"),
        ("生态效益指标", "绿化", "达到最优", "value.vague_benefit"),
        ("质量指标", "管网漏损率", "≤120%", None),
        ("质量指标", "设备完好率", "≥120%", "value.percent_out_of_range"),
        ("经济效益指标", "产值增长率", "≥120%", None),
        ("数量指标", "警车维护", "≥15", "value.unit_missing"),
        ("数量指标", "维护车辆数量", "≥15", None),
        ("满意度指标", "乘客满意度", "95%", "value.operator_missing"),
        ("质量指标", "验收合格率", "100%", None),
        ("数量指标", "新建校舍面积", "平方米", "value.placeholder"),
        ("时效指标", "经费拨付", "每季度结束后的,", "value.truncated"),
        ("数量指标", "播发稿件", "扁2200篇", "value.ocr_suspect"),
        ("时效指标", "工程进度", "及时", "value.time_without_limit"),
        ("时效指标", "工程进度", "按月", None),
        ("时效指标", "发放及时率", "100%", None),
        ("时效指标", "服务周期", "2023.07-2024.01", None),
        ("数量指标", "安全培训3次", "≥5次", "value.name_contradicts"),
        ("数量指标", "安全培训3次", "≥3次", None),
        ("数量指标", "65岁以上老人体检", "≥500人", None),
        ("数量指标", "新建道路1条", "2km", None),
        ("社会效益指标", "办学条件", "有校医", None),
    ],
)
def test_single_values(level2, name, value, rule):
    level1 = "效益指标" if "效益" in level2 else "产出指标"
    table = f"level1 | level2 | level3 | value\n{level1} | {level2} | {name} | {value}"
    got = [r for r in rules(record(table)) if r.startswith("value.")]
    assert got == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("name", "value", "last", "rule"),
    [
        ("宣传次数", "≥6次", "17次", "value.below_last_year"),
        ("覆盖率", "≥95%", "100%", "value.below_last_year"),
        ("覆盖率", "≥98%", "100%", None),
        ("服务人数", "≥48.1万人", "481000人", None),
        ("每度电成本", "≤0.55元/度", "0.45元/度", "value.ceiling_above_last_year"),
        ("宣传成本", "≤5万元", "无", None),
    ],
)
def test_against_last_year(name, value, last, rule):
    level2 = "成本指标" if "成本" in name else "数量指标"
    table = f"level2 | level3 | value | last_year_value\n{level2} | {name} | {value} | {last}"
    got = [r for r in rules(record(table)) if "last_year" in r]
    assert got == ([rule] if rule else [])


def test_inferred_cells_make_a_question():
    row = IndicatorRow(
        Panel.ANNUAL,
        Printed("产出指标"),
        Printed("时效指标"),
        Printed("检测准确性"),
        Printed("提高"),
        inferred=("level2",),
    )
    got = rules(record((row,)))["value.time_without_limit"]
    assert got.severity is Severity.INFO
    assert got.message.startswith("请核对")


def test_goal_numbers_against_values():
    table = (
        "level2 | level3 | value\n数量指标 | 服务人数 | >=48.10万人\n数量指标 | 巡查里程 | ≥300公里"
    )
    right = record(table, goals=(goal("服务人数48.10万人，巡查里程300公里。"),))
    wrong = record(table, goals=(goal("服务人数48.10万人，巡查里程达到350公里。"),))
    assert "consistency.goal_number_differs" not in rules(right)
    assert "350公里" in rules(wrong)["consistency.goal_number_differs"].message


def test_medium_term_against_annual():
    head = "level2 | level3 | value\n"
    medium = rows(
        head + "质量指标 | 2.考试通过率 | ≥90%\n数量指标 | 安全检查 | ≥2次/年", Panel.MEDIUM_TERM
    )
    annual = rows(head + "质量指标 | 3、考试通过率 | ≥80%\n数量指标 | 安全检查 | ≥3次")
    got = rules(record((*medium, *annual)))
    assert "考试通过率" in got["consistency.panels_differ"].message
    assert "≥3次" in got["consistency.annual_above_medium_term"].message
    counts = rows(head + "数量指标 | 安全检查 | ≥6次", Panel.MEDIUM_TERM)
    third = rows(head + "数量指标 | 安全检查 | ≥2次")
    assert not [r for r in rules(record((*counts, *third))) if r.startswith("consistency")]


def test_duplicates_inside_a_form():
    head = "level2 | level3 | value\n"
    twice = head + "数量指标 | 1.巡查次数 | ≥6次\n数量指标 | 2.巡查次数 | ≥8次"
    assert "重复出现2次" in rules(record(twice))["consistency.duplicate_indicator"].message
    by_unit = head + "数量指标 | 参加培训 | ≥600人\n数量指标 | 参加培训 | ≥95%"
    by_home = head + "质量指标 | 聘用教师 | 考核合格\n时效指标 | 聘用教师 | 年底前"
    for table in (by_unit, by_home):
        assert "consistency.duplicate_indicator" not in rules(record(table))


def test_goals_and_lists_shared_by_projects():
    text = "保障中心日常工作正常运转，提升服务水平"
    forms = [
        record(goals=(goal(text),), fields=fields(project_name=name)) for name in ("水费", "电费")
    ]
    got = {f.rule: f for f in check_forms(forms)}
    assert set(got) == {
        "consistency.goal_same_in_forms",
        "consistency.indicators_same_in_forms",
    }
    assert "“水费”、“电费”" in got["consistency.goal_same_in_forms"].message
    assert check_forms(forms[:1]) == ()


@pytest.mark.parametrize(
    ("period", "value", "rule"),
    [
        ("2024-2022", "年底前", "dates.start_after_end"),
        ("2023-2023", "2024年6月底前", "dates.outside_period"),
        ("2023.07-2024.01", "2023年12月31日前", None),
        ("长期", "2022年12月31日前", "dates.not_in_form_year"),
        ("长期", "2023年12月31日前", None),
        ("2023年", "2023年2月30日前", "dates.no_such_day"),
        ("20××年—20××年", "年底前", "dates.year_not_filled"),
    ],
)
def test_dates(period, value, rule):
    table = f"level2 | level3 | value\n时效指标 | 工程完工时间 | {value}"
    form = record(table, fields=fields(project_period=period))
    got = [r for r in rules(form) if r.startswith("dates.")]
    assert got == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("attribute", "fires"),
    [
        ("新增一次性项目", True),
        ("☑一次性 □经常性", True),
        ("□一次性 ☑经常性", False),
        ("一次性□ 常年√", False),
        ("延续项目", False),
    ],
)
def test_a_one_off_project_has_no_lasting_effect(attribute, fires):
    table = "level1 | level2 | level3 | value\n效益指标 | 可持续影响指标 | 政策作用年限 | 长期"
    form = record(table, fields=fields(project_attribute=attribute))
    assert ("dates.one_off_with_lasting_effect" in rules(form)) == fires


def test_rule_ids_are_unique_and_dotted():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids))
    assert all(id_ == id_.lower() and id_.count(".") == 1 for id_ in ids)


def test_docs_list_every_rule():
    from pathlib import Path

    page = Path(__file__).resolve().parents[2] / "docs" / "findings.md"
    assert page.read_text(encoding="utf-8") == findings_document(RULES)
