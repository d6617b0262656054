"""Text whose rows were lost: one cell a line, single spaces, lists, rows without a head."""

import pytest

from extractor.form import read_forms
from extractor.ingest.flat_text import text_to_sheet
from extractor.verbatim import FieldKey
from tests.form.drawing import tree

EXPECTED = [
    ("annual", "产出指标", "数量指标", "村道硬化里程", "≥100公里"),
    ("annual", "产出指标", "数量指标", "供水设施数量", "≥20座"),
    ("annual", "产出指标", "质量指标", "验收合格率", "100%"),
    ("annual", "满意度指标", "服务对象满意度指标", "村民满意度", "≥95%"),
]
ROWS = [
    ["项目名称", "农田建设"],
    ["一级指标", "二级指标", "三级指标", "指标值"],
    ["产出指标", "数量指标", "村道硬化里程", "≥100公里"],
    ["", "", "供水设施数量", "≥20座"],
    ["", "质量指标", "验收合格率", "100%"],
    ["满意度指标", "服务对象满意度指标", "村民满意度", "≥95%"],
]
TITLE = "项目支出绩效目标表(2022年度)\n\n"


@pytest.mark.parametrize(
    "text",
    [
        "\n".join("\t".join(row) for row in ROWS),
        "\n".join("|".join(row) for row in ROWS),
        "\n".join("| " + " | ".join(row) + " |" for row in ROWS),
        "\n".join("    ".join(cell for cell in row if cell) for row in ROWS),
        "\n".join(" ".join(cell for cell in row if cell) for row in ROWS),
        "\n".join(cell for row in ROWS for cell in row if cell),
        "\n".join(cell + "|" for row in ROWS for cell in row if cell),
    ],
    ids=["tabs", "pipes", "framed pipes", "wide spaces", "single spaces", "stream", "piped stream"],
)
def test_every_separator_gives_the_same_tree(text):
    (form,) = read_forms(text_to_sheet(TITLE + text))
    assert tree(form) == EXPECTED
    assert dict(form.fields)[FieldKey.PROJECT_NAME].text == "农田建设"


def test_run_together_lists():
    text = (
        TITLE + "【产出指标-数量指标】指标1:村道硬化里程(≥100公里)；指标2:供水设施数量(≥20座)\n"
        "【产出指标-质量指标】验收合格率(100%)【满意度指标-服务对象满意度指标】村民满意度：≥95%"
    )
    (form,) = read_forms(text_to_sheet(text))
    assert [row[1:3] + row[4:] for row in tree(form)] == [row[1:3] + row[4:] for row in EXPECTED]


def test_a_run_together_list_beside_a_label():
    text = (
        TITLE + "项目名称\t农田建设\n绩效目标\t【产出指标-数量指标】指标1:村道硬化里程(≥100公里)；"
        "指标2:供水设施数量(≥20座)。【满意度指标-服务对象满意度指标】村民满意度(≥95%)"
    )
    (form,) = read_forms(text_to_sheet(text))
    assert [row[1:3] + row[4:] for row in tree(form)] == [
        row[1:3] + row[4:] for row in (EXPECTED[0], EXPECTED[1], EXPECTED[3])
    ]
    assert form.goals == ()


def test_rows_without_a_head():
    text = (
        TITLE + "产出指标\t数量指标\t村道硬化里程\t≥100公里\n产出指标\t质量指标\t验收合格率\t100%"
    )
    (form,) = read_forms(text_to_sheet(text))
    assert tree(form) == [EXPECTED[0], EXPECTED[2]]


def test_split_value_columns_are_kept_apart():
    text = (
        TITLE + "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t度量单位\t权重\n"
        "产出指标\t数量指标\t村道里程\t≥\t95\t公里\t10"
    )
    (form,) = read_forms(text_to_sheet(text))
    row = form.indicators[0]
    assert (row.operator.text, row.value.text, row.unit.text, row.weight.text) == (
        "≥", "95", "公里", "10",
    )  # fmt: skip


def test_remains_of_html_are_dropped():
    (form,) = read_forms(
        text_to_sheet(TITLE + "总体目标\t<p>建成20座。</p> <p>修路。</p>\n" + "\t".join(ROWS[1])
                      + "\n" + "\t".join(ROWS[2]))
    )  # fmt: skip
    assert form.goals[0].text.text == "建成20座。 修路。"
