"""Which labels own which rows, drawn case by case."""

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from tests.form.drawing import draw_sheet, tree

HEAD = "| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"


def read(text, layout=Layout.FLATTENED):
    (form,) = read_forms(draw_sheet("项目支出绩效目标表\n" + text, layout))
    return form


def levels(form):
    return [row[1:4] for row in tree(form)]


def test_merged_labels_are_followed_down():
    form = read(
        HEAD
        + "| 产出指标 | 数量指标 | 培训人次 | ≥300人次 |\n"
        + "| | | 检查次数 | ≥12次 |\n"
        + "| | 质量指标 | 合格率 | ≥95% |"
    )
    assert levels(form) == [
        ("产出指标", "数量指标", "培训人次"),
        ("产出指标", "数量指标", "检查次数"),
        ("产出指标", "质量指标", "合格率"),
    ]


def test_spans_decide_in_an_exact_grid():
    form = read(
        HEAD
        + "| 产出指标 | 数量指标 | 新建泵站 | 2座 |\n"
        + "| ^ | ^ | 改造管网 | 18公里 |\n"
        + "| 效益指标 | 社会效益指标 | 受益人口 | 4200人 |",
        Layout.EXACT,
    )
    assert [row[2] for row in tree(form)] == ["数量指标", "数量指标", "社会效益指标"]
    assert [row.inferred for row in form.indicators] == [(), (), ()]


def test_rows_that_lost_their_leading_blanks_stay_in_their_block():
    form = read(
        HEAD
        + "| 产出指标 | 数量指标 | 新建泵站 | 2座 |\n"
        + "| 改造老旧管网 | | | 18公里 |\n"
        + "| | 巡查河道次数 | 12次 | |"
    )
    assert tree(form)[1:] == [
        ("annual", "产出指标", "数量指标", "改造老旧管网", "18公里"),
        ("annual", "产出指标", "数量指标", "巡查河道次数", "12次"),
    ]


def test_a_label_behind_a_page_break_owns_the_rows_above_where_numbers_say_so():
    form = read(
        HEAD
        + "| 产出指标 | 数量指标 | 1.购置校车 | 3辆 |\n"
        + "| | | 2.聘请司机 | 3人 |\n"
        + "| | 质量指标 | 1.车辆合格率 | 100% |\n"
        + "| | | 1.油料费 | ≤5万元 |\n"
        + "---\n"
        + "| | 成本指标 | 2.保险费 | ≤2万元 |"
    )
    assert [row[2] for row in tree(form)] == [
        "数量指标", "数量指标", "质量指标", "成本指标", "成本指标",
    ]  # fmt: skip


def test_numbers_that_go_on_keep_a_misplaced_label_away():
    form = read(
        HEAD
        + "| 产出指标 | 质量指标 | 1、出勤率 | ≥95% |\n"
        + "| | | 2、合格率 | ≥95% |\n"
        + "| | 时效指标 | 3、达标率 | ≥95% |\n"
        + "| | | 1、完成时间 | 年底前 |"
    )
    assert [row[2] for row in tree(form)] == ["质量指标", "质量指标", "质量指标", "时效指标"]


def test_a_lost_level1_is_rebuilt_from_the_level2_and_named():
    form = read(
        HEAD
        + "| 产出指标 | 数量指标 | 培训人次 | 300人次 |\n"
        + "| | 社会效益指标 | 就业率 | 90% |\n"
        + "| 社会效益指标 | 社会效益指标 | 参与率 | 80% |"
    )
    assert [row[1] for row in tree(form)] == ["产出指标", "效益指标", "效益指标"]
    assert [row.inferred for row in form.indicators] == [(), ("level1",), ("level1",)]


def test_cost_is_a_level1_only_where_a_cost_level2_is_printed():
    old = read(HEAD + "| 产出指标 | 数量指标 | 泵站 | 2座 |\n| | 成本指标 | 造价 | ≤30万元 |")
    new = read(
        HEAD + "| 产出指标 | 数量指标 | 泵站 | 2座 |\n| 成本指标 | 经济成本指标 | 造价 | ≤30万元 |"
    )
    assert levels(old)[1] == ("产出指标", "成本指标", "造价")
    assert levels(new)[1] == ("成本指标", "经济成本指标", "造价")


