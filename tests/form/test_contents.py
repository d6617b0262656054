"""Columns whose heads say nothing known, told by what stands below."""

import pytest

from extractor.form import read_forms
from extractor.form.column_heads import Column
from extractor.form.contents import kinds_by_contents
from extractor.form.rows import sheet_to_rows
from extractor.grid import Layout
from tests.form.drawing import draw_sheet, texts, tree
from tests.form.test_long_texts import in_seconds

BODY = (
    "| 产出指标 | 数量指标 | 泵站 | 2座 | 10 |\n"
    "| {0} | 质量指标 | 合格率 | 100% | 10 |\n"
    "| 效益指标 | 社会效益指标 | 受益人口 | 4200人 | 10 |\n"
    "| 满意度指标 | 服务对象满意度指标 | 村民满意度 | ≥95% | 10 |\n"
)
TREE = [
    ("annual", "产出指标", "数量指标", "泵站", "2座"),
    ("annual", "产出指标", "质量指标", "合格率", "100%"),
    ("annual", "效益指标", "社会效益指标", "受益人口", "4200人"),
    ("annual", "满意度指标", "服务对象满意度指标", "村民满意度", "≥95%"),
]


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
@pytest.mark.parametrize(
    "heads",
    [
        ("归类", "二级指标", "三级指标", "指标值"),
        ("一级指标", "归类", "三级指标", "指标值"),
        ("指标类型", "指标分类", "三级指标", "指标值"),
        ("一级指标", "二级指标", "衡量内容", "指标值"),
        ("一级指标", "二级指标", "三级指标", "申报数据"),
        ("大类", "小类", "三级指标", "指标值"),
    ],
)
def test_columns_hold_what_their_cells_say(heads, layout):
    same = "^" if layout is Layout.EXACT else ""
    text = f"项目支出绩效目标表\n| {' | '.join(heads)} | 权重 |\n" + BODY.format(same)
    (form,) = read_forms(draw_sheet(text, layout))
    assert tree(form) == TREE
    assert [texts(row.weight) for row in form.indicators] == ["10"] * 4


def test_an_unknown_column_of_other_texts_stays_unknown():
    text = (
        "项目支出绩效目标表\n| 归口 | 一级指标 | 二级指标 | 三级指标 | 指标值 |\n"
        "| 水利科 | 产出指标 | 数量指标 | 泵站 | 2座 |\n"
        "| 农村科 | 产出指标 | 质量指标 | 合格率 | 100% |\n"
    )
    (form,) = read_forms(draw_sheet(text, Layout.EXACT))
    assert [row[1] for row in tree(form)] == ["产出指标", "产出指标"]
    assert [e.value.text for row in form.indicators for e in row.extra] == ["水利科", "农村科"]


def test_a_value_column_of_an_unknown_name_stands_beside_what_was_achieved():
    text = (
        "项目支出绩效自评表\n| 一级指标 | 二级指标 | 三级指标 | 申报数据 | 实际完成值 |\n"
        "| 产出指标 | 数量指标 | 泵站 | 2座 | 3座 |\n"
    )
    (form,) = read_forms(draw_sheet(text, Layout.EXACT))
    assert tree(form) == [("annual", "产出指标", "数量指标", "泵站", "2座")]
    assert texts(form.indicators[0].actual_value) == "3座"


def test_explanations_beside_the_names_of_both_panels():
    half = "| 二级指标 | 指标内容 | 指标解释 | 指标值 "
    text = (
        f"项目支出绩效目标表\n| 一级指标 {half}{half}|\n"
        "| 产出指标 | 数量指标 | 泵站 | 新建的泵站 | 6座 | 数量指标 | 泵站 | 新建的泵站 | 2座 |\n"
    )
    (form,) = read_forms(draw_sheet(text, Layout.EXACT))
    assert tree(form) == [
        ("medium_term", "产出指标", "数量指标", "泵站", "6座"),
        ("annual", "产出指标", "数量指标", "泵站", "2座"),
    ]


def test_a_thousand_columns_are_looked_at_once() -> None:
    width, height = 1000, 20
    lines = ["|".join(f"栏{n}" for n in range(width))]
    lines += ["|".join(["数量指标"] * width)] * height
    head, *body = sheet_to_rows(draw_sheet("\n".join(lines), Layout.EXACT))
    with in_seconds(1):
        kinds = kinds_by_contents(head.tokens, [Column.EXTRA] * width, body)
    assert Column.LEVEL2 in kinds
