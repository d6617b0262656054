"""The owner of each indicator row: the level-2 and level-1 label that it stands under.

A label is printed in place, spans the row, is followed down, or, where it was lost, rebuilt from
the panel beside it or from the row's level-2.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.form.column_heads import Column
from extractor.form.columns import ColumnPlan
from extractor.form.level_names import HOME, Level1, Level2
from extractor.form.lines import Line
from extractor.form.rows import Token, fold, joined
from extractor.form.tree import (
    Leaf,
    home_of,
    item_number,
    level1_key,
    level2_key,
    may_stand_under,
    own_rows,
    speaks_for,
)
from extractor.grid import Layout
from extractor.verbatim import Printed

INFERRED_FACTOR = 0.85  # of the confidence, for a label that is not printed in its place
_DOUBTFUL = 0.6


@dataclass(frozen=True, slots=True)
class Owner:
    """A level label of a row: printed text or, where it was lost, the standard name."""

    text: Printed | None
    inferred: bool


@dataclass(frozen=True, slots=True)
class _Label:
    """A cell of the level-1 column: the group it stands for, and whether it is one of level 1."""

    token: Token
    key: Level1 | None
    stays: bool


def lines_to_owners(lines: Sequence[Line], plan: ColumnPlan) -> list[list[tuple[Owner, Owner]]]:
    """The level-1 and level-2 owner of each line, for each panel group of the plan."""
    groups = range(len(plan.panels))
    served = sorted({_level2_group(plan, g) for g in groups})
    level2 = {g: _level2_owners(lines, plan, g) for g in served}
    _infer_from_neighbours(lines, plan, level2)
    level1 = _level1_owners(lines, plan, level2)
    return [
        [(level1[n][g], level2[_level2_group(plan, g)][n]) for g in groups]
        for n in range(len(lines))
    ]


def _level2_group(plan: ColumnPlan, group: int) -> int:
    """The group whose level-2 column serves a panel: its own, or the shared one as -1."""
    own = any(r.kind is Column.LEVEL2 and r.group == group for r in plan.roles)
    return group if own else -1


def _content(line: Line, plan: ColumnPlan, group: int) -> bool:
    """Whether a line prints a name or a value in a panel (any panel for -1)."""
    return any(
        plan.roles[i].kind in (Column.LEVEL3, Column.VALUE)
        and (group == -1 or plan.roles[i].group in (group, None))
        for i in line.cells
    )


def _covering(lines: Sequence[Line], role: int) -> list[Token | None]:
    """Exact grids: the label cell whose span covers each line; None where none does."""
    owners: list[Token | None] = [None] * len(lines)
    at: dict[tuple[int, int], list[int]] = {}
    for number, line in enumerate(lines):
        at.setdefault((line.row.block, line.row.grid_row), []).append(number)
    for line in lines:
        token = line.first(role)
        if token is None or line.row.layout is not Layout.EXACT:
            continue
        for row in range(line.row.grid_row, line.row.grid_row + token.row_span):
            for number in at.get((line.row.block, row), ()):
                owners[number] = token
    return owners


def _label(line: Line, role: int) -> Token | None:
    """The label printed in a line, pieces of a cut label joined."""
    tokens = line.cells.get(role)
    if not tokens:
        return None
    if len(tokens) == 1:
        return tokens[0]
    text = joined(t.printed for t in tokens)
    first = tokens[0]
    if text is None:
        return first
    span = sum(t.row_span for t in tokens)
    return Token(
        first.key, text.text, line.text(role), first.column, 1, span, text.where, text.confidence
    )


def _level2_owners(lines: Sequence[Line], plan: ColumnPlan, group: int) -> list[Owner]:
    role = plan.place_of(Column.LEVEL2, None if group == -1 else group)
    if role is None:
        return [Owner(None, False) for _ in lines]
    covered = _covering(lines, role)
    members = [
        n for n, line in enumerate(lines) if _content(line, plan, group) or _label(line, role)
    ]
    leaves = [_leaf(lines[n], plan, group, role) for n in members]
    owned = dict(zip(members, own_rows(leaves), strict=True))
    owners = []
    for number, line in enumerate(lines):
        printed = _label(line, role)
        token = printed if covered[number] is not None and printed else covered[number]
        token = token or owned.get(number)
        lost = token is not None and line.row.layout is Layout.EXACT and covered[number] is None
        owners.append(Owner(token.printed if token else None, lost))
    return owners


def _leaf(line: Line, plan: ColumnPlan, group: int, role: int) -> Leaf:
    own = None if group == -1 else group
    name, value = plan.place_of(Column.LEVEL3, own), plan.place_of(Column.VALUE, own)
    level1 = plan.place_of(Column.LEVEL1, None)
    printed = line.text(name) if name is not None else ""
    return Leaf(
        _label(line, role),
        level1_key(line.text(level1)) if level1 is not None else None,
        item_number(printed),
        speaks_for(printed, line.text(value) if value is not None else ""),
        line.row.after_break,
    )


def _infer_from_neighbours(
    lines: Sequence[Line], plan: ColumnPlan, level2: dict[int, list[Owner]]
) -> None:
    """A row whose level-2 was lost in one panel takes it from the panel beside it.

    Only where both panels print the same indicator in that row, and the label beside it is
    printed nowhere in this panel.
    """
    for group, owners in level2.items():
        role, name = plan.place_of(Column.LEVEL2, group), plan.place_of(Column.LEVEL3, group)
        if group == -1 or role is None or name is None:
            continue
        known = {level2_key(line.text(role)) for line in lines}
        for other in level2:
            other_role, other_name = (
                plan.place_of(Column.LEVEL2, other),
                plan.place_of(Column.LEVEL3, other),
            )
            if other == group or other_role is None or other_name is None:
                continue
            for number, line in enumerate(lines):
                label = _label(line, other_role)
                if label is None or role in line.cells or level2_key(label.folded) in known:
                    continue
                if line.text(name) and line.text(name) == line.text(other_name):
                    owners[number] = Owner(label.printed, True)


def _level1_owners(
    lines: Sequence[Line], plan: ColumnPlan, level2: dict[int, list[Owner]]
) -> list[list[Owner]]:
    """The level-1 of each line, for each panel group."""
    role = plan.place_of(Column.LEVEL1, None)
    printed = [_label(line, role) if role is not None else None for line in lines]
    covered = _covering(lines, role) if role is not None else [None] * len(lines)
    labels = [
        _level1_label(line, line_token, plan)
        for line, line_token in zip(lines, printed, strict=True)
    ]
    names: dict[Level1, Printed] = {}
    for label in labels:
        if label is not None and label.key is not None:
            names.setdefault(label.key, label.token.printed)
    result: list[list[Owner]] = []
    last: _Label | None = None
    for number, line in enumerate(lines):
        own = labels[number] or _level1_label(line, covered[number], plan)
        last = own or last
        row = []
        for group in range(len(plan.panels)):
            owner2 = level2[_level2_group(plan, group)][number]
            row.append(_level1(own, last, owner2, (names, plan.cost_is_level1)))
        result.append(row)
    return result


def _level1_label(line: Line, token: Token | None, plan: ColumnPlan) -> _Label | None:
    """A cell of the level-1 column as a label of level 1: what is printed there stays, unless it
    only repeats the level 2 beside it, or names one where rows may have moved."""
    if token is None:
        return None
    key2 = level2_key(token.folded)
    key1 = level1_key(token.folded) or (HOME[key2] if key2 is not None else None)
    if level1_key(token.folded) is not None or key2 is None:
        return _Label(token, key1, True)
    beside = [line.text(i) for i in line.cells if plan.roles[i].kind is Column.LEVEL2]
    stays = line.row.layout is Layout.EXACT or any(beside)
    if token.folded in beside or not stays:
        return _Label(token, None, False)
    return _Label(token, key1, True)


def _level1(
    own: _Label | None,
    above: _Label | None,
    level2: Owner,
    form: tuple[dict[Level1, Printed], bool],
) -> Owner:
    """One row's level-1: printed in place, else followed down, else rebuilt from its level-2."""
    names, cost_is_level1 = form
    key2 = level2_key(fold(level2.text.text)) if level2.text else None
    if own is not None and own.stays and not (key2 is not None and _is_misread(own.token)):
        return Owner(own.token.printed, False)
    if key2 is None:
        return Owner(above.token.printed, own is not None) if above else Owner(None, False)
    if above is not None and _may_follow(level2, key2, above.key):
        return Owner(above.token.printed, False)
    home = home_of(key2, cost_is_level1)
    return Owner(names.get(home) or Printed(home.value, (), INFERRED_FACTOR), True)


_PUBLIC_SATISFACTION = "社会公众"


def _may_follow(level2: Owner, key2: Level2, key1: Level1 | None) -> bool:
    """Whether a level-2 may stand under the level-1 above it; the older 社会公众或服务对象满意度
    stands under 效益指标."""
    if key1 is None:
        return False
    older = level2.text is not None and _PUBLIC_SATISFACTION in level2.text.text
    return may_stand_under(key2, key1) or (older and key1 is Level1.BENEFIT)


def _is_misread(token: Token) -> bool:
    return level1_key(token.folded) is None and token.confidence < _DOUBTFUL
