"""Where a concept may be filed without remark, and when the value decides."""

import pytest

from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.filing import may_be_filed_under, value_overrules
from tests.validate.forms import record


@pytest.fixture(scope="module")
def taxonomy():
    return load_taxonomy()


@pytest.mark.parametrize(
    ("identity", "label", "fits"),
    [
        ("QTY-001", "数量指标", True),
        ("QTY-001", "产出数量指标", True),
        ("QTY-001", "时效指标", False),
        ("SAT-003", "质量指标", False),
        ("CST-001", "成本指标", True),
        ("CST-001", "经济成本指标", True),
        ("CST-001", "社会成本指标", False),
        ("QTY-032", "质量指标", True),  # named in its `also`
        ("CSO-001", "社会成本指标", True),
        ("CSO-001", "成本指标", True),  # the older scheme had no place for harm
        ("CEN-001", "生态效益指标", True),
        ("CEN-001", "社会效益指标", False),
        ("BSO-005", "可持续影响指标", True),  # any benefit may be claimed as lasting
        ("SUS-004", "经济效益指标", True),
        ("SUS-004", "生态效益指标", False),
        ("BEC-001", "社会、经济、生态效益指标", True),
        ("BEC-001", "社会成本指标", False),
        ("MGT-001", "数量指标", True),
        ("MGT-002", "数量指标", None),
        ("QTY-001", "具体指标", None),
        ("QTY-001", "", None),
    ],
)
def test_where_a_concept_may_be_filed(taxonomy, identity, label, fits):
    assert may_be_filed_under(taxonomy.concept(identity), label) is fits


@pytest.mark.parametrize(
    ("level2", "value", "overrules"),
    [
        ("时效指标", "年底前完成", True),
        ("时效指标", "2023年12月31日前", True),
        ("时效指标", "及时", True),
        ("时效指标", "≤5天", True),
        ("时效指标", "≥3次", False),
        ("成本指标", "≤2万元", True),
        ("经济成本指标", "2", True),
        ("成本指标", "≥3次", False),
        ("质量指标", "≥95%", False),
        ("数量指标", "≥3次", False),  # where it belongs, nothing is overruled
        ("具体指标", "≤2万元", False),
        ("", "≤2万元", False),
    ],
)
def test_the_value_decides_where_it_fits_the_group_and_the_words_do_not(
    taxonomy, level2, value, overrules
):
    head = "level1 | level2 | level3 | value"
    (row,) = record(f"{head}\n产出指标 | {level2} | 组织河长培训 | {value}").indicators

    assert value_overrules(taxonomy.concept("QTY-001"), row) is overrules


def test_a_count_under_quantity_overrules_a_concept_of_cost(taxonomy):
    table = "level1 | level2 | level3 | value\n产出指标 | 数量指标 | 采购巡河软件 | ≥19套"
    (row,) = record(table).indicators

    assert value_overrules(taxonomy.concept("CST-018"), row)
