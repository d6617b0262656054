"""A row that a page break runs through: its cells part alike on both pages.

A stub of a border is short at the break, so it may have been missed on one page; the other page
shows where it stands.
"""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace

from extractor.document import Word
from extractor.grid import Cell
from extractor.tables.blocks import TablePart
from extractor.tables.columns import SAME, SAME_SHARE, remap_columns
from extractor.tables.lines import lines_to_text, words_to_lines

_OVER = 1.0
"""Points by which a text may reach over a boundary beside it."""


def part_alike(upper: TablePart, lower: TablePart) -> tuple[TablePart, TablePart]:
    """Both parts, their facing rows cut into cells where the other page draws a border and texts
    stand apart on both sides of it.

    Args:
        upper, lower: parts of one table above and below a break.
    Returns:
        The parts as they are where a border is drawn at the break, or their widths differ.
    """
    first, second = upper.columns, lower.columns
    width = first[-1] - first[0]
    wider = abs(second[-1] - second[0] - width)
    if not (upper.open_bottom and lower.open_top) or wider > max(SAME, SAME_SHARE * width):
        return upper, lower
    shift = first[0] - second[0]
    last = upper.grid.n_rows - 1
    wanted_above = [x + shift for x in _stops(lower, 0)]
    wanted_below = [x - shift for x in _stops(upper, last)]
    return (
        _cut(upper, last, wanted_above, upper.bottom_words),
        _cut(lower, 0, wanted_below, lower.top_words),
    )


def _stops(part: TablePart, row: int) -> list[float]:
    """Where cells of a row begin, but for its left edge."""
    inside = (c for c in part.grid.cells if c.row <= row < c.row + c.row_span)
    return [part.columns[c.column] for c in inside if c.column > 0]


def _cut(part: TablePart, row: int, stops: Iterable[float], words: Sequence[Word]) -> TablePart:
    for x in stops:
        if min(abs(x - boundary) for boundary in part.columns) > SAME:
            part = _cut_at(part, row, x, words)
    return part


def _cut_at(part: TablePart, row: int, x: float, words: Sequence[Word]) -> TablePart:
    """The part with a boundary at `x`, if a cell of that row alone has texts on both sides."""
    place = bisect(part.columns, x)
    for cell in part.grid.cells:
        left, right = part.columns[cell.column], part.columns[cell.column + cell.column_span]
        if cell.row != row or cell.row_span != 1 or not left < x < right:
            continue
        held = [w for w in words if left < w.bbox.center[0] < right]
        before = [w for w in held if w.bbox.x1 <= x + _OVER]
        behind = [w for w in held if w.bbox.x0 >= x - _OVER]
        if before and behind and len(before) + len(behind) == len(held):
            break
    else:
        return part
    grid = part.grid
    index = [i + (i >= place) for i in range(len(part.columns))]
    others = remap_columns([c for c in grid.cells if c is not cell], index)
    start, end = cell.column, cell.column + cell.column_span + 1
    halves = (
        _with_words(replace(cell, column_span=place - start), before, x),
        _with_words(replace(cell, column=place, column_span=end - place), behind, right),
    )
    cells = sorted((*others, *halves), key=lambda c: (c.row, c.column))
    return replace(
        part,
        grid=replace(grid, cells=tuple(cells), n_columns=grid.n_columns + 1),
        columns=(*part.columns[:place], x, *part.columns[place:]),
        wrapping=frozenset((r, index[c]) for r, c in part.wrapping),
    )


def _with_words(cell: Cell, words: Sequence[Word], right: float) -> Cell:
    return replace(
        cell,
        text=lines_to_text(words_to_lines(words), right),
        confidence=min(w.confidence for w in words),
        stamped=any(w.stamped for w in words),
    )
