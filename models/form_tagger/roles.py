"""What a token of a form can be: the labels of the form tagger."""

from enum import StrEnum


class Role(StrEnum):
    """The role of a token."""

    TITLE = "title"
    UNIT_NOTE = "unit_note"
    FIELD_LABEL = "field_label"
    FIELD_VALUE = "field_value"
    MONEY_LABEL = "money_label"
    MONEY_HEAD = "money_head"
    MONEY_VALUE = "money_value"
    TASK_LABEL = "task_label"
    TASK_HEAD = "task_head"
    TASK_NAME = "task_name"
    TASK_MONEY = "task_money"
    GOAL_LABEL = "goal_label"
    GOAL_VALUE = "goal_value"
    GOAL_RESULT = "goal_result"
    STUB = "stub"
    PANEL_LABEL = "panel_label"
    COLUMN_HEAD = "column_head"
    LEVEL1 = "level1"
    LEVEL2 = "level2"
    LEVEL3 = "level3"
    EXPLANATION = "explanation"
    VALUE = "value"
    SIGN = "sign"
    NUMBER = "number"
    UNIT = "unit"
    DIRECTION = "direction"
    STANDARD = "standard"
    BASIS = "basis"
    LAST_YEAR = "last_year_value"
    WEIGHT = "weight"
    SCORING = "scoring_rule"
    EVIDENCE = "evidence"
    ACTUAL = "actual_value"
    SCORE = "score"
    DEVIATION = "deviation"
    TOTAL_LABEL = "total_label"
    TOTAL_SCORE = "total_score"
    APPROVAL_LABEL = "approval_label"
    APPROVAL_VALUE = "approval_value"
    FOOTNOTE = "footnote"
    FILLER = "filler"
    NOISE = "noise"


class TaggedPanel(StrEnum):
    """The panel of a token; NONE for what belongs to no panel."""

    NONE = "none"
    ANNUAL = "annual"
    MEDIUM_TERM = "medium_term"


ROLES = tuple(Role)
PANELS = tuple(TaggedPanel)
LEAF_COLUMNS = (
    Role.VALUE,
    Role.NUMBER,
    Role.SIGN,
    Role.UNIT,
    Role.DIRECTION,
    Role.STANDARD,
    Role.BASIS,
    Role.LAST_YEAR,
    Role.WEIGHT,
    Role.SCORING,
    Role.EVIDENCE,
    Role.ACTUAL,
    Role.SCORE,
    Role.DEVIATION,
    Role.EXPLANATION,
)
"""What stands beside the name of an indicator."""
