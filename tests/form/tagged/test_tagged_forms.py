"""Forms whose labels no rule knows, read by what a tagger says."""

import pytest

from extractor.form.tagged import forms
from extractor.form.tagged.forms import FormReader, read_forms_by, read_tags
from extractor.form.tagged.reader import Tagger
from extractor.grid import Layout
from extractor.verbatim import FieldKey
from models.form_tagger.roles import Role, TaggedPanel
from tests.form.drawing import draw_sheet, texts, tree
from tests.form.tagged.stub_tagger import Said, StubTagger

TITLE = "项目支出绩效目标表\n"
FORM = (
    TITLE
    + """
    | 事项 | 河道清淤 | | |
    | 大类 | 小类 | 要做的事 | 多少 |
    | 产甲 | 数乙 | 清淤长度 | ≥3公里 |
    | | 质丙 | 验收合格 | 100% |
    | | | 返工 | ≤1次 |
    | 益丁 | 社戊 | 内涝 | 减轻 |
    | 附页 | | | |
    """
)
SAID = {
    "项目支出绩效目标表": Said(Role.TITLE),
    "事项": Said(Role.FIELD_LABEL, key="project_name"),
    "河道清淤": Said(Role.FIELD_VALUE, "事项", "project_name"),
    "大类": Said(Role.COLUMN_HEAD, key="level1"),
    "小类": Said(Role.COLUMN_HEAD, key="level2"),
    "要做的事": Said(Role.COLUMN_HEAD, key="level3"),
    "多少": Said(Role.COLUMN_HEAD, key="value"),
    "产甲": Said(Role.LEVEL1),
    "益丁": Said(Role.LEVEL1),
    "数乙": Said(Role.LEVEL2, "产甲"),
    "质丙": Said(Role.LEVEL2, "产甲"),
    "社戊": Said(Role.LEVEL2, "益丁"),
    "清淤长度": Said(Role.LEVEL3, "数乙"),
    "验收合格": Said(Role.LEVEL3, "质丙"),
    "返工": Said(Role.LEVEL3, "质丙"),
    "内涝": Said(Role.LEVEL3, "社戊"),
    "≥3公里": Said(Role.VALUE, "清淤长度"),
    "100%": Said(Role.VALUE, "验收合格"),
    "≤1次": Said(Role.VALUE, "返工"),
    "减轻": Said(Role.VALUE, "内涝"),
}
TREE = [
    ("annual", "产甲", "数乙", "清淤长度", "≥3公里"),
    ("annual", "产甲", "质丙", "验收合格", "100%"),
    ("annual", "产甲", "质丙", "返工", "≤1次"),
    ("annual", "益丁", "社戊", "内涝", "减轻"),
]


class NoTagger:
    """Fails where it is asked."""

    def tag(self, tokens: object) -> None:
        raise AssertionError("the tagger was asked")


def read(said: dict[str, Said], how: FormReader = FormReader.MODEL, text: str = FORM):
    (form,) = read_forms_by(how, draw_sheet(text), StubTagger(said))
    return form


@pytest.mark.parametrize("layout", [Layout.EXACT, Layout.FLATTENED])
def test_unknown_labels_become_a_tree(layout: Layout) -> None:
    text = FORM
    if layout is Layout.EXACT:
        text = text.replace("| | 质丙 |", "| ^ | 质丙 |").replace("| | | 返工", "| ^ | ^ | 返工")
    (form,) = read_forms_by(FormReader.MODEL, draw_sheet(text, layout), StubTagger(SAID))
    assert tree(form) == TREE
    assert texts(dict(form.fields)[FieldKey.PROJECT_NAME]) == "河道清淤"


def test_what_has_no_place_is_unassigned_and_nothing_is_lost() -> None:
    form = read(SAID)
    assert [cell.text for cell in form.unassigned] == ["附页"]
    assert {"大类", "小类", "要做的事", "多少", "事项"} <= {label.text for label in form.labels}


def test_no_link_crosses_another() -> None:
    wrong = SAID | {"返工": Said(Role.LEVEL3, "数乙"), "内涝": Said(Role.LEVEL3, "质丙")}
    order = [["数乙", "质丙", "社戊"].index(row[2]) for row in tree(read(wrong)) if row[2]]
    assert order == sorted(order)


