"""Cells of composed sheets → pieces in the words of the tagger: role, panel, key."""

from collections.abc import Sequence

from models.form_tagger.keys import COLUMN_KEYS, FIELD_KEYS, ITEM_KEYS, TASK_KEYS
from models.form_tagger.roles import Role, TaggedPanel
from training.form_tagger.pieces import Piece
from training.synthesis.sheet import SheetCell

_PANELS = {"annual": TaggedPanel.ANNUAL, "medium_term": TaggedPanel.MEDIUM_TERM}
_MONEY_COLUMNS = (
    ("得分", "points_reached"),
    ("分值", "points"),
    ("执行率", "rate"),
    ("年初", "initial"),
    ("执行", "executed"),
    ("预算", "planned"),
)
_TASK_PARTS = {
    "name": "task_name",
    "amounts": "task_amounts",
    "总额": "task_total",
    "财政拨款": "task_fiscal",
    "其他资金": "task_other",
}
_KNOWN_HEADS = {*COLUMN_KEYS, *FIELD_KEYS, *ITEM_KEYS}
_LEVEL1 = (
    ("满意", "satisfaction"),
    ("成本", "cost"),
    ("效", "benefit"),
    ("产出", "output"),
    ("完成", "output"),
)
_LEVEL2 = (
    ("满意", "service_satisfaction"),
    ("经济成本", "economic_cost"),
    ("社会成本", "social_cost"),
    ("生态环境成本", "ecological_cost"),
    ("成本", "output_cost"),
    ("数量", "quantity"),
    ("质量", "quality"),
    ("时效", "timeliness"),
    ("经济", "economic"),
    ("社会", "social"),
    ("生态", "ecological"),
    ("可持续", "sustained"),
    ("效益", "benefits"),
)
_SUM_OF_TASKS = "金额合计"


def money_column(head: str) -> str:
    """The key of a head over amounts: 全年执行数(B) → executed; '' for an empty one."""
    return next((key for mark, key in _MONEY_COLUMNS if mark in head), "")


def item_key(item: str) -> str:
    """total, fiscal and other are themselves; every other source is `source`."""
    return item if item in ITEM_KEYS else "source"


def piece_of(cell: SheetCell) -> Piece:
    """The piece of a cell, without its relations."""
    role = Role(cell.role) if cell.role else Role.NOISE
    panel, key = TaggedPanel.NONE, ""
    match role:
        case Role.FIELD_LABEL | Role.FIELD_VALUE:
            key = cell.key if cell.key in FIELD_KEYS else "other_field"
        case Role.MONEY_LABEL:
            key = "block" if cell.key == "block" else item_key(cell.key)
        case Role.MONEY_VALUE:
            name, _, item = cell.key.partition(":")
            panel = _PANELS.get(name, TaggedPanel.NONE)
            key = "all" if name == "all" else item_key(item.partition(":")[0])
        case Role.MONEY_HEAD:
            key = money_column(cell.text)
        case Role.TASK_HEAD:
            key = _TASK_PARTS.get(cell.key, "")
        case Role.TASK_MONEY:
            key = f"task_{cell.key}" if f"task_{cell.key}" in TASK_KEYS else ""
        case Role.TASK_NAME if cell.text == _SUM_OF_TASKS:
            role = Role.TOTAL_LABEL
        case Role.COLUMN_HEAD:
            key = cell.key if cell.key in _KNOWN_HEADS else ""
        case Role.LEVEL1:
            key = _marked(cell.text, _LEVEL1)
        case Role.LEVEL2:
            key = _marked(cell.text, _LEVEL2)
            panel = _PANELS.get(cell.key, TaggedPanel.NONE)
        case _:
            panel = _PANELS.get(cell.key, TaggedPanel.NONE)
    return Piece(cell.text, role, panel, key, rows=cell.row_span, columns=cell.column_span)


def _marked(text: str, marks: Sequence[tuple[str, str]]) -> str:
    """The key of the first mark that a label, still in its usual wording, has; '' for none."""
    return next((key for mark, key in marks if mark in text.replace("\n", "")), "")
