"""A part of a table that does not draw the merged stub it continues.

Where a merged cell runs over a whole page, browsers and spreadsheet programs print none of its
borders there, and its label, if it falls on that page, stands beside the drawn part.
"""

from collections.abc import Iterable
from dataclasses import replace

from extractor.geometry import BBox
from extractor.grid import Cell, Grid, TextLine
from extractor.tables.blocks import PageBlocks, TablePart
from extractor.tables.furniture import is_page_mark
from extractor.tables.lines import join_wrapped


def complete_stub(
    upper: TablePart, lower: TablePart, page: PageBlocks, same: float
) -> tuple[TablePart, tuple[TextLine, ...]]:
    """The lower part with the leading columns that only the upper part draws.

    Args:
        upper: the table so far.
        lower: its possible continuation on `page`.
        same: distance in points below which two boundaries are one.
    Returns:
        The part, unchanged where nothing is missing, and the lines of the page it took in.
    """
    start = _first_drawn(upper, lower, same)
    if start == 0:
        return lower, ()
    edge = [c for c in upper.grid.cells if c.row + c.row_span == upper.grid.n_rows]
    stub = [c for c in edge if c.column + c.column_span <= start]
    if sum(c.column_span for c in stub) < start:
        return lower, ()
    lines = [b for b in page.blocks if isinstance(b, TextLine) and not is_page_mark(b.text)]
    taken: list[TextLine] = []
    cells = []
    for above in stub:
        x0, x1 = upper.columns[above.column], upper.columns[above.column + above.column_span]
        inside = [line for line in lines if _is_within(line, x0, x1)]
        taken += inside
        cells.append(_stub_cell(above, lower.grid.n_rows, inside))
    moved = [replace(c, column=c.column + start) for c in lower.grid.cells]
    cells += moved
    cells.sort(key=lambda c: (c.row, c.column))
    left = upper.columns[0]
    box = lower.bbox
    return (
        replace(
            lower,
            grid=Grid(tuple(cells), lower.grid.n_rows, lower.grid.n_columns + start),
            columns=(*upper.columns[:start], *lower.columns),
            bbox=BBox(left, box.top, box.x1, box.bottom),
            wrapping=frozenset((r, c + start) for r, c in lower.wrapping),
        ),
        tuple(taken),
    )


def _first_drawn(upper: TablePart, lower: TablePart, same: float) -> int:
    """Index of the upper boundary at which the lower part begins; 0 where it is no inner one."""
    first, second = upper.columns, lower.columns
    if len(second) < 3 or abs(first[-1] - second[-1]) > same:
        return 0
    if not all(min(abs(x - b) for b in first) <= same for x in second):
        return 0
    return min(range(len(first)), key=lambda i: abs(first[i] - second[0]))


def _stub_cell(above: Cell, n_rows: int, lines: Iterable[TextLine]) -> Cell:
    cell = Cell("", 0, above.column, n_rows, above.column_span)
    for line in lines:
        cell = replace(
            cell,
            text=join_wrapped(cell.text, line.text, 9.0),
            where=(*cell.where, *line.where),
            confidence=min(cell.confidence, line.confidence),
        )
    return cell


def _is_within(line: TextLine, x0: float, x1: float) -> bool:
    box = line.where[0].bbox if line.where else None
    return box is not None and x0 - 1 <= box.x0 and box.x1 <= x1 + 1
