"""A level-2 label with nothing under it."""

from extractor.form import read_forms
from extractor.grid import Layout
from extractor.validate import check
from extractor.values import normalise
from tests.form.drawing import draw_sheet

HEAD = "项目支出绩效目标表\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n| 效益指标 | 社会效益指标 | 受益人口 | ≥3000人 |\n"


def rules(text):
    (form,) = read_forms(draw_sheet(HEAD + text, Layout.EXACT))
    found = check(normalise(form))
    return form, {f.rule: f.message for f in found}


def test_an_empty_level2_is_named_and_kept_as_a_label():
    form, found = rules("| 效益指标 | 生态效益指标 | | |")
    assert "生态效益指标" in found["structure.level2_empty"]
    assert "生态效益指标" in [label.text for label in form.labels]
    assert form.unassigned == ()


def test_a_filled_level2_gives_no_finding():
    _, found = rules("| 效益指标 | 生态效益指标 | 水质 | 达标 |")
    assert "structure.level2_empty" not in found


def test_the_stub_is_no_level2():
    text = "项目支出绩效目标表\n| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n| ^ | 产出指标 | 数量指标 | 泵站 | 2座 |"
    (form,) = read_forms(draw_sheet(text, Layout.EXACT))
    assert "structure.level2_empty" not in {f.rule for f in check(normalise(form))}
