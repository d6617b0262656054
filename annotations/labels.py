"""What the cells of a form are called: our codes, and the words of the labelling interface.

The only file that knows both. Codes are stable: they stand in the corrections store.
"""

from collections.abc import Mapping
from enum import StrEnum


class Label(StrEnum):
    """What a cell is to its form."""

    TITLE = "title"
    LABEL = "label"
    FIELD = "field"
    FUNDING = "funding"
    TASK = "task"
    GOAL = "goal"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    VALUE = "value"
    COLUMN = "column"
    SKIPPED = "skipped"
    UNASSIGNED = "unassigned"
    OUTSIDE = "outside"  # printed on the page, but not of the form: stamps, page numbers


class Unprinted(StrEnum):
    """What of a form is chosen, not printed: the review page changes it, and no cell shows it."""

    FORM_TYPE = "form_type"
    YEAR = "year"
    PANEL = "panel"
    ITEM = "item"
    UNIT = "unit"


class Flag(StrEnum):
    """What an annotator says of a cell."""

    CONTINUED = "continued"
    UNREADABLE = "unreadable"
    NO_CONCEPT = "no_concept"


class LinkKind(StrEnum):
    """How a cell belongs to one on an earlier page."""

    PARENT = "parent"
    CONTINUES = "continues"


LABEL_WORDS: Mapping[str, str] = {
    Label.TITLE: "标题",
    Label.LABEL: "标签",
    Label.FIELD: "字段值",
    Label.FUNDING: "资金",
    Label.TASK: "任务",
    Label.GOAL: "目标",
    Label.LEVEL1: "一级指标",
    Label.LEVEL2: "二级指标",
    Label.LEVEL3: "三级指标",
    Label.VALUE: "指标值",
    Label.COLUMN: "其他列",
    Label.SKIPPED: "空行",
    Label.UNASSIGNED: "未归类",
    Label.OUTSIDE: "表外文字",
}
FLAG_WORDS: Mapping[str, str] = {
    Flag.CONTINUED: "续上页",
    Flag.UNREADABLE: "看不清",
    Flag.NO_CONCEPT: "无对应标准",
}
LINK_WORDS: Mapping[str, str] = {LinkKind.PARENT: "父级", LinkKind.CONTINUES: "续接"}
OUTCOME_WORDS: Mapping[str, str] = {
    "accepted": "合格",
    "rescan": "退回重扫",
    "no_form": "非绩效目标表",
}
FIELD_WORDS: Mapping[str, str] = {
    "project_name": "项目名称",
    "department": "主管部门",
    "implementing_unit": "实施单位",
    "project_attribute": "项目属性",
    "project_period": "项目期",
    "project_leader": "项目负责人",
    "other": "其他字段",
}
COLUMN_WORDS: Mapping[str, str] = {
    "standard": "评价标准",
    "basis": "设定依据",
    "last_year_value": "上年完成值",
    "weight": "权重",
    "scoring_rule": "评分规则",
    "evidence": "佐证资料",
    "actual_value": "实际完成值",
    "score": "得分",
    "deviation": "偏差原因",
    "operator": "指标性质",
    "unit": "度量单位",
    "direction": "指标方向",
    "extra": "未知列",
}
AMOUNT_WORDS: Mapping[str, str] = {
    "total": "资金总额",
    "fiscal": "财政拨款",
    "other": "其他资金",
    "item": "其他项",
}
KEY_WORDS: Mapping[str, Mapping[str, str]] = {
    Label.FIELD: FIELD_WORDS,
    Label.COLUMN: COLUMN_WORDS,
    Label.FUNDING: AMOUNT_WORDS,
}
"""The keys that a label has; other labels have none."""


def code_of(words: Mapping[str, str], word: str) -> str | None:
    """The code that a word of the interface stands for, None for an unknown word."""
    return next((code for code, known in words.items() if known == word), None)
