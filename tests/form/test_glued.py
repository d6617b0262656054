"""Cells whose rule to the cell below was not seen."""

import pytest

from extractor.form import read_forms
from extractor.form.glued import _label_pieces
from extractor.grid import Layout
from tests.form.drawing import draw_sheet, tree
from tests.form.test_accounting import printed_of

HEAD = "项目支出绩效目标表\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"


def read(text):
    (form,) = read_forms(draw_sheet(HEAD + text, Layout.EXACT))
    return form


def test_two_labels_in_one_cell_are_two_labels():
    form = read(
        "| 效益指标 | 经济效益指标社会效益指标 | 增收 | 3万元 |\n| ^ | ^ | 就业人数 | 20人 |"
    )
    assert [row[2] for row in tree(form)] == ["经济效益指标", "社会效益指标"]


def test_an_ellipsis_behind_a_label_is_an_empty_place():
    form = read("| 效益指标 | 社会效益指标…… | 就业人数 | 20人 |\n| ^ | ^ | 培训人数 | 9人 |")
    assert [row[2] for row in tree(form)] == ["社会效益指标"] * 2
    assert form.unassigned == ()


def test_numbered_names_over_as_many_values_are_several():
    form = read("| 产出指标 | 数量指标 | 9. 系统运维10. 视频专网 | 5万元 |\n| ^ | ^ | ^ | 3万元 |")
    assert [row[3:] for row in tree(form)] == [("9. 系统运维", "5万元"), ("10. 视频专网", "3万元")]


def test_a_name_with_numbers_in_it_stays_whole():
    form = read("| 产出指标 | 数量指标 | 3.2公里路段及1.5公里支线 | 2段 |")
    assert tree(form)[0][3] == "3.2公里路段及1.5公里支线"


GLUED_LEVEL1 = """\
| 效益指标{}满意度指标 | 经济效益指标 | 节约成本 | 3万元 |
| ^ | 社会效益指标 | 就业人数 | 20人 |
| ^ | 满意度指标 | 群众满意度 | ≥90% |"""


def test_labels_of_level_1_go_to_the_rows_whose_level_2_is_theirs():
    form = read(GLUED_LEVEL1.format(""))
    assert [row[1] for row in tree(form)] == ["效益指标", "效益指标", "满意度指标"]


def test_marks_of_a_seal_between_two_labels_are_kept_apart():
    form = read(GLUED_LEVEL1.format("育居"))
    assert [row[1] for row in tree(form)] == ["效益指标", "效益指标", "满意度指标"]
    assert [text.text for text in form.unassigned] == ["效益指标育居满意度指标"]


def test_more_than_marks_between_two_labels_is_no_label():
    assert _label_pieces("效益指标以及其他方面的满意度指标") == []
    assert _label_pieces("育居满意度指标") == []


@pytest.mark.parametrize("dots", ["......", "……", "..", "。。。"])
def test_dots_below_a_label_are_skipped_whole(dots: str) -> None:
    form = read(f"| 产出指标 | 数量指标{dots} | 泵站 | 2座 |\n| ^ | 质量指标 | 合格率 | 100% |")
    level2 = form.indicators[0].level2
    assert level2 is not None
    assert level2.text == "数量指标"
    assert dots in [printed.text for printed in printed_of(form)]
