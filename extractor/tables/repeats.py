"""Header rows that are printed again at the top of a new page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.grid import Cell

MAX_ROWS = 4

_HEAD = re.compile(
    r"[一二三]级(指标|目标)|指标(值|名称|内容|性质|解释)|目标值|预期值|完成值|标准|依据|权重|分值|得分|赋分规则"
    r"|佐证|单位|方向|偏差|备注|序号|名称|类别|绩效指标|年初预算|全年预算|全年执行|执行率"
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """Both parts after the repeated header was taken from the lower one.

    The header cells in `upper` carry their place on both pages. `n_dropped` counts the rows
    taken from the lower part.
    """

    upper: tuple[Cell, ...]
    lower: tuple[Cell, ...]
    n_dropped: int


def drop_repeated_header(upper: Sequence[Cell], lower: Sequence[Cell]) -> Repeat:
    """Take rows off the top of `lower` that repeat header rows of `upper`.

    Args:
        upper, lower: cells of two parts of a table in common columns.
    """
    twins: dict[Cell, Cell] = {}
    last_row = max((c.row + c.row_span for c in upper), default=0)
    expected: range = range(last_row)
    n_dropped = 0
    while n_dropped < MAX_ROWS:
        row = _header_cells(lower, n_dropped)
        match = next((r for r in expected if _same(_header_cells(upper, r), row, r)), None)
        if match is None:
            break
        twins.update(zip(_header_cells(upper, match), row, strict=True))
        expected = range(match + 1, match + 2)
        n_dropped += 1
    whole = all(c.row + c.row_span <= n_dropped for c in lower)
    if whole or any(c.row + c.row_span > n_dropped for c in twins.values()):
        return Repeat(tuple(upper), tuple(lower), 0)
    marked = tuple(
        replace(c, where=(*c.where, *twins[c].where)) if c in twins else c for c in upper
    )
    return Repeat(marked, _cut_rows(lower, set(twins.values()), n_dropped), n_dropped)


def _header_cells(cells: Sequence[Cell], row: int) -> tuple[Cell, ...]:
    """Cells beginning in a row, without a stub label that runs down beside the rows below."""
    found = (c for c in cells if c.row == row and not (c.column == 0 and c.row_span > 2))
    return tuple(sorted(found, key=lambda c: c.column))


def _same(header: Sequence[Cell], row: Sequence[Cell], row_number: int) -> bool:
    """Whether a row repeats a header row: the same cells, and most of them column heads.

    Rows of data may well say the same on both pages, as in panels set one above the other.
    """
    if [(c.text, c.row_span) for c in header] != [(c.text, c.row_span) for c in row]:
        return False
    texts = [c.text for c in row if c.text.strip()]
    heads = [t for t in texts if _HEAD.search(t) and not re.search(r"\d", t)]
    if row_number == 0 and len(texts) == 1:
        return True
    return len(heads) >= 2 and len(heads) * 2 > len(texts)


def _cut_rows(cells: Sequence[Cell], gone: set[Cell], n_rows: int) -> tuple[Cell, ...]:
    kept = []
    for cell in cells:
        end = cell.row + cell.row_span - n_rows
        if cell not in gone and end > 0:
            start = max(cell.row - n_rows, 0)
            kept.append(replace(cell, row=start, row_span=end - start))
    return tuple(kept)
