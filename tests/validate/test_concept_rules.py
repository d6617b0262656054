"""Findings about indicators whose concept is known."""

import pytest

from extractor.record import Severity
from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.matcher import Matcher
from extractor.validate import check
from extractor.validate.concepts import RULES
from extractor.verbatim import IndicatorRow, Panel, Printed
from tests.taxonomy.stub_classifier import StubClassifier
from tests.validate.forms import record

HEAD = "level1 | level2 | level3 | value\n"
IDS = {rule.id for rule in RULES}


def findings(line, concept, confidence=0.95):
    """Those about concepts, of a form with one line whose name means a concept."""
    given = line if isinstance(line, tuple) else HEAD + line
    name = line[0].level3.text if isinstance(line, tuple) else line.split("|")[2].strip()
    stub = StubClassifier({name: (concept, confidence)})
    matcher = Matcher(stub, load_taxonomy(), "stub")
    found = check(matcher.match(record(given)), taxonomy=matcher.taxonomy)
    return [finding for finding in found if finding.rule in IDS]


def test_an_indicator_under_another_group_than_its_concept():
    (found,) = findings("产出指标 | 质量指标 | 村民对工程的评价 | ≥95%", "SAT-015")

    assert (found.rule, found.severity) == ("concept.filed_elsewhere", Severity.WARNING)
    assert "填在质量指标，按含义（受益居民满意度）一般属于服务对象满意度指标" in found.message
    assert [evidence.text for evidence in found.evidence] == ["质量指标", "村民对工程的评价"]


def test_the_home_is_named_in_the_words_of_the_scheme_of_the_form():
    old = "产出指标 | 成本指标 | 巡查经费 | ≤20万元\n产出指标 | 时效指标 | 船舶租金 | ≤8万元"
    new = old.replace("产出指标 | 成本指标", "成本指标 | 经济成本指标")
    stub = StubClassifier({"船舶租金": ("CST-020", 0.95)})
    matcher = Matcher(stub, load_taxonomy(), "stub")

    for table, home in ((old, "属于成本指标"), (new, "属于经济成本指标")):
        found = check(matcher.match(record(HEAD + table)), taxonomy=matcher.taxonomy)
        (message,) = [f.message for f in found if f.rule == "concept.filed_elsewhere"]
        assert home in message


@pytest.mark.parametrize(
    ("line", "concept"),
    [
        ("产出指标 | 数量指标 | 河道巡查次数 | ≥24次", "QTY-057"),
        ("产出指标 | 数量指标 | 居民参加医保的比例 | ≥95%", "QTY-032"),
        ("效益指标 | 可持续影响指标 | 返贫的比例 | ≤1%", "BSO-005"),
        ("产出指标 | 成本指标 | 施工占道的天数 | ≤5天", "CSO-002"),
        ("产出指标 | 其他指标 | 河道巡查次数 | ≥24次", "QTY-057"),
        ("产出指标 | 数量指标 | 名称不明的事项 | ≥24次", None),
        # the value makes it a matter of time, or of cost
        ("产出指标 | 时效指标 | 组织河长培训3次 | 年底前完成", "QTY-001"),
        ("产出指标 | 成本指标 | 组织河长培训 | ≤2万元", "QTY-001"),
        ("产出指标 | 成本指标 | 提升各项服务 | 20", "BSO-002"),
    ],
)
def test_a_fitting_or_unknown_home_is_no_finding(line, concept):
    assert findings(line, concept) == []


def test_a_concept_too_general_to_be_graded():
    (found,) = findings("效益指标 | 社会效益指标 | 提升各项服务 | 提升", "BSO-002")

    assert (found.rule, found.severity) == ("concept.vague", Severity.INFO)
    assert "年度有1项指标含义笼统" in found.message


@pytest.mark.parametrize(
    ("line", "concept", "words"),
    [
        ("产出指标 | 质量指标 | 设备停机比例 | ≥5%", "QLT-009", "越低越好"),
        ("产出指标 | 时效指标 | 抢修人员到场 | ≥30分钟", "TIM-009", "越低越好"),
        ("产出指标 | 质量指标 | 竣工验收情况 | ≤95%", "QLT-001", "越高越好"),
        ("产出指标 | 成本指标 | 每套采购价格标准 | ≥300元", "CST-006", "一般应为上限"),
    ],
)
def test_a_sign_against_the_concept(line, concept, words):
    (found,) = findings(line, concept)

    assert (found.rule, found.severity) == ("concept.direction_conflict", Severity.WARNING)
    assert words in found.message


@pytest.mark.parametrize(
    ("line", "concept"),
    [
        ("产出指标 | 质量指标 | 设备停机比例 | ≤5%", "QLT-009"),
        ("产出指标 | 质量指标 | 设备停机比例 | ≥0%", "QLT-009"),
        ("成本指标 | 生态环境成本指标 | 施工扬尘达标率 | ≥95%", "CEN-001"),
        ("产出指标 | 数量指标 | 召开会议 | ≤10次", "QTY-001"),
        ("产出指标 | 成本指标 | 每人补助标准 | ≥300元", "CST-007"),
        # told by its name already: direction.cost_at_least
        ("产出指标 | 成本指标 | 每套价格 | ≥300元", "CST-006"),
    ],
)
def test_a_sign_with_the_concept_or_told_already_is_no_finding(line, concept):
    assert findings(line, concept) == []


@pytest.mark.parametrize(
    ("line", "concept", "usual"),
    [
        ("产出指标 | 数量指标 | 参加学习的村民 | ≥30万元", "QTY-002", "一般以人次、人计"),
        ("产出指标 | 质量指标 | 竣工验收情况 | ≥12个", "QLT-001", "一般以%计"),
        ("产出指标 | 成本指标 | 房屋租用 | ≤12%", "CST-020", "一般以万元/年计"),
    ],
)
def test_a_unit_of_another_kind_than_the_concept_has(line, concept, usual):
    (found,) = findings(line, concept)

    assert (found.rule, found.severity) == ("concept.unit_conflict", Severity.WARNING)
    assert usual in found.message


@pytest.mark.parametrize(
    ("line", "concept"),
    [
        ("产出指标 | 数量指标 | 建设内容 | ≥300平方米", "QTY-022"),  # counted or sized
        ("效益指标 | 社会效益指标 | 方便群众 | ≥95%", "BSO-004"),  # a wording has no unit
        ("产出指标 | 数量指标 | 参加学习的村民 | ≥30", "QTY-002"),
        ("产出指标 | 成本指标 | 巡河伙食标准 | 60人/天", "CST-013"),  # a price without 元
    ],
)
def test_a_unit_of_the_same_kind_is_no_finding(line, concept):
    assert findings(line, concept) == []


def test_an_unsure_concept_or_a_level_that_was_inferred_makes_it_a_question():
    line = "产出指标 | 质量指标 | 村民对工程的评价 | ≥95%"
    row = IndicatorRow(
        Panel.ANNUAL,
        Printed("产出指标"),
        Printed("质量指标"),
        Printed("村民对工程的评价"),
        Printed("≥95%"),
        inferred=("level2",),
    )

    for found in (findings(line, "SAT-015", 0.6), findings((row,), "SAT-015")):
        assert found[0].severity is Severity.INFO
        assert found[0].message.startswith("请核对")
