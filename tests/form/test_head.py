"""Fields, money, goals and tasks above the indicator table."""

import pytest

from extractor.form import read_forms
from extractor.grid import Layout
from extractor.verbatim import FieldKey, FormType
from tests.form.drawing import draw_sheet

TABLE = "\n| 一级指标 | 二级指标 | 三级指标 | 指标值 |\n| 产出指标 | 数量指标 | 泵站 | 2座 |"


def read(text, layout=Layout.FLATTENED):
    (form,) = read_forms(draw_sheet(text + TABLE, layout))
    return form


def funding(form):
    return [(f.panel.value, f.item, f.raw.text, f.unit) for f in form.funding]


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("项目名称", FieldKey.PROJECT_NAME),
        ("专项（项目）名称", FieldKey.PROJECT_NAME),
        ("主管部门及代码", FieldKey.DEPARTMENT),
        ("省级主管部门", FieldKey.DEPARTMENT),
        ("预算部门", FieldKey.DEPARTMENT),
        ("预算单位", FieldKey.IMPLEMENTING_UNIT),
        ("项目实施单位", FieldKey.IMPLEMENTING_UNIT),
        ("部门（单位）名称", FieldKey.IMPLEMENTING_UNIT),
        ("项目 属性", FieldKey.PROJECT_ATTRIBUTE),
        ("起止时间", FieldKey.PROJECT_PERIOD),
        ("项目负责人", FieldKey.PROJECT_LEADER),
    ],
)
def test_fields_by_their_synonyms(label, key):
    form = read(f"项目支出绩效目标表\n| {label} | 青禾 |")
    assert dict(form.fields)[key].text == "青禾"


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("工程名称", FieldKey.PROJECT_NAME),
        ("归口管理部门", FieldKey.DEPARTMENT),
        ("上级主管部门", FieldKey.DEPARTMENT),
        ("责任单位", FieldKey.IMPLEMENTING_UNIT),
        ("项目实施主体", FieldKey.IMPLEMENTING_UNIT),
        ("项目分类", FieldKey.PROJECT_ATTRIBUTE),
        ("建设起止期限", FieldKey.PROJECT_PERIOD),
        ("项目责任人", FieldKey.PROJECT_LEADER),
    ],
)
def test_fields_by_rarer_names(label, key):
    form = read(f"项目支出绩效目标表\n| 项目编码 | 1 | {label} | 青禾 |")
    assert dict(form.fields)[key].text == "青禾"


@pytest.mark.parametrize("label", ["部门名称", "预算部门"])
def test_the_department_of_its_own_form_is_the_unit(label):
    whole = read(f"部门整体支出绩效目标表\n| {label} | 青禾县教育局 |")
    project = read(f"项目支出绩效目标表\n| {label} | 青禾县教育局 |")
    assert dict(whole.fields)[FieldKey.IMPLEMENTING_UNIT].text == "青禾县教育局"
    assert dict(project.fields)[FieldKey.DEPARTMENT].text == "青禾县教育局"


def test_a_label_beside_an_empty_cell_is_printed_blank():
    form = read("项目支出绩效目标表\n| 项目属性 | | 项目期 | 长期 |")
    fields = {key: value.text for key, value in form.fields}
    assert fields == {FieldKey.PROJECT_ATTRIBUTE: "", FieldKey.PROJECT_PERIOD: "长期"}


def test_labels_that_nobody_knows_are_kept():
    form = read("项目支出绩效目标表\n| 项目名称 | 泵站 | 财政评审编号 | 评2023号 |")
    assert [(o.label.text, o.value.text) for o in form.other_fields] == [
        ("财政评审编号", "评2023号")
    ]


def test_label_and_value_in_one_cell():
    form = read("项目支出绩效目标表\n填报单位：青禾县水务局  联系电话：12345\n| 项目名称：泵站 | |")
    assert dict(form.fields)[FieldKey.IMPLEMENTING_UNIT].text == "青禾县水务局"
    assert dict(form.fields)[FieldKey.PROJECT_NAME].text == "泵站"


