"""What the columns of a table hold, told by their cells where their heads do not say it.

Heads are worded freely: 类别, 分类, 考核内容. The cells below are not: a column of 数量指标,
质量指标 holds level 2 whatever its head calls it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence

from extractor.form.affinity import is_value_like
from extractor.form.column_heads import Column
from extractor.form.labels import goal_label
from extractor.form.level_names import level1_label, level2_label
from extractor.form.rows import Row, Token
from extractor.grid import Layout

_MOST = 0.5  # of the cells of a column must read as what it holds
_UNSAID = (Column.EXTRA, Column.STUB)
_LONGEST_STUB = 12  # characters
_SEEN = 60  # rows that are looked at


def kinds_by_contents(
    heads: Sequence[Token], kinds: Sequence[Column], rows: Sequence[Row]
) -> list[Column]:
    """The kinds of columns, with the levels, names and values that no head announces.

    `rows` are those below the heads. What a known head says stays, but for a second column of
    level 1 or one over labels of level 2 only.
    """
    found = list(kinds)
    cells = _cells_below(heads, rows)
    goals = [i for i, head in enumerate(heads) if goal_label(head.folded)]
    for i in _mostly([i for i in goals if found[i] is Column.STUB], cells, _is_text):
        found[i] = Column.EXTRA  # over the goals of projects, not beside the indicators
    if Column.LEVEL2 not in found:
        free = [i for i, kind in enumerate(found) if kind in (*_UNSAID, Column.LEVEL1)]
        for i in _mostly(free, cells, _names_level2):
            found[i] = Column.LEVEL2
    second = next((i for i, kind in enumerate(found) if kind is Column.LEVEL2), 0)
    if Column.LEVEL1 not in found:
        left = [i for i in range(second) if found[i] in _UNSAID]
        for i in _mostly(left, cells, _names_level)[-1:]:
            found[i] = Column.LEVEL1
    if Column.LEVEL3 not in found:
        for i in range(1, len(found)):
            if found[i - 1] is Column.LEVEL2 and found[i] in _UNSAID:
                found[i] = Column.LEVEL3
    if Column.VALUE not in found:
        end = found.index(Column.ACTUAL) if Column.ACTUAL in found else len(found)
        right = [i for i in range(second + 1, end) if found[i] in _UNSAID]
        for i in _mostly(right, cells, _is_value)[:1]:
            found[i] = Column.VALUE
    return found


def _cells_below(heads: Sequence[Token], rows: Sequence[Row]) -> list[list[str]]:
    """The folded texts that stand under each head, in tables that keep their columns."""
    cells: list[list[str]] = [[] for _ in heads]
    under: dict[int, list[list[str]]] = defaultdict(list)
    for head, found in zip(heads, cells, strict=True):
        for column in range(head.column, head.column + head.column_span):
            under[column].append(found)
    for row in rows[:_SEEN]:
        if row.layout not in (Layout.EXACT, Layout.FLATTENED):
            continue
        for token in row.tokens:
            for found in under.get(token.column, ()):
                found.append(token.folded)
    return cells


def _mostly(
    columns: Sequence[int], cells: Sequence[Sequence[str]], fits: Callable[[str], bool]
) -> list[int]:
    """The columns most of whose cells fit."""
    return [i for i in columns if cells[i] and sum(map(fits, cells[i])) > _MOST * len(cells[i])]


def _names_level(folded: str) -> bool:
    """Whether a text names a level; rows that moved left print level 2 in the place of level 1."""
    return level1_label(folded) is not None or level2_label(folded) is not None


def _names_level2(folded: str) -> bool:
    return level2_label(folded) is not None


def _is_text(folded: str) -> bool:
    return len(folded) > _LONGEST_STUB


def _is_value(folded: str) -> bool:
    return is_value_like(folded) >= _MOST
