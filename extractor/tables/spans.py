"""Edges of atomic cells → rectangular spans, repaired where a broken rule joins cells wrongly."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Edges = NDArray[np.float64]
Walls = NDArray[np.bool_]
Atoms = set[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Span:
    """A rectangle of atomic cells; rows and columns are 0-based."""

    row: int
    column: int
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class _Cut:
    """A straight run of missing edges inside one union: the edge index along each axis."""

    across: bool
    line: int
    first: int
    last: int
    score: float


def edges_to_spans(across: Edges, down: Edges, present: float) -> tuple[Span, ...]:
    """Union atomic cells that no edge separates; split unions until all are rectangles.

    Args:
        across: (R - 1, C) drawn share 0–1 of the inner horizontal edges.
        down: (R, C - 1) drawn share of the inner vertical edges.
        present: share from which an edge separates.
    Returns:
        Spans in row-major order; they cover R × C atomic cells without overlap.
    """
    walls_across: Walls = across >= present
    walls_down: Walls = down >= present
    while True:
        unions = _unions(walls_across, walls_down)
        odd = next((u for u in unions if not _is_rectangle(u)), None)
        if odd is None:
            return tuple(sorted((_bounds(u) for u in unions), key=lambda s: (s.row, s.column)))
        cut = max(
            _cuts(odd, across, down, walls_across, walls_down),
            key=lambda c: (c.score, -(c.last - c.first)),
        )
        if cut.across:
            walls_across[cut.line, cut.first : cut.last + 1] = True
        else:
            walls_down[cut.first : cut.last + 1, cut.line] = True


def _unions(walls_across: Walls, walls_down: Walls) -> list[Atoms]:
    n_rows, n_columns = walls_down.shape[0], walls_across.shape[1]
    seen = np.zeros((n_rows, n_columns), dtype=bool)
    unions = []
    for start in np.ndindex(n_rows, n_columns):
        if seen[start]:
            continue
        seen[start] = True
        union: Atoms = set()
        waiting = [(int(start[0]), int(start[1]))]
        while waiting:
            atom = waiting.pop()
            union.add(atom)
            for near in _open_neighbours(atom, walls_across, walls_down):
                if not seen[near]:
                    seen[near] = True
                    waiting.append(near)
        unions.append(union)
    return unions


def _open_neighbours(
    atom: tuple[int, int], walls_across: Walls, walls_down: Walls
) -> Iterator[tuple[int, int]]:
    row, column = atom
    if row > 0 and not walls_across[row - 1, column]:
        yield row - 1, column
    if row < walls_across.shape[0] and not walls_across[row, column]:
        yield row + 1, column
    if column > 0 and not walls_down[row, column - 1]:
        yield row, column - 1
    if column < walls_down.shape[1] and not walls_down[row, column]:
        yield row, column + 1


def _bounds(union: Atoms) -> Span:
    rows = [r for r, _ in union]
    columns = [c for _, c in union]
    top, left = min(rows), min(columns)
    return Span(top, left, max(rows) - top + 1, max(columns) - left + 1)


def _is_rectangle(union: Atoms) -> bool:
    span = _bounds(union)
    return len(union) == span.row_span * span.column_span


def _cuts(
    union: Atoms, across: Edges, down: Edges, walls_across: Walls, walls_down: Walls
) -> Iterator[_Cut]:
    """Every way to cut the union straight along one grid line."""
    for line, first, last in _lines_through(union):
        if not walls_across[line, first : last + 1].all():
            yield _Cut(True, line, first, last, _score(across, walls_across, line, first, last))
    turned = {(c, r) for r, c in union}
    for line, first, last in _lines_through(turned):
        if not walls_down[first : last + 1, line].all():
            yield _Cut(False, line, first, last, _score(down.T, walls_down.T, line, first, last))


def _lines_through(union: Atoms) -> Iterator[tuple[int, int, int]]:
    """Maximal runs (line, first, last) of horizontal edges with the union on both sides."""
    span = _bounds(union)
    for line in range(span.row, span.row + span.row_span - 1):
        first: int | None = None
        for column in range(span.column, span.column + span.column_span + 1):
            inner = (line, column) in union and (line + 1, column) in union
            if inner and first is None:
                first = column
            elif not inner and first is not None:
                yield line, first, column - 1
                first = None


def _score(drawn: Edges, walls: Walls, line: int, first: int, last: int) -> float:
    """How much of the cut is drawn, and at how many ends a drawn rule leads into it."""
    share = float(drawn[line, first : last + 1].mean())
    leads = 0
    if first > 0 and walls[line, first - 1]:
        leads += 1
    if last + 1 < walls.shape[1] and walls[line, last + 1]:
        leads += 1
    return share + 0.4 * leads