def test_money_of_two_panels():
    form = read(
        "项目支出绩效目标表\n"
        "| 项目资金（万元） | 中期资金总额： | 90 | 年度资金总额： | 30 |\n"
        "| | 其中：财政拨款 | 60 | 其中：财政拨款 | 20 |\n"
        "| | 其他资金 | | 其他资金 | 10 |"
    )
    assert funding(form) == [
        ("medium_term", "total", "90", "万元"),
        ("annual", "total", "30", "万元"),
        ("medium_term", "fiscal", "60", "万元"),
        ("annual", "fiscal", "20", "万元"),
        ("annual", "other", "10", "万元"),
    ]


def test_money_in_one_row_and_in_one_cell():
    row = read(
        "项目支出绩效目标表\n| 项目资金(万元) | 年度预算总额: | 7.5 | 其中:财政拨款 | 7 | 其他资金: | 0 |"
    )
    cell = read("项目支出绩效目标表\n| 资金情况 | 金额：100万元 |")
    assert [item for _, item, _, _ in funding(row)] == ["total", "fiscal", "other"]
    assert funding(cell) == [("annual", "total", "100万元", "万元")]


def test_execution_of_a_self_evaluation():
    form = read(
        "项目支出绩效自评表\n"
        "| 项目资金（万元） | | 年初预算数 | 全年预算数（A） | 全年执行数（B） | 分值 | 执行率（B/A） | 得分 |\n"
        "| | 年度资金总额 | 30 | 28 | 21 | 10 | 75% | 7.5 |"
    )
    assert form.form_type is FormType.SELF_EVALUATION
    assert [(i, r) for _, i, r, _ in funding(form)] == [
        ("total/年初预算数", "30"),
        ("total/全年预算数(A)", "28"),
        ("total/全年执行数(B)", "21"),
        ("total/分值", "10"),
        ("total/执行率(B/A)", "75%"),
        ("total/得分", "7.5"),
    ]


def test_goals_side_by_side_and_achieved():
    dual = read(
        "项目支出绩效目标表\n"
        "| 总体目标 | 中期目标（2023年—2025年） | 年度目标 |\n"
        "| | 三年建成泵站。 | 今年建成一座。 |"
    )
    achieved = read(
        "项目支出绩效自评表\n| 年度总体目标 | 预期目标 | 实际完成情况 |\n| | 建成泵站。 | 已建成。 |"
    )
    assert [(g.panel.value, g.text.text) for g in dual.goals] == [
        ("medium_term", "三年建成泵站。"),
        ("annual", "今年建成一座。"),
    ]
    assert [(g.panel.value, g.text.text) for g in achieved.goals] == [("annual", "建成泵站。")]
    assert [o.value.text for o in achieved.other_fields] == ["已建成。"]


def test_tasks_of_a_department():
    form = read(
        "部门整体支出绩效目标申报表\n"
        "| 部门（单位）名称 | 青禾县教育局 | | | |\n"
        "| 年度主要任务 | 任务名称 | 预算金额（万元） | | |\n"
        "| | | 总额 | 财政拨款 | 其他资金 |\n"
        "| 年度主要任务 | 一、校舍维修 | 20 | 15 | 5 |\n"
        "| | 二、营养午餐 | 30 | 30 | |\n"
        "| | 金额合计 | 50 | 45 | 5 |"
    )
    assert form.form_type is FormType.DEPARTMENT_TARGET
    rows = [
        tuple(cell.text if cell else None for cell in (t.name, t.total, t.fiscal, t.other))
        for t in form.tasks
    ]
    assert rows == [
        ("一、校舍维修", "20", "15", "5"),
        ("二、营养午餐", "30", "30", None),
        ("金额合计", "50", "45", "5"),
    ]


def test_several_forms_are_told_apart():
    text = "项目支出绩效目标表\n(2023年度)\n| 项目名称 | {} |" + TABLE + "\n附件2\n"
    forms = read_forms(draw_sheet(text.format("甲") + text.format("乙")))
    assert [dict(f.fields)[FieldKey.PROJECT_NAME].text for f in forms] == ["甲", "乙"]
    assert [t.text for t in forms[1].unassigned] == ["附件2", "附件2"]


