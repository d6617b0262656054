"""Columns left of the levels that say to which project rows belong, as wide tables have them.

The first project's name, money and goal are those of the form; those of others are kept beside.
"""

from collections.abc import Sequence

from extractor.form.column_heads import Column, panel_of
from extractor.form.columns import LEVEL_HEADS, ColumnPlan, ColumnRole
from extractor.form.draft import Draft
from extractor.form.labels import (
    field_label,
    funding_item,
    goal_label,
    is_amount,
    is_funding_block,
    money_unit,
)
from extractor.form.lines import Line
from extractor.form.rows import Token
from extractor.verbatim import FieldKey, FundingLine, Goal, OtherField, Panel, Printed


def read_project_columns(draft: Draft, lines: Sequence[Line], plan: ColumnPlan) -> None:
    """Take fields, money and goals out of the lines; a value printed in every row is one."""
    first_level = min((n for n, r in enumerate(plan.roles) if r.kind in LEVEL_HEADS), default=0)
    for index, role in enumerate(plan.roles[:first_level]):
        if not _tells_project(role):
            continue
        last = ""
        for line in lines:
            tokens = line.cells.pop(index, [])
            for token in tokens:
                value = draft.ledger.use(token, "field_value")
                if token.folded != last:
                    _book(draft, role, token, value)
                last = token.folded


def _tells_project(role: ColumnRole) -> bool:
    label = role.head.folded
    return role.kind in (Column.EXTRA, Column.UNIT, Column.VALUE) and (
        _field(role) is not None
        or funding_item(label) is not None
        or is_funding_block(label)
        or goal_label(label)
    )


def _field(role: ColumnRole) -> FieldKey | None:
    """The field of a column; 单位 left of the levels is who spends, right of them a measure."""
    if role.kind is Column.UNIT:
        return FieldKey.IMPLEMENTING_UNIT
    return field_label(role.head.folded)


def _book(draft: Draft, role: ColumnRole, token: Token, value: Printed) -> None:
    label = role.head.folded
    key = _field(role)
    panel = panel_of(label) or Panel.ANNUAL
    if key is not None:
        draft.keep_field(key, role.head, value)
    elif goal_label(label) and not any(g.panel is panel for g in draft.goals):
        draft.goals.append(Goal(panel, value))
    elif is_amount(token.folded) and not goal_label(label) and not _has_money(draft, label, panel):
        unit = money_unit(token.folded) or money_unit(label) or draft.money_unit
        item = funding_item(label) or "total"
        draft.funding.append(FundingLine(panel, item, role.head.printed, value, unit))
    else:
        draft.other_fields.append(OtherField(role.head.printed, value))


def _has_money(draft: Draft, label: str, panel: Panel) -> bool:
    item = funding_item(label) or "total"
    return any(line.item == item and line.panel is panel for line in draft.funding)
