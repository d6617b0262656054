"""Homes in both schemes and what changed between them."""

import pytest

from extractor.taxonomy import load_taxonomy
from extractor.taxonomy.crosswalk import Change, cross


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
