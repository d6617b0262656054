"""Nothing printed is lost, nothing is invented."""

from dataclasses import fields, is_dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.form import read_forms
from extractor.form.rows import fold, sheet_to_rows
from extractor.grid import Layout
from extractor.verbatim import Form, Printed
from tests.form.drawing import draw_sheet

WORDS = [
    "项目名称", "实施单位", "项目资金（万元）", "年度资金总额", "其中：财政拨款", "总体目标",
    "一级指标", "二级指标", "三级指标", "指标值", "产出指标", "数量指标", "质量指标", "成本指标",
    "满意度指标", "服务对象满意度指标", "指标1：培训", "泵站", "≥95%", "100", "年底前", "……", "无",
    "计划标准", "合计", "备注", "甲：乙", "中期目标", "年度目标", "", "", "",
]  # fmt: skip
CELL = st.sampled_from(WORDS) | st.text(alphabet="水路学医0123.,:（）", max_size=6)
ROWS = st.lists(st.lists(CELL, min_size=2, max_size=8), min_size=1, max_size=12)


def printed_of(value) -> list[Printed]:
    if isinstance(value, Printed):
        return [value]
    if is_dataclass(value):
        return [p for f in fields(value) for p in printed_of(getattr(value, f.name))]
    if isinstance(value, tuple | list):
        return [p for item in value for p in printed_of(item)]
    return []


def draw(rows) -> str:
    cleaned = [[cell.replace("|", "").strip() for cell in row] for row in rows]
    return "项目支出绩效目标表\n" + "\n".join("| " + " | ".join(row) + " |" for row in cleaned)


def check_accounts(forms: tuple[Form, ...], sheet) -> None:
    inferred = {"产出指标", "成本指标", "效益指标", "满意度指标"}
    tokens = [t.folded for row in sheet_to_rows(sheet) for t in row.tokens]
    output = [fold(p.text) for p in printed_of(forms)]
    pool = "\n".join(output)
    lost = [t for t in tokens if t not in pool and not _in_pieces(t, pool)]
    assert not lost
    source = "".join(tokens)
    invented = [
        o for o in output if o not in source and o not in inferred and not _made_of(o, tokens)
    ]
    assert not invented


def _in_pieces(token: str, pool: str) -> bool:
    """Label and value of one cell, 甲：乙, are two texts of the record."""
    label, _, value = token.partition(":")
    return bool(value) and label in pool and value in pool


def _made_of(text: str, tokens: list[str]) -> bool:
    """Whether a joined text is a chain of printed cells."""
    if not text:
        return True
    return any(t and text.startswith(t) and _made_of(text[len(t) :], tokens) for t in set(tokens))


@given(ROWS, st.sampled_from([Layout.FLATTENED, Layout.EXACT, Layout.STREAM]))
@settings(max_examples=250, deadline=None)
def test_every_cell_ends_in_the_record_and_no_text_comes_from_elsewhere(rows, layout):
    sheet = draw_sheet(draw(rows), layout)
    check_accounts(read_forms(sheet), sheet)


def test_a_whole_form_is_accounted_for():
    sheet = draw_sheet(
        "附件2-1\n项目支出绩效目标表\n(2023年度)\n"
        "| 项目名称 | 泵站 | 负责人 | 某 | 多余 |\n"
        "| 项目资金（万元） | 年度资金总额 | 30 | 其他资金 | / |\n"
        "| 总体目标 | 建成泵站。 | | | |\n"
        "| 一级指标 | 二级指标 | 三级指标 | 指标值 | 备注 |\n"
        "| 产出指标 | 数量指标 | 泵站 | 2座 | 已批 |\n"
        "| | | 指标2： | | |\n"
        "| 合计 | | | 100 | |\n"
        "说明：另附图纸"
    )
    forms = read_forms(sheet)
    check_accounts(forms, sheet)
    assert [t.text for t in forms[0].unassigned] == ["附件2-1", "多余", "说明：另附图纸"]
