"""Sheet → forms: the order in which the parts of a form are looked for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.form.accounting import draft_to_form
from extractor.form.affinity import is_skeleton, names_stub
from extractor.form.approvals import is_approval_row, read_approvals
from extractor.form.budget import BudgetBlock, is_budget_row, read_budget_row
from extractor.form.column_heads import panel_of
from extractor.form.columns import (
    LEVEL_HEADS,
    ColumnPlan,
    has_cost_level1,
    headless_plan,
    plan_columns,
)
from extractor.form.draft import Draft
from extractor.form.goals import is_goal_row, read_goals, starts_goals
from extractor.form.header import read_head_row
from extractor.form.heads import head_at
from extractor.form.indicators import read_indicators
from extractor.form.labels import field_label, funding_item, is_funding_block, other_label
from extractor.form.level_names import level1_label
from extractor.form.loose import opens_headless, tighten
from extractor.form.rows import Row, sheet_to_rows
from extractor.form.segment import Segment, rows_to_segments
from extractor.form.tasks import read_tasks, starts_tasks
from extractor.form.titles import FOOT, YEAR
from extractor.grid import Layout, Sheet
from extractor.verbatim import Form, OtherField, Panel, Printed

_LONGEST_YEAR_LINE = 400
_YEAR_IN_LINE = re.compile(r"^\s*[(（]?\s*20\d{2}\s*年?\s*(度|预算)?\s*[)）]?(?=\s|$)")
_BLANK_YEAR = re.compile(r"\((20)?[_Xx×*]*年度?\)")
_UNIT_IN_LINE = re.compile(
    r"[(（]?\s*(金额|货币|计量)?\s*单位\s*[:：]?\s*(人民币)?\s*(?P<unit>亿元|万元|千元|元)\s*[)）]?"
)
_PANEL_NAME = re.compile(r".{0,8}(指标|目标)(\(.*\))?")
_TOTALS = ("合计", "总分", "总计", "小计", "总得分", "合计得分", "自评总分")


def read_forms(sheet: Sheet) -> tuple[Form, ...]:
    """All forms of a sheet, in printed order; () where it holds none."""
    segments = rows_to_segments(tighten(sheet_to_rows(sheet)))
    forms: list[Form] = []
    plan: ColumnPlan | None = None
    for segment in segments:
        form, plan = read_form(segment, plan)
        forms.append(form)
    return tuple(forms)


def read_form(segment: Segment, inherited: ColumnPlan | None) -> tuple[Form, ColumnPlan | None]:
    """One form from its rows, and the plan of its last table.

    `inherited` is the plan of the form above: a form whose table has no head of its own, as in
    wide tables that list many projects, goes by it.
    """
    draft, plan = segment_to_draft(segment, inherited)
    return draft_to_form(draft), plan


def segment_to_draft(
    segment: Segment, inherited: ColumnPlan | None
) -> tuple[Draft, ColumnPlan | None]:
    """What `read_form` reads, before it is frozen."""
    title = () if segment.title is None else (segment.title,)
    draft = Draft((*segment.before, *title, *segment.body))
    _read_title(draft, segment)
    body = list(segment.body)
    index = _read_parts(draft, body, 0)
    plan = inherited
    while index < len(body):
        index, plan = _read_table(draft, body, index, plan)
    return draft, plan


def _read_title(draft: Draft, segment: Segment) -> None:
    if segment.title is not None:
        token = segment.title.tokens[0]
        draft.title = draft.ledger.use(token, "title")
        if YEAR.search(token.folded):
            draft.year = draft.title


def _read_parts(draft: Draft, rows: Sequence[Row], index: int) -> int:
    """Fields, money, tasks and goals from a row on; returns the head row of the next indicator
    table, or the end."""
    block: BudgetBlock | None = None
    while index < len(rows) and not _starts_table(rows, index):
        row = rows[index]
        if len(row.tokens) == 1 and read_year_line(draft, row):
            pass
        elif is_approval_row(row):
            index = read_approvals(draft, rows, index)
            continue
        elif starts_tasks(row):
            index = read_tasks(draft, rows, index)
            continue
        elif _is_field_row(row):
            read_head_row(draft, row)
            _read_money_behind_fields(draft, row)
        elif starts_goals(rows, index):
            index = read_goals(draft, rows, index)
            continue
        elif is_budget_row(row, block):
            block = block or BudgetBlock(draft.money_unit)
            read_budget_row(draft, row, block)
        else:
            read_head_row(draft, row)
        index += 1
    return index


def _starts_table(rows: Sequence[Row], index: int) -> bool:
    return head_at(rows, index) is not None or opens_headless(rows[index])


def read_year_line(draft: Draft, row: Row) -> bool:
    """A line with the year, the unit of all amounts, or both: (2023年度)  单位：万元.

    A template leaves the place of the year blank: (    年度).
    """
    token = row.tokens[0]
    if len(token.text) > _LONGEST_YEAR_LINE:
        return False
    if _BLANK_YEAR.fullmatch(token.folded):
        draft.ledger.use(token, "year")
        return True
    year, unit = _YEAR_IN_LINE.match(token.text), _UNIT_IN_LINE.search(token.text)
    if year is not None and draft.year is None:
        draft.year = Printed(year.group(0).strip(), token.where, token.confidence)
    if unit is not None:
        draft.money_unit = unit.group("unit")
    rest = _UNIT_IN_LINE.sub("", _YEAR_IN_LINE.sub("", token.text)).strip()
    if rest or not (year or unit):
        return False
    draft.ledger.use(token, "year")
    return True


def _is_field_row(row: Row) -> bool:
    return field_label(row.tokens[0].folded) is not None


def _read_money_behind_fields(draft: Draft, row: Row) -> None:
    free = tuple(t for t in row.tokens if draft.ledger.free(t))
    if free:
        rest = replace(row, tokens=free)
        if is_budget_row(rest, None):
            read_budget_row(draft, rest, BudgetBlock(draft.money_unit))


def _read_table(
    draft: Draft, rows: Sequence[Row], index: int, inherited: ColumnPlan | None
) -> tuple[int, ColumnPlan]:
    """One indicator table from its head row on; returns the first row behind it, and its plan."""
    head = head_at(rows, index)
    if head is None:
        first = rows[index]
        plan = inherited or headless_plan(first)
    else:
        first = head.row
        below = [row for row in rows[index + head.height :] if row.block == first.block]
        plan = plan_columns(first, head.above, draft.goal_panels, below)
        draft.ledger.use_all((t for row in head.printed for t in row.tokens), "column_head")
        index += head.height
    parts: list[tuple[Panel | None, list[Row]]] = [(None, [])]
    while index < len(rows):
        row = rows[index]
        again = head_at(rows, index)
        if _names_panel(rows, index, plan):
            draft.ledger.use(row.tokens[0], "stub")
            parts.append((panel_of(row.tokens[0].folded), []))
        elif _opens_other_part(row, plan):
            break
        elif again is not None:
            if not _same_head(again.row, first):
                break
            draft.ledger.use_all((t for r in again.printed for t in r.tokens), "column_head")
            index += again.height - 1
        elif row.tokens[0].folded in _TOTALS:
            _read_total(draft, row)
        elif row.is_text and is_skeleton(row.folded):
            draft.skipped.append(draft.ledger.use(row.tokens[0], "skeleton"))
        elif row.is_text or _is_foot(row):
            read_head_row(draft, row)
        else:
            parts[-1][1].append(row)
        index += 1
    cost_is_level1 = has_cost_level1([row for _, body in parts for row in body])
    plan = replace(_stacked(plan, first), cost_is_level1=cost_is_level1)
    for panel, body in parts:
        read_indicators(draft, body, replace(plan, panels=(panel,)) if panel else plan)
    return _read_parts(draft, rows, index), plan


def _names_panel(rows: Sequence[Row], index: int, plan: ColumnPlan) -> bool:
    """Whether a row only names the panel of the indicators below it: 年度绩效指标 over the whole
    table."""
    row = rows[index]
    below = rows[index + 1] if index + 1 < len(rows) else None
    if row.is_text or len(row.tokens) > 1 or len(plan.panels) > 1 or below is None:
        return False
    token = row.tokens[0]
    wide = row.layout is not Layout.EXACT or token.column_span * 2 > row.width
    named = panel_of(token.folded) is not None and _PANEL_NAME.fullmatch(token.folded) is not None
    inside = below.block == row.block and len(below.tokens) > 1
    return wide and named and inside and any(level1_label(t.folded) for t in below.tokens)


def _is_foot(row: Row) -> bool:
    """Whether a table row is a note below the indicators: one cell over the whole width, or one
    that begins as notes do."""
    if len(row.tokens) > 1:
        return False
    token = row.tokens[0]
    wide = row.layout is Layout.EXACT and token.column_span * 5 >= row.width * 4 > 4
    return FOOT.match(token.folded) is not None or (wide and not names_stub(token.folded))


def _stacked(plan: ColumnPlan, head: Row) -> ColumnPlan:
    """A plan whose head's stub names the panel: 长期绩效指标 | 一级指标 | …"""
    panel = panel_of(head.tokens[0].folded) if len(plan.panels) == 1 else None
    return replace(plan, panels=(panel,)) if panel is not None else plan


