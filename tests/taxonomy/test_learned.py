"""The shipped classifier, told the wordings of the taxonomy."""

from pathlib import Path

import pytest

from extractor.errors import WeightsMissingError
from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.learned import learned_classifier
from models.indicator_classifier.texts import IndicatorText

LOCAL = """
name: 垦区
concepts:
- id: QTY-KENQU-001
  name: 橡胶树割胶株数
  definition: 割胶作业的橡胶树株数。
  units: [株]
  direction: higher_better
  value_type: count
  domains: [农业]
"""


@pytest.fixture(scope="module")
def classifier():
    return learned_classifier(load_taxonomy())


@pytest.mark.parametrize(
    ("text", "concept"),
    [
        (IndicatorText("指标1：举办农技骨干轮训班", "数量指标", "≥4期"), "QTY-001"),
        (IndicatorText("护栏更换工程一次验收合格率", "质量指标", "100%"), "QLT-001"),
        (IndicatorText("游客总体满意度", "满意度指标", "≥90%"), "SAT-018"),
        (IndicatorText("机房专线租用费", "成本指标", "≤6万元"), "CST-015"),
    ],
)
def test_invented_indicators_are_understood(classifier, text, concept):
    (answer,) = classifier.classify([text])
    assert answer.concept == concept
    assert answer.confidence > 0.9


@pytest.mark.parametrize("text", ["赵钱孙", "人民路12号2单元", "三级指标", "", "¥1,234.50", "……"])
def test_what_is_no_indicator_is_abstained(classifier, text):
    (answer,) = classifier.classify([IndicatorText(text, "数量指标")])
    assert answer.concept is None


def test_the_value_and_the_label_decide_where_the_name_does_not(classifier):
    cost, count = classifier.classify(
        [
            IndicatorText("骨干业务培训", "成本指标", "≤2万元"),
            IndicatorText("骨干业务培训", "数量指标", "≥3次"),
        ]
    )
    assert cost.candidates[0][0].startswith("CST")
    assert count.candidates[0][0] == "QTY-001"


def test_concepts_of_a_local_file_are_found(tmp_path: Path):
    path = tmp_path / "local.yaml"
    path.write_text(LOCAL, encoding="utf-8")
    local = learned_classifier(load_taxonomy([path]))
    (answer,) = local.classify([IndicatorText("橡胶树割胶株数", "数量指标", "≥9000株")])
    assert answer.candidates[0][0] == "QTY-KENQU-001"


def test_missing_weights_say_so(tmp_path: Path):
    with pytest.raises(WeightsMissingError, match=tmp_path.name):
        learned_classifier(load_taxonomy(), tmp_path)
