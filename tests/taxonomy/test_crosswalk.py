"""Homes in both schemes, and where a concept may be filed without remark."""

import pytest

from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.crosswalk import Change, cross, may_be_filed_under


@pytest.fixture(scope="module")
def taxonomy():
    return load_taxonomy()


@pytest.mark.parametrize(
    ("identity", "old", "new", "change"),
    [
        ("QTY-001", "产出指标/数量指标", "产出指标/数量指标", Change.SAME),
        ("CST-001", "产出指标/成本指标", "成本指标/经济成本指标", Change.MOVED),
        ("CSO-001", None, "成本指标/社会成本指标", Change.ADDED),
        ("SUS-004", "效益指标/可持续影响指标", "效益指标/经济效益指标", Change.FOLDED),
        ("MGT-001", None, None, Change.OUTSIDE),
    ],
)
def test_each_kind_of_change_between_the_schemes(taxonomy, identity, old, new, change):
    crossing = cross(taxonomy.concept(identity))

    assert (crossing.home_2015 and crossing.home_2015.path) == old
    assert (crossing.home_2021 and crossing.home_2021.path) == new
    assert crossing.change is change


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