def test_a_cell_of_two_minds_takes_the_free_place_of_its_row() -> None:
    doubtful = SAID | {"清淤长度": Said(Role.VALUE, "数乙", sure=0.4)}
    assert tree(read(doubtful))[0][4] == "≥3公里"


def test_doubt_of_the_tagger_lowers_the_confidence() -> None:
    sure, doubtful = read(SAID), read(SAID | {"内涝": Said(Role.LEVEL3, "社戊", sure=0.6)})
    assert doubtful.indicators[3].confidence < sure.indicators[3].confidence
    assert doubtful.indicators[3].level3.confidence == pytest.approx(0.6 * 0.99, abs=0.02)


def test_a_lost_level1_follows_from_the_known_name_of_level2() -> None:
    text = FORM.replace("益丁", "").replace("社戊", "社会效益指标")
    said = {k: v for k, v in SAID.items() if k not in ("益丁", "社戊")}
    said |= {"社会效益指标": Said(Role.LEVEL2), "内涝": Said(Role.LEVEL3, "社会效益指标")}
    row = read(said, text=text).indicators[3]
    assert (row.level1.text, row.inferred) == ("效益指标", ("level1",))


def test_rules_alone_do_not_ask_the_tagger() -> None:
    asked: Tagger = NoTagger()  # type: ignore[assignment]
    (form,) = read_forms_by(FormReader.RULES, draw_sheet(FORM), asked)
    assert form.title is not None


def test_both_take_the_tree_that_holds_together() -> None:
    form = read(SAID, FormReader.BOTH)
    assert tree(form) == TREE
    assert [cell.text for cell in form.unassigned] == ["附页"]


def test_both_keep_what_the_rules_read_without_a_flaw() -> None:
    text = (
        TITLE
        + """
    | 项目名称 | 河道清淤 | | |
    | 一级指标 | 二级指标 | 三级指标 | 指标值 |
    | 产出指标 | 数量指标 | 清淤长度 | ≥3公里 |
    | | 质量指标 | 验收合格率 | 100% |
    """
    )
    form = read({}, FormReader.BOTH, text)  # the tagger takes all for noise
    assert [row[1:] for row in tree(form)] == [
        ("产出指标", "数量指标", "清淤长度", "≥3公里"),
        ("产出指标", "质量指标", "验收合格率", "100%"),
    ]
    assert form.unassigned == ()
    assert all(row.confidence < 0.7 for row in form.indicators)


def test_tags_can_be_looked_at() -> None:
    (reading,) = read_tags(draw_sheet(FORM), StubTagger(SAID))
    assert [item.role for item in reading.items][1:3] == [Role.FIELD_LABEL, Role.FIELD_VALUE]


def test_an_amount_that_the_rules_cannot_name_is_what_the_tagger_takes_it_for() -> None:
    text = (
        TITLE
        + """
    | 项目名称 | 河道清淤 | | | |
    | 项目资金（万元） | 年度资金总额 | 30 | 一般公共预算拨款 | 20 |
    | 一级指标 | 二级指标 | 三级指标 | 指标值 | |
    | 产出指标 | 数量指标 | 清淤长度 | ≥3公里 | |
    """
    )
    said = {
        "年度资金总额": Said(Role.MONEY_LABEL, key="total"),
        "30": Said(Role.MONEY_VALUE, "年度资金总额", "total"),
        "一般公共预算拨款": Said(Role.MONEY_LABEL, key="fiscal"),
        "20": Said(Role.MONEY_VALUE, "一般公共预算拨款", "fiscal"),
    }
    (rules,) = read_forms_by(FormReader.RULES, draw_sheet(text), StubTagger({}))
    assert [line.item for line in rules.funding] == ["total", "一般公共预算拨款"]
    form = read(said, FormReader.BOTH, text)
    assert [(line.item, line.raw.text) for line in form.funding] == [
        ("total", "30"),
        ("fiscal", "20"),
    ]