def test_labels_in_the_middle_of_their_blocks():
    form = read(
        HEAD
        + "| | | 泵站 | 2座 |\n"
        + "| 产出指标 | 数量指标 | 管网 | 18公里 |\n"
        + "| | | 阀门 | 30个 |\n"
        + "| | | 水质 | 达标 |\n"
        + "| | 质量指标 | 工程 | 合格 |\n"
        + "| | | 资料 | 完整 |"
    )
    assert [row[2] for row in tree(form)] == ["数量指标"] * 3 + ["质量指标"] * 3


@pytest.mark.parametrize("place", ["……", ".....", "指标1：", ""])
def test_empty_places_of_the_template_are_no_indicators(place):
    form = read(
        HEAD
        + f"| 产出指标 | 数量指标 | 泵站 | 2座 |\n| | | {place} | |\n| | 质量指标 | {place} | |"
    )
    assert len(form.indicators) == 1


def test_a_not_applicable_value_is_kept_as_a_value():
    form = read(HEAD + "| 效益指标 | 经济效益指标 | | 本指标不适用 |")
    assert tree(form) == [("annual", "效益指标", "经济效益指标", None, "本指标不适用")]


def test_a_row_cut_by_a_page_break_is_one_row():
    form = read(
        HEAD
        + "| 效益指标 | 可持续 | 财政足额 | 持续 |\n"
        + "---\n"
        + "| | 影响指标 | 保障 | 保障 |"
    )
    assert tree(form) == [("annual", "效益指标", "可持续影响指标", "财政足额保障", "持续保障")]


def test_a_column_that_explains_the_name_is_no_panel():
    form = read(
        "| 一级指标 | 二级指标 | 三级指标 | 指标解释 | 指标值 |\n"
        "| 产出指标 | 数量指标 | 咨询次数 | 全年咨询次数之和 | ≥50次 |"
    )
    assert tree(form) == [("annual", "产出指标", "数量指标", "咨询次数", "≥50次")]
    assert [(o.label.text, o.value.text) for o in form.indicators[0].extra] == [
        ("指标解释", "全年咨询次数之和")
    ]


def test_a_stub_of_single_characters_takes_no_columns_place():
    form = read(
        "| 绩 | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
        "| 效 | 产出指标 | 数量指标 | 巡护人员 | 60人 |\n"
        "| 指 | | 质量指标 | 扑救率 | 100% |"
    )
    assert levels(form)[1] == ("产出指标", "质量指标", "扑救率")
    assert {row.confidence for row in form.indicators} == {1.0}
    assert form.unassigned == ()


def test_a_project_that_is_not_concerned_says_so_as_value():
    form = read(HEAD + "| 产出指标 | 数量指标 | 泵站 | 2座 |\n| | 成本指标 | 本项目不涉及 | |")
    assert tree(form)[1] == ("annual", "产出指标", "成本指标", None, "本项目不涉及")


def test_a_row_that_only_says_notes_is_no_indicator():
    form = read(HEAD + "| 产出指标 | 数量指标 | 泵站 | 2座 |\n| 备注 | | | |")
    assert len(form.indicators) == 1


def test_levels_with_ordinals():
    form = read(
        HEAD
        + "| 一、产出指标 | （一）数量指标 | 1.视频 | 3部 |\n| | （二）质量指标 | 合格率 | 100% |\n"
        "| 二、效益指标 | （一）社会效益指标 | 知晓率 | ≥80% |"
    )
    assert levels(form) == [
        ("一、产出指标", "（一）数量指标", "1.视频"),
        ("一、产出指标", "（二）质量指标", "合格率"),
        ("二、效益指标", "（一）社会效益指标", "知晓率"),
    ]
    assert form.unassigned == ()