def _same_head(row: Row, head: Row) -> bool:
    return [t.folded for t in row.tokens] == [t.folded for t in head.tokens]


def _opens_other_part(row: Row, plan: ColumnPlan) -> bool:
    """Whether a row begins something else than an indicator. Right of the first level stand only
    levels and indicators, also where they are called 绩效目标 or 资金投入 as in frameworks."""
    if row.is_text or _stands_inside(row, plan):
        return False
    first = row.tokens[0].folded
    return (
        field_label(first) is not None
        or other_label(first)
        or is_approval_row(row)
        or (is_goal_row(row) and len(first) > 2)
        or _heads_money(row)
    )


def _stands_inside(row: Row, plan: ColumnPlan) -> bool:
    levels = [r.column for r in plan.roles if r.kind in LEVEL_HEADS]
    in_columns = row.layout is Layout.EXACT or row.layout is Layout.FLATTENED
    return in_columns and row.tokens[0].column > min(levels, default=0)


def _heads_money(row: Row) -> bool:
    """Whether a row opens a block of amounts: 项目资金(万元) | 年度资金总额 | …"""
    first, rest = row.tokens[0].folded, row.tokens[1:]
    return is_funding_block(first) and any(funding_item(t.folded) for t in rest)


def _read_total(draft: Draft, row: Row) -> None:
    first, rest = row.tokens[0], row.tokens[1:]
    draft.ledger.use(first, "field_label")
    for token in rest:
        value = draft.ledger.use(token, "field_value")
        draft.other_fields.append(OtherField(first.printed, value))
