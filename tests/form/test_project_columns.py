"""Wide tables: the project stands beside its indicators."""

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from extractor.verbatim import FieldKey
from tests.form.drawing import draw_sheet, tree


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
def test_fields_money_and_goal_stand_in_columns(layout):
    same = "^" if layout is Layout.EXACT else ""
    (form,) = read_forms(
        draw_sheet(
            "项目支出绩效目标表\n"
            "| 单位名称 | 项目名称 | 预算数（万元） | 项目绩效目标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
            "| 青禾水务局 | 泵站改造 | 30 | 年内建成两座泵站，保障灌溉用水。 | 产出指标 | 数量指标 | 泵站 | 2座 |\n"
            f"| {same} | {same} | {same} | {same} | {same} | 质量指标 | 合格率 | 100% |\n"
            "| 青禾水务局 | 水渠清淤 | 5.5 | 清理淤积渠道，保证行水通畅。 | 产出指标 | 数量指标 | 水渠 | 9公里 |\n",
            layout,
        )
    )
    assert dict(form.fields)[FieldKey.PROJECT_NAME].text == "泵站改造"
    assert dict(form.fields)[FieldKey.IMPLEMENTING_UNIT].text == "青禾水务局"
    assert [(f.item, f.raw.text, f.unit) for f in form.funding] == [("total", "30", "万元")]
    assert [g.text.text for g in form.goals] == ["年内建成两座泵站，保障灌溉用水。"]
    assert [(o.label.text, o.value.text) for o in form.other_fields] == [
        ("项目名称", "水渠清淤"),
        ("预算数（万元）", "5.5"),
        ("项目绩效目标", "清理淤积渠道，保证行水通畅。"),
    ]
    assert [row[3] for row in tree(form)] == ["泵站", "合格率", "水渠"]
    assert form.unassigned == ()


def test_heads_of_projects_reach_over_both_rows_of_the_head():
    (form,) = read_forms(
        draw_sheet(
            "项目支出绩效目标表\n| 项目名称 | 绩效指标 | < | < | < |\n"
            "| ^ | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
            "| 泵站改造 | 产出指标 | 数量指标 | 泵站 | 2座 |\n",
            Layout.EXACT,
        )
    )
    assert dict(form.fields)[FieldKey.PROJECT_NAME].text == "泵站改造"
    assert tree(form) == [("annual", "产出指标", "数量指标", "泵站", "2座")]