def test_a_table_that_is_no_form_gives_no_indicators() -> None:
    """A list of purchases looks like names and values to the tagger; no level stands over them."""
    text = """
    | 设备 | 数量 |
    | 电脑 | 3台 |
    | 打印机 | 2台 |
    """
    said = {
        "设备": Said(Role.COLUMN_HEAD, key="level3"),
        "数量": Said(Role.COLUMN_HEAD, key="value"),
        "电脑": Said(Role.LEVEL3),
        "打印机": Said(Role.LEVEL3),
        "3台": Said(Role.VALUE, "电脑"),
        "2台": Said(Role.VALUE, "打印机"),
    }
    for how in (FormReader.MODEL, FormReader.BOTH):
        assert read_forms_by(how, draw_sheet(text), StubTagger(said)) == ()


def test_a_form_without_a_title_is_told_by_its_levels() -> None:
    text = """
    | 类别 | 指标 | 分值 |
    | 质量指标 | 覆盖率 | 20 |
    | 时效指标 | 及时率 | 10 |
    """
    said = {
        "质量指标": Said(Role.LEVEL2),
        "时效指标": Said(Role.LEVEL2),
        "覆盖率": Said(Role.LEVEL3, "质量指标"),
        "及时率": Said(Role.LEVEL3, "时效指标"),
        "20": Said(Role.WEIGHT, "覆盖率"),
        "10": Said(Role.WEIGHT, "及时率"),
    }
    (form,) = read_forms_by(FormReader.BOTH, draw_sheet(text), StubTagger(said))
    assert [row[2:4] for row in tree(form)] == [("质量指标", "覆盖率"), ("时效指标", "及时率")]


def test_a_form_with_one_head_of_values_has_one_panel() -> None:
    said = SAID | {
        "内涝": Said(Role.LEVEL3, "社戊", panel=TaggedPanel.MEDIUM_TERM),
        "减轻": Said(Role.VALUE, "内涝", panel=TaggedPanel.MEDIUM_TERM),
    }
    said |= {
        name: Said(entry.role, entry.parent, panel=TaggedPanel.ANNUAL)
        for name, entry in SAID.items()
        if entry.role in (Role.LEVEL3, Role.VALUE) and name not in ("内涝", "减轻")
    }
    assert tree(read(said)) == TREE


def test_satisfaction_may_stand_under_benefits() -> None:
    text = FORM.replace("益丁", "效益指标").replace("社戊", "满意度指标")
    said = {k: v for k, v in SAID.items() if k not in ("益丁", "社戊")}
    said |= {
        "效益指标": Said(Role.LEVEL1),
        "满意度指标": Said(Role.LEVEL2, "效益指标"),
        "内涝": Said(Role.LEVEL3, "满意度指标"),
    }
    row = read(said, text=text).indicators[3]
    assert row.level1 is not None
    assert (row.level1.text, row.inferred) == ("效益指标", ())


def test_what_is_no_amount_is_not_read_as_money() -> None:
    text = FORM.replace("河道清淤", "实施期")
    said = SAID | {"事项": Said(Role.MONEY_LABEL, key="fiscal")}
    said |= {"实施期": Said(Role.MONEY_VALUE, "事项", "fiscal")}
    form = read(said, text=text)
    assert form.funding == ()
    assert "实施期" in [cell.text for cell in form.unassigned]


LONG = (
    TITLE
    + """
    | 项目名称 | 河道清淤 | | |
    | 一级指标 | 二级指标 | 三级指标 | 指标值 |
    """
    + "\n".join(f"| 产出指标 | 数量指标 | 清淤{n}段 | ≥{n}公里 |" for n in range(1001))
)


@pytest.mark.parametrize("how", [FormReader.MODEL, FormReader.BOTH])
def test_a_form_too_long_to_be_tagged_is_read_by_rules(
    how: FormReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "_MOST_CELLS", 50)
    tagger, sheet = StubTagger({}), draw_sheet(LONG, Layout.EXACT)
    assert read_forms_by(how, sheet, tagger) == read_forms_by(FormReader.RULES, sheet, tagger)
    assert read_tags(sheet, tagger) == ()
    assert tagger.asked == []


def test_a_table_that_is_no_form_and_too_long_to_be_tagged_is_none() -> None:
    sheet = draw_sheet("\n".join(f"| {n} | 甲 | 乙 | 丙 |" for n in range(1001)))
    assert read_forms_by(FormReader.BOTH, sheet, StubTagger({})) == ()
