"""Cells of one row → columns of the plan: the cheapest monotone assignment, by dynamic programming.

Flattening shifts the cells of a row left or right, as a block or from some cell on. A cell's column
is therefore evidence, not truth: each assignment costs what the text misfits the column, what the
cell is shifted, and (more) where the shift changes within the row.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.affinity import NOT_APPLICABLE, echo_price, echoes, misfit
from extractor.form.column_heads import Column
from extractor.form.columns import ColumnPlan, ColumnRole
from extractor.form.rows import Row, Token
from extractor.grid import Layout

_SPILL = 6.0  # a cell that finds no column
_UNKNOWN_LABEL = 1.0  # a text under the head of a level that names no known one
_LONE_NAME = 1.8  # a level-3 without a value
_LONE_VALUE = 2.2  # a value without a level-3
_MOST_ROLES = 60  # more columns than any form has
_MOST_CELLS = 5  # times the columns of the table: more cells than any of its rows has


@dataclass(frozen=True, slots=True)
class Weights:
    """Price of one column of shift, and of one column of change in shift."""

    shift: float
    change: float


_WEIGHTS = {
    Layout.FLATTENED: Weights(shift=0.12, change=0.55),
    Layout.EXACT: Weights(shift=1.6, change=0.8),
    Layout.STREAM: Weights(shift=0.0, change=0.0),
}


@dataclass(frozen=True, slots=True)
class Aligned:
    """A row's cells by index of the plan's roles; cells without a column are
    left out. `shifted` when any cell stands in another column than its head."""

    cells: tuple[tuple[int, Token], ...]
    shifted: bool


@dataclass(slots=True)
class _State:
    cost: float
    shift: int
    path: tuple[tuple[int, int], ...]  # (token, role)


def align(row: Row, plan: ColumnPlan) -> Aligned:
    """The cheapest assignment of the row's cells to the plan's columns, in printed order."""
    if len(plan.roles) > _MOST_ROLES or len(row.tokens) > _MOST_CELLS * (len(plan.roles) + 1):
        return _aligned_in_place(row, plan)
    weights = _WEIGHTS[row.layout or Layout.STREAM]
    cost_level = Column.LEVEL1 if plan.cost_is_level1 else Column.LEVEL2
    # by the last role used and the shift there: all that later prices depend on
    best: dict[tuple[int, int], _State] = {(-1, 0): _State(0.0, 0, ())}
    ordinal = row.layout is Layout.STREAM
    echo = echoes([t.folded for t in row.tokens]) if ordinal else (False,) * len(row.tokens)
    for number, token in enumerate(row.tokens):
        following: dict[tuple[int, int], _State] = {}
        for (last, _), state in best.items():
            _keep(following, last, _State(state.cost + _SPILL, state.shift, state.path))
            for index in range(last + 1, len(plan.roles)):
                role = plan.roles[index]
                cost = state.cost + _misfit(row, token, role, cost_level)
                cost += _shift_cost(token, role, state, weights)
                if not NOT_APPLICABLE.fullmatch(token.folded):
                    cost += _skip_cost(plan.roles, last, index)
                if ordinal:
                    cost += _panel_cost(plan.roles, last, index)
                    cost += echo_price(echo[number], role.kind, bool(role.group))
                path = (*state.path, (number, index))
                _keep(following, index, _State(cost, token.column - role.column, path))
        best = following
    final = min(best.items(), key=lambda item: item[1].cost + _tail_cost(plan.roles, item[0][0]))
    return _result(row, plan, final[1])


def _aligned_in_place(row: Row, plan: ColumnPlan) -> Aligned:
    """Each cell under the head of its own column: no form is so wide, and trying all shifts of
    its cells would take for ever."""
    role_at = {role.column: index for index, role in reversed(list(enumerate(plan.roles)))}
    cells = tuple((role_at[t.column], t) for t in row.tokens if t.column in role_at)
    return Aligned(cells, False)


def _misfit(row: Row, token: Token, role: ColumnRole, cost_level: Column) -> float:
    """What the text misfits the column; a cell right under the head of a level is a label of that
    level, known or not, where the columns are sure."""
    cost = misfit(token.folded, role.kind, cost_level)
    if row.layout is not Layout.EXACT or role.kind not in (Column.LEVEL1, Column.LEVEL2):
        return cost
    in_place = (token.column, token.column_span) == (role.column, role.span)
    same_table = role.head.key[0] == row.block  # behind a page break columns may stand elsewhere
    return min(cost, _UNKNOWN_LABEL) if in_place and same_table else cost


def _keep(states: dict[tuple[int, int], _State], last: int, state: _State) -> None:
    known = states.get((last, state.shift))
    if known is None or state.cost < known.cost:
        states[(last, state.shift)] = state


def _shift_cost(token: Token, role: ColumnRole, state: _State, weights: Weights) -> float:
    shift = token.column - role.column
    inside = token.column <= role.column < token.column + token.column_span or (
        role.column <= token.column < role.column + role.span
    )
    distance = 0 if inside else abs(shift)
    exact = weights.change < weights.shift
    moved = 0 if inside and exact else abs(shift - state.shift)
    if NOT_APPLICABLE.fullmatch(token.folded):
        moved = 0
    return weights.shift * distance + weights.change * min(moved, 3)


def _skip_cost(roles: Sequence[ColumnRole], last: int, index: int) -> float:
    """Price of the roles passed over between `last` and `index`, in view of what was used."""
    cost = 0.0
    skipped = roles[last + 1 : index]
    if last >= 0 and roles[last].kind is Column.LEVEL3:
        cost += _LONE_NAME * any(r.kind is Column.VALUE for r in skipped)
    if roles[index].kind is Column.VALUE:
        names = [i for i in range(index) if roles[i].kind is Column.LEVEL3]
        cost += _LONE_VALUE * (bool(names) and last < names[-1])
    return cost


def _panel_cost(roles: Sequence[ColumnRole], last: int, index: int) -> float:
    """Where columns are lost: price of passing over a whole panel."""
    passed = {r.group for r in roles[last + 1 : index] if r.kind is Column.LEVEL3}
    return 0.9 * len(passed - {roles[index].group, None})


def _tail_cost(roles: Sequence[ColumnRole], last: int) -> float:
    named = last >= 0 and roles[last].kind is Column.LEVEL3
    return _LONE_NAME * (named and any(r.kind is Column.VALUE for r in roles[last + 1 :]))


def _result(row: Row, plan: ColumnPlan, state: _State) -> Aligned:
    placed = dict(state.path)
    cells = tuple((placed[n], t) for n, t in enumerate(row.tokens) if n in placed)
    shifted = any(
        not (t.column <= plan.roles[i].column < t.column + t.column_span)
        and not (plan.roles[i].column <= t.column < plan.roles[i].column + plan.roles[i].span)
        for i, t in cells
    )
    return Aligned(cells, shifted)
