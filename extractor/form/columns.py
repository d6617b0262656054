"""The head of an indicator table → which column holds what, and for which panel."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.form.affinity import names_stub
from extractor.form.column_heads import Column, column_head, panel_of
from extractor.form.contents import kinds_by_contents
from extractor.form.level_names import COST_LEVEL2, level2_label
from extractor.form.rows import Row, Token
from extractor.grid import Layout
from extractor.verbatim import Panel

_NAMES_LEVEL3 = re.compile(r"三级|名称")
_TALLEST_HEAD = 3  # rows; what is taller stands beside the indicators too
LEVEL_HEADS = (Column.LEVEL1, Column.LEVEL2, Column.LEVEL3)
"""The kinds of columns that make the tree."""


@dataclass(frozen=True, slots=True)
class ColumnRole:
    """One column: its kind, first grid column, span and panel group (0-based; None = shared)."""

    kind: Column
    column: int
    span: int
    group: int | None
    head: Token


@dataclass(frozen=True, slots=True)
class ColumnPlan:
    """All columns of an indicator table in printed order.

    `panels` has one entry a group: the panel, or None for a repetition of an earlier group.
    `cost_is_level1` says that the form follows the 2021 scheme, where 成本指标 is a level-1.
    """

    roles: tuple[ColumnRole, ...]
    panels: tuple[Panel | None, ...]
    cost_is_level1: bool = False

    def place_of(self, kind: Column, group: int | None) -> int | None:
        """The index of the first role of a kind that serves a group (None: any group)."""
        for index, role in enumerate(self.roles):
            if role.kind is kind and (group is None or role.group in (group, None)):
                return index
        return None


def is_indicator_head(row: Row) -> bool:
    """Whether a row heads an indicator table: a level head beside an indicator or value head."""
    kinds = [column_head(t.folded) for t in row.tokens]
    levels = sum(kind in LEVEL_HEADS for kind in kinds)
    names = Column.LEVEL3 in kinds or Column.LEVEL2 in kinds
    measures = sum(kind in (Column.VALUE, Column.ACTUAL, Column.WEIGHT) for kind in kinds)
    return names and (levels >= 2 or measures >= 1) and len(row.tokens) >= 2


def has_cost_level1(rows: Sequence[Row]) -> bool:
    """Whether rows print a level-2 of cost (经济成本指标 …), which only stands under 成本指标."""
    labels = (level2_label(t.folded) for row in rows for t in row.tokens)
    return any(label is not None and label.sure and label.key in COST_LEVEL2 for label in labels)


def plan_columns(
    head: Row, above: Row | None, goal_panels: Sequence[Panel], body: Sequence[Row] = ()
) -> ColumnPlan:
    """The plan of an indicator table.

    Args:
        head: the row with 一级指标, 二级指标 …
        above: the row over it, where it carries panel names; else None.
        goal_panels: panels named by the goal block, in printed order.
        body: the rows below, which tell what columns hold whose heads do not.
    """
    printed = kinds_by_contents(head.tokens, [_kind(token, head) for token in head.tokens], body)
    kinds = _one_name_a_value(head.tokens, _with_unread_names(printed))
    groups = _groups(head.tokens, kinds)
    roles = tuple(
        ColumnRole(kind, token.column, token.column_span, group, token)
        for token, kind, group in zip(head.tokens, kinds, groups, strict=True)
    )
    if not any(role.kind is Column.STUB for role in roles):
        # a vertical 绩效指标 may appear behind a page break only
        stub = replace(head.tokens[0], text="", folded="")
        roles = (ColumnRole(Column.STUB, head.tokens[0].column - 1, 1, None, stub), *roles)
    return ColumnPlan(roles, _group_panels(roles, above, goal_panels))


def headless_plan(row: Row) -> ColumnPlan:
    """The plan of rows without a head, from the looks of one: levels, name, value, then numbers."""
    kinds = [Column.LEVEL1, Column.LEVEL2, Column.LEVEL3, Column.VALUE]
    more = row.tokens[4:]
    if len(more) == 1:
        kinds.append(
            Column.WEIGHT if re.fullmatch(r"\d+(\.\d+)?", more[0].folded) else Column.ACTUAL
        )
    elif more:
        kinds += [Column.ACTUAL, Column.WEIGHT, Column.SCORE][: len(more)]
    nothing = replace(row.tokens[0], text="", folded="")
    roles = tuple(ColumnRole(kind, i, 1, None, nothing) for i, kind in enumerate(kinds))
    return ColumnPlan(roles, (Panel.ANNUAL,))


def _with_unread_names(kinds: Sequence[Column]) -> list[Column]:
    """A head that was misread between those of level 2 and of the value stands over names."""
    result = list(kinds)
    for i in range(1, len(kinds) - 1):
        if (kinds[i - 1], kinds[i], kinds[i + 1]) == (Column.LEVEL2, Column.EXTRA, Column.VALUE):
            result[i] = Column.LEVEL3
    return result


def _one_name_a_value(tokens: Sequence[Token], kinds: Sequence[Column]) -> list[Column]:
    """A second name column without a value column of its own explains the first: 指标解释."""
    names = [i for i, kind in enumerate(kinds) if kind is Column.LEVEL3]
    if len(names) <= max(1, kinds.count(Column.VALUE)):
        return list(kinds)
    named = [i for i in names if _NAMES_LEVEL3.search(tokens[i].folded)]
    named = named or [i for i in names if "解释" not in tokens[i].folded] or names[:1]
    return [
        Column.EXTRA if kind is Column.LEVEL3 and i not in named else kind
        for i, kind in enumerate(kinds)
    ]


def _kind(token: Token, head: Row) -> Column:
    kind = column_head(token.folded)
    if kind is None:
        stands_first = token.key == head.tokens[0].key
        stands_beside = names_stub(token.folded) or token.row_span > _TALLEST_HEAD
        return Column.STUB if stands_first and stands_beside else Column.EXTRA
    others = {column_head(t.folded) for t in head.tokens if t.key != token.key}
    if kind is Column.STUB and Column.LEVEL3 not in others:
        return Column.LEVEL3 if token.column > head.tokens[0].column else kind
    return kind


def _groups(tokens: Sequence[Token], kinds: Sequence[Column]) -> list[int | None]:
    """Panel group of each column: a new group begins where level-2, level-3 or value repeats."""
    groups: list[int | None] = []
    current, seen = 0, set[Column]()
    repeats = {k for k in kinds if kinds.count(k) > 1}
    for token, kind in zip(tokens, kinds, strict=True):
        if kind in (Column.STUB, Column.LEVEL1) or (
            kind in (Column.LEVEL2, Column.LEVEL3) and kind not in repeats
        ):
            groups.append(None)
            continue
        if kind in seen and _opens_group(token, kind):
            current += 1
            seen = set()
        seen.add(kind)
        groups.append(current)
    return groups if current else [None if g is None else 0 for g in groups]


def _opens_group(token: Token, kind: Column) -> bool:
    if kind in (Column.LEVEL2, Column.LEVEL3):
        return True
    return kind is Column.VALUE and not re.search(r"调整|单位", token.folded)


def _group_panels(
    roles: Sequence[ColumnRole], above: Row | None, goal_panels: Sequence[Panel]
) -> tuple[Panel | None, ...]:
    count = 1 + max((r.group for r in roles if r.group is not None), default=0)
    named: list[Panel | None] = [None] * count
    for role in roles:
        if role.group is not None and role.kind in (Column.VALUE, Column.LEVEL3, Column.LEVEL2):
            named[role.group] = named[role.group] or _head_panel(role.head, above)
    if count == 1:
        alone = goal_panels[0] if len(set(goal_panels)) == 1 else Panel.ANNUAL
        only = named[0] if named[0] is Panel.MEDIUM_TERM else alone
        return (only,)
    defaults = list(dict.fromkeys(goal_panels)) if len(set(goal_panels)) > 1 else []
    if defaults and None not in named and len(set(named)) == 1:
        named = [None] * count  # one wording over both halves; the goals tell them apart
    defaults = defaults or [Panel.MEDIUM_TERM, Panel.ANNUAL]
    panels: list[Panel | None] = []
    for index, name in enumerate(named):
        panel = name or (defaults[index] if index < len(defaults) else None)
        panels.append(None if panel in panels else panel)
    return tuple(panels)


def _head_panel(head: Token, above: Row | None) -> Panel | None:
    own = panel_of(head.folded)
    if own is not None or above is None or above.layout is not Layout.EXACT:
        return own
    for token in above.tokens:
        covers = token.column <= head.column < token.column + token.column_span
        if covers and panel_of(token.folded) is not None:
            return panel_of(token.folded)
    return None
