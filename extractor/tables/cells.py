"""Joined rulings → exact grids: every atomic cell belongs to exactly one rectangular span."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.document import Ruling
from extractor.geometry import BBox
from extractor.tables.join import SNAP, snap_positions
from extractor.tables.spans import Span, edges_to_spans

PRESENT = 0.65
"""Share of a cell edge that must be drawn for the edge to count."""

OPEN_SIDE = 8.0
"""Rulings that overshoot the outermost crossing ruling by more than this (points) mean that the
outer border is not drawn."""

Coverage = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CellGrid:
    """The drawn cells of one table.

    `columns` and `rows` are the boundaries in points (one more than columns and rows), `spans`
    cover the grid without overlap. `open_top` and `open_bottom` say that the border there is not
    drawn (a table cut by a page break).
    """

    columns: tuple[float, ...]
    rows: tuple[float, ...]
    spans: tuple[Span, ...]
    open_top: bool = False
    open_bottom: bool = False

    @property
    def bbox(self) -> BBox:
        """The outer border."""
        return BBox(self.columns[0], self.rows[0], self.columns[-1], self.rows[-1])

    def box(self, span: Span) -> BBox:
        """The box of a span."""
        return BBox(
            self.columns[span.column],
            self.rows[span.row],
            self.columns[span.column + span.column_span],
            self.rows[span.row + span.row_span],
        )


def rulings_to_grids(rulings: Sequence[Ruling]) -> tuple[CellGrid, ...]:
    """Tables and single boxes drawn by joined rulings, from top to bottom.

    Args:
        rulings: the result of `join_rulings`.
    Returns:
        One grid a connected group of rulings; boxes without inner rulings have one span. A frame
        around other grids and a box inside a table's cell are left out.
    """
    grids = [_group_to_grid(group) for group in rulings_to_groups(rulings)]
    found = [grid for grid in grids if grid is not None]
    tables = [grid for grid in found if len(grid.spans) > 1]
    kept = tables + [
        box
        for box in found
        if len(box.spans) == 1
        and not any(_frames(box, other) for other in found)
        and not any(_frames(table, box) for table in tables)
    ]
    return tuple(sorted(kept, key=lambda g: (g.rows[0], g.columns[0])))


def rulings_to_groups(rulings: Sequence[Ruling]) -> tuple[tuple[Ruling, ...], ...]:
    """Rulings that touch, directly or through others; those that touch none stand alone."""
    parent = list(range(len(rulings)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    down = [i for i, r in enumerate(rulings) if not r.is_horizontal]
    for i, ruling in enumerate(rulings):
        if ruling.is_horizontal:
            for j in down:
                if _touch(ruling, rulings[j]):
                    parent[root(j)] = root(i)
    groups: dict[int, list[Ruling]] = {}
    for i, ruling in enumerate(rulings):
        groups.setdefault(root(i), []).append(ruling)
    return tuple(tuple(group) for group in groups.values())


def _touch(across: Ruling, down: Ruling) -> bool:
    return (
        across.x0 - SNAP <= down.x0 <= across.x1 + SNAP
        and down.top - SNAP <= across.top <= down.bottom + SNAP
    )


def _frames(outer: CellGrid, inner: CellGrid) -> bool:
    return inner is not outer and outer.bbox.intersection(inner.bbox) >= 0.95 * inner.bbox.area


def _group_to_grid(group: Sequence[Ruling]) -> CellGrid | None:
    across = [(r.top, r.x0, r.x1) for r in group if r.is_horizontal]
    down = [(r.x0, r.top, r.bottom) for r in group if not r.is_horizontal]
    if not across or not down:
        return None
    rows = _positions([a for a, _, _ in across])
    columns = _positions([a for a, _, _ in down])
    columns, _, _ = _open_sides(columns, across)
    rows, open_top, open_bottom = _open_sides(rows, down)
    if len(rows) < 2 or len(columns) < 2:
        return None
    drawn_across = _coverage(rows, columns, across)
    drawn_down = _coverage(columns, rows, down).T
    spans = edges_to_spans(drawn_across[1:-1], drawn_down[:, 1:-1], PRESENT)
    return _without_unused(CellGrid(tuple(columns), tuple(rows), spans, open_top, open_bottom))


def _positions(values: list[float]) -> list[float]:
    return [
        sum(values[i] for i in group) / len(group) for group in snap_positions(values, SNAP + 0.5)
    ]


def _open_sides(
    boundaries: list[float], crossing: Sequence[tuple[float, float, float]]
) -> tuple[list[float], bool, bool]:
    """Add a boundary where crossing strokes (at, start, end) run beyond the outermost one: most
    of them, or the two outer ones, as where a page break cuts a row of few cells."""
    needed = max(2, 0.6 * len(crossing))
    before = sorted(s for _, s, _ in crossing if s < boundaries[0] - OPEN_SIDE)
    after = sorted(e for _, _, e in crossing if e > boundaries[-1] + OPEN_SIDE)
    first, last = min(a for a, _, _ in crossing), max(a for a, _, _ in crossing)
    outer = [c for c in crossing if c[0] in (first, last)]
    outer_before = {a for a, s, _ in outer if s < boundaries[0] - OPEN_SIDE}
    outer_after = {a for a, _, e in outer if e > boundaries[-1] + OPEN_SIDE}
    opened_before = len(before) >= needed or outer_before == {first, last}
    opened_after = len(after) >= needed or outer_after == {first, last}
    result = list(boundaries)
    if opened_before:
        result.insert(0, before[len(before) // 2])
    if opened_after:
        result.append(after[len(after) // 2])
    return result, opened_before, opened_after


def _coverage(
    ats: Sequence[float], stops: Sequence[float], strokes: Sequence[tuple[float, float, float]]
) -> Coverage:
    """Drawn share, (len(ats), len(stops) - 1), of each edge between two stops."""
    covered = np.zeros((len(ats), len(stops) - 1))
    low = np.asarray(stops[:-1])
    high = np.asarray(stops[1:])
    for at, start, end in strokes:
        nearest = min(range(len(ats)), key=lambda i: abs(ats[i] - at))
        covered[nearest] += np.clip(np.minimum(high, end) - np.maximum(low, start), 0, None)
    share: Coverage = np.minimum(covered / (high - low), 1.0)
    return share


def _without_unused(grid: CellGrid) -> CellGrid:
    """Drop boundaries that no span begins or ends at: stray strokes inside cells."""
    rows = sorted({s.row for s in grid.spans} | {s.row + s.row_span for s in grid.spans})
    columns = sorted(
        {s.column for s in grid.spans} | {s.column + s.column_span for s in grid.spans}
    )
    row_at = {old: new for new, old in enumerate(rows)}
    column_at = {old: new for new, old in enumerate(columns)}
    spans = tuple(
        Span(
            row_at[s.row],
            column_at[s.column],
            row_at[s.row + s.row_span] - row_at[s.row],
            column_at[s.column + s.column_span] - column_at[s.column],
        )
        for s in grid.spans
    )
    return CellGrid(
        tuple(grid.columns[c] for c in columns),
        tuple(grid.rows[r] for r in rows),
        spans,
        grid.open_top,
        grid.open_bottom,
    )
