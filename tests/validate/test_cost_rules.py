"""Costs against the budget, drawn as forms."""

from extractor.form import read_forms
from extractor.grid import Layout
from extractor.validate import check
from extractor.values import normalise
from tests.form.drawing import draw_sheet


def test_a_cost_of_each_is_not_added_up():
    text = (
        "项目支出绩效目标表\n| 项目资金（万元） | 年度资金总额 | 420 | |\n"
        "| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n| 产出指标 | 成本指标 | 每生每天补助标准 | 5元 |"
    )
    (form,) = read_forms(draw_sheet(text, Layout.FLATTENED))
    assert not [f for f in check(normalise(form)) if f.rule.startswith("money.costs")]