def test_a_sheet_without_a_form():
    assert read_forms(draw_sheet("关于印发会议纪要的通知\n| 序号 | 姓名 |\n| 1 | 甲 |")) == ()


@pytest.mark.parametrize("layout", [Layout.FLATTENED, Layout.EXACT])
@pytest.mark.parametrize("pieces", [("年度", "总体目标"), ("总体", "目标"), ("年度总体", "目标")])
def test_a_goal_whose_label_stands_in_pieces_is_one_text(pieces, layout):
    form = read(
        f"项目支出绩效目标表\n| {pieces[0]} | 系统全年稳定运行， | |\n| {pieces[1]} | 故障及时排除。 | |",
        layout,
    )
    assert [g.text.text for g in form.goals] == ["系统全年稳定运行，故障及时排除。"]
    assert form.other_fields == ()
    assert form.unassigned == ()


@pytest.mark.parametrize("layout", [Layout.FLATTENED, Layout.EXACT])
def test_rows_beside_a_goal_label_go_on_with_its_text(layout):
    below = "^" if layout is Layout.EXACT else " "
    form = read(
        f"项目支出绩效目标表\n| 年度绩效目标 | 目标1：帮扶10村。 |\n| {below} | 目标2：产业3个。 |",
        layout,
    )
    assert [g.text.text for g in form.goals] == ["目标1：帮扶10村。目标2：产业3个。"]


def test_texts_beside_two_goal_heads_go_on_under_their_own():
    form = read(
        "项目支出绩效自评表\n| 年度总体目标 | 预期目标 | 实际完成情况 |\n"
        "| | 建泵站。 | 已建成。 |\n| | 修水渠。 | 已修好。 |"
    )
    assert [g.text.text for g in form.goals] == ["建泵站。修水渠。"]
    assert [o.value.text for o in form.other_fields] == ["已建成。已修好。"]


def test_columns_beside_a_task_name_are_no_part_of_it():
    form = read(
        "部门整体支出绩效目标申报表\n"
        "| 年度主要任务 | 任务名称 | 主要内容 | 总额 | 财政拨款 | 其他资金 | 备注 |\n"
        "| | 防汛抗旱 | 修复水毁工程 | 50.5 | 50.5 | 0 | 含上级 |\n"
        "| | 农村饮水 | 维修管网 | 30 | 20 | 10 | |"
    )
    assert [t.name.text for t in form.tasks] == ["防汛抗旱", "农村饮水"]
    assert [(o.label.text, o.value.text) for o in form.other_fields] == [
        ("主要内容", "修复水毁工程"),
        ("备注", "含上级"),
        ("主要内容", "维修管网"),
    ]


def test_notes_behind_a_table_belong_to_the_form_above_them():
    text = "项目支出绩效目标表\n| 项目名称 | {} |" + TABLE
    one, two = read_forms(
        draw_sheet(text.format("甲") + "\n填表人：某丁\n附件2\n" + text.format("乙"))
    )
    assert [(o.label.text, o.value.text) for o in one.other_fields] == [("填表人", "某丁")]
    assert [t.text for t in two.unassigned] == ["附件2"]


@pytest.mark.parametrize("title", ["预算项目绩效目标", "2023年部门预算绩效目标（本级）"])
def test_titles_that_do_not_say_table(title):
    form = read(f"{title}\n| 项目名称 | 泵站 |")
    assert form.title.text == title


def test_the_blank_year_of_a_template_is_a_label():
    form = read("项目支出绩效目标表\n（    年度）\n| 项目名称 | |")
    assert form.unassigned == ()
    assert form.year is None


def test_money_and_goals_behind_the_indicators():
    (form,) = read_forms(
        draw_sheet(
            f"项目支出绩效目标表\n| 项目名称 | 泵站 |{TABLE}\n"
            "| 项目资金（万元） | 年度资金总额 | 10 | |\n| | 其中：财政拨款 | 10 | |\n"
            "| 年度总体目标 | 建好泵站 | | |"
        )
    )
    assert funding(form) == [("annual", "total", "10", "万元"), ("annual", "fiscal", "10", "万元")]
    assert [g.text.text for g in form.goals] == ["建好泵站"]
    assert len(form.indicators) == 1
