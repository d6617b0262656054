"""Aligned rows of an indicator table, with rows that a page break cut put together again."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.form.affinity import is_numbered, is_skeleton
from extractor.form.align import align
from extractor.form.column_heads import Column
from extractor.form.columns import ColumnPlan
from extractor.form.level_names import level1_label, level2_label
from extractor.form.rows import Ledger, Row, Token, fold


@dataclass(slots=True)
class Line:
    """One indicator row: the cells under each role of the plan (several where it was cut)."""

    row: Row
    cells: dict[int, list[Token]] = field(default_factory=dict)
    shifted: bool = False
    rejoined: bool = False

    def text(self, role: int) -> str:
        """The folded text under a role; '' where there is none."""
        return "".join(t.folded for t in self.cells.get(role, ()))

    def first(self, role: int) -> Token | None:
        """The first cell under a role, or None."""
        tokens = self.cells.get(role)
        return tokens[0] if tokens else None


def rows_to_lines(rows: Sequence[Row], plan: ColumnPlan, ledger: Ledger) -> list[Line]:
    """All rows aligned to the plan; continuation rows are added to the row they continue."""
    lines: list[Line] = []
    for row in rows:
        previous = lines[-1] if lines else None
        if previous is not None and row.after_break and _continues_label(row, previous, plan):
            _join_by_column(row, previous, plan)
            continue
        aligned = align(row, plan)
        line = Line(row, {i: [t] for i, t in aligned.cells}, aligned.shifted)
        _unglue(line, plan, ledger)
        if previous is not None and row.after_break and _continues_text(line, previous, plan):
            _join_cells(line, previous)
            continue
        lines.append(line)
    return lines


def _continues_label(row: Row, previous: Line, plan: ColumnPlan) -> bool:
    """Whether the row's first cell completes the label of the row above: 可持续 + 影响指标."""
    first = row.tokens[0].folded
    if level2_label(first) or level1_label(first) or is_skeleton(first):
        return False
    for index, role in enumerate(plan.roles):
        if role.kind in (Column.LEVEL1, Column.LEVEL2) and previous.text(index):
            whole = level2_label(previous.text(index) + first) or level1_label(
                previous.text(index) + first
            )
            if whole is not None and whole.sure:
                return True
    return False


def _join_by_column(row: Row, previous: Line, plan: ColumnPlan) -> None:
    """Add a fragment row's cells to the roles at their own columns, in order."""
    last = -1
    for token in row.tokens:
        free = list(range(last + 1, len(plan.roles)))
        if not free:
            break
        last = min(free, key=lambda i: abs(plan.roles[i].column - token.column))
        previous.cells.setdefault(last, []).append(token)
    previous.rejoined = True


def _continues_text(line: Line, previous: Line, plan: ColumnPlan) -> bool:
    """Whether a row behind a break only goes on with the texts of the row above it."""
    kinds = {plan.roles[i].kind for i in line.cells}
    if kinds & {Column.LEVEL1, Column.LEVEL2, Column.WEIGHT}:
        return False
    names = [i for i in line.cells if plan.roles[i].kind is Column.LEVEL3]
    values = [i for i in line.cells if plan.roles[i].kind is Column.VALUE]
    if any(is_numbered(line.text(i)) for i in names):
        return False
    if names and not values:
        return all(previous.text(i) for i in names)
    if values and not names:
        return all(not _is_closed(previous.text(i)) for i in values)
    return False


def _is_closed(value: str) -> bool:
    return value != "" and value[-1] in "%人次个元"


def _join_cells(line: Line, previous: Line) -> None:
    for index, tokens in line.cells.items():
        previous.cells.setdefault(index, []).extend(tokens)
    previous.rejoined = True


def _unglue(line: Line, plan: ColumnPlan, ledger: Ledger) -> None:
    """Split a name that swallowed its value, where the neighbour panel shows the border.

    Flattening glues a cell to the next one with a space. When one panel's row prints the value V
    alone and the other panel's name ends in ' V' without a value of its own, V is its value.
    """
    for (name, value), (_, other_value) in _panel_pairs(plan):
        token, donor = line.first(name), line.first(other_value)
        if token is None or donor is None or value in line.cells:
            continue
        head, space, tail = token.text.rpartition(" ")
        if space and fold(tail) == donor.folded and head.strip():
            first, second = ledger.cut(token, (head.strip(), tail))
            line.cells[name], line.cells[value] = [first], [second]


def _panel_pairs(
    plan: ColumnPlan,
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    places = []
    for group in range(len(plan.panels)):
        name = plan.place_of(Column.LEVEL3, group)
        value = plan.place_of(Column.VALUE, group)
        if name is not None and value is not None and plan.roles[name].group == group:
            places.append((name, value))
    return [(a, b) for a in places for b in places if a != b]
