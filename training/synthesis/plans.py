"""What distinguishes the printed layouts: labels, columns, where panels and money stand."""

from dataclasses import dataclass
from enum import StrEnum


class FormLayout(StrEnum):
    """The layouts, named after a place that prints them."""

    JINING = "jining"  # one panel, money in one cell
    YANCHI = "yanchi"  # approval form, money in rows
    TIANCHANG = "tianchang"  # two panels side by side, each with 绩效标准
    KORLA = "korla"  # one panel with weights and evidence, no stub
    SUZHOU = "suzhou"  # two panels side by side; departments: task list and one panel


class PanelStyle(StrEnum):
    """Where the medium-term panel stands if there is one."""

    STACKED = "stacked"
    SIDE_BY_SIDE = "side_by_side"


class MoneyStyle(StrEnum):
    """How amounts are set."""

    ONE_CELL = "one_cell"
    ROWS = "rows"
    ONE_LINE = "one_line"


@dataclass(frozen=True, slots=True)
class Plan:
    """A layout as data. `field_lines` are rows of (key, label) pairs; `columns` are the
    (key, label) pairs right of 指标值; `stub_head` is the cell left of the column headers
    (None: the stub covers the headers too), `stub` its text ('' = no stub column)."""

    field_lines: tuple[tuple[tuple[str, str], ...], ...]
    panels: PanelStyle
    money: MoneyStyle
    money_label: str
    goal_label: str
    stub: str
    label_columns: int = 1
    stub_head: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    total_label: str = "年度资金总额:"
    closing_row: str = ""


STANDARD = ("standard", "绩效标准")
OTHER_COLUMNS = (
    STANDARD,
    ("basis", "指标值设置依据"),
    ("last_year_value", "上年完成值"),
    ("weight", "指标分值权重"),
    ("scoring_rule", "指标赋分规则"),
    ("evidence", "佐证资料"),
)
FIELD_LABELS = {
    "project_name": "项目名称",
    "department": "主管部门",
    "implementing_unit": "实施单位",
    "project_attribute": "项目属性",
    "project_period": "项目期",
    "project_leader": "项目负责人",
}
_NAME = ("project_name", "项目名称")
_DEPARTMENT = ("department", "主管部门")
_UNIT = ("implementing_unit", "实施单位")
_ATTRIBUTE = ("project_attribute", "项目属性")
_PERIOD = ("project_period", "项目期")

PLANS: dict[FormLayout, Plan] = {
    FormLayout.JINING: Plan(
        field_lines=((_NAME,), (_DEPARTMENT,), (("implementing_unit", "项目单位"),)),
        panels=PanelStyle.STACKED,
        money=MoneyStyle.ONE_CELL,
        money_label="资金情况",
        goal_label="项目目标",
        stub="年度绩效指标",
        stub_head="绩效指标",
    ),
    FormLayout.YANCHI: Plan(
        field_lines=((_NAME,), (_DEPARTMENT, _UNIT), (_ATTRIBUTE, _PERIOD)),
        panels=PanelStyle.STACKED,
        money=MoneyStyle.ROWS,
        money_label="项目资金\n(万元)",
        goal_label="年度总体目标",
        stub="绩效指标",
        stub_head="名称",
    ),
    FormLayout.TIANCHANG: Plan(
        field_lines=((_NAME,), (_UNIT,), (_ATTRIBUTE,)),
        panels=PanelStyle.SIDE_BY_SIDE,
        money=MoneyStyle.ROWS,
        money_label="项目资金\n(万元)",
        goal_label="总体目标",
        stub="绩效指标",
        columns=(STANDARD,),
        closing_row="……",
    ),
    FormLayout.KORLA: Plan(
        field_lines=(
            (("implementing_unit", "预算单位"),),
            (_NAME, ("project_leader", "项目负责人")),
        ),
        panels=PanelStyle.STACKED,
        money=MoneyStyle.ONE_LINE,
        money_label="项目资金(万元)",
        goal_label="项目总体目标",
        stub="",
        label_columns=2,
        columns=OTHER_COLUMNS[1:],
        total_label="年度预算总额:",
    ),
    FormLayout.SUZHOU: Plan(
        field_lines=((_NAME,), (_UNIT,), (_ATTRIBUTE, _PERIOD)),
        panels=PanelStyle.SIDE_BY_SIDE,
        money=MoneyStyle.ROWS,
        money_label="项目资金\n(万元)",
        goal_label="总体目标",
        stub="绩效指标",
        label_columns=2,
    ),
}
DEPARTMENT_PLAN = Plan(
    field_lines=((("implementing_unit", "部门（单位）名称"),),),
    panels=PanelStyle.STACKED,
    money=MoneyStyle.ROWS,
    money_label="部门资金\n(万元)",
    goal_label="年度总体目标",
    stub="年度绩效指标",
    columns=(STANDARD,),
)
