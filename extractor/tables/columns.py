"""Column boundaries of two parts of a table brought into one set of columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.grid import Cell
from extractor.tables.blocks import TablePart

SAME = 4.0
"""Boundaries nearer than this (points) are one; rasterised pages jitter by about two."""

SAME_SHARE = 0.012
"""The same as a share of the table width, for pages of different size."""


@dataclass(frozen=True, slots=True)
class CommonColumns:
    """The union of two sets of boundaries; `upper[i]` is the new index of the old upper one."""

    boundaries: tuple[float, ...]
    upper: tuple[int, ...]
    lower: tuple[int, ...]


def common_columns(upper: TablePart, lower: TablePart) -> CommonColumns | None:
    """One set of columns for a table and its possible continuation, or None if they are unlike.

    Like means: the same left and right edge in points, or the same width moved sideways (mirrored
    margins), or, on pages of different size, inner boundaries at the same shares of the width; or
    a part whose continued stub is not drawn at all, all boundaries of which the other has.
    """
    first, second = upper.columns, lower.columns
    width = first[-1] - first[0]
    same = max(SAME, SAME_SHARE * width)
    left, right = abs(first[0] - second[0]), abs(first[-1] - second[-1])
    scaled = _scale(second, first[0], first[-1])
    if max(left, right) <= same or abs((second[-1] - second[0]) - width) <= same:
        return _unite(first, scaled, same)
    if min(left, right) <= same and _is_subset(first, second, same):
        return _unite(first, second, same)
    inner = [x for x in scaled[1:-1] if _nearest(first[1:-1], x) <= same]
    fewest = min(len(first), len(second)) - 2
    if fewest >= 2 and len(inner) >= 0.7 * fewest:
        return _unite(first, scaled, same)
    return None


def remap_columns(cells: Sequence[Cell], index: Sequence[int]) -> tuple[Cell, ...]:
    """Cells with their columns replaced: old boundary i is new boundary index[i]."""
    return tuple(
        replace(
            c,
            column=index[c.column],
            column_span=index[c.column + c.column_span] - index[c.column],
        )
        for c in cells
    )


def pad_missing(
    cells: Sequence[Cell], edge: Sequence[Cell], n_rows: int, drawn: range
) -> tuple[Cell, ...]:
    """Give a part the columns it does not draw, cut like the `edge` row of the other part.

    Args:
        cells: the part, in common columns.
        edge: the cells of the other part that touch the break.
        n_rows: rows of the part.
        drawn: the columns that the part draws.
    Returns:
        The cells and empty, placeless ones of full height for the missing columns.
    """
    missing = []
    for cell in edge:
        start, end = cell.column, cell.column + cell.column_span
        pieces = [(start, min(end, drawn.start)), (max(start, drawn.stop), end)]
        for first, last in pieces:
            if first < last:
                missing.append(Cell("", 0, first, n_rows, last - first))
    return (*cells, *missing)


def _scale(columns: Sequence[float], left: float, right: float) -> tuple[float, ...]:
    factor = (right - left) / max(columns[-1] - columns[0], 0.1)
    return tuple(left + (x - columns[0]) * factor for x in columns)


def _is_subset(first: Sequence[float], second: Sequence[float], same: float) -> bool:
    fewer, more = sorted((first, second), key=len)
    return len(fewer) >= 3 and all(_nearest(more, x) <= same for x in fewer)


def _nearest(boundaries: Sequence[float], x: float) -> float:
    return min((abs(x - b) for b in boundaries), default=float("inf"))


def _unite(first: Sequence[float], second: Sequence[float], same: float) -> CommonColumns:
    snapped: list[float] = []
    for x in second:
        near = min(first, key=lambda b: abs(b - x))
        taken = snapped and snapped[-1] >= near
        snapped.append(near if abs(near - x) <= same and not taken else x)
    boundaries = sorted({*first, *snapped})
    at = {x: i for i, x in enumerate(boundaries)}
    return CommonColumns(
        tuple(boundaries), tuple(at[x] for x in first), tuple(at[x] for x in snapped)
    )
