"""Rows whose border was lost over the whole width: two texts one above the other in their cells.

A text that goes on in the next line fills its line. Where the upper lines of neighbouring cells
end short of their cells, at one height, each of them is a text of its own.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from extractor.document import Ruling
from extractor.geometry import BBox
from extractor.tables.cells import CellGrid
from extractor.tables.spans import Span

FREE = 2.0
"""Heights of a line left free beside a text, from which it would have gone on there."""
_LEAST_CELLS = 3
_OFF = 0.5
"""Of the height of a line: by this the places between the texts of neighbouring cells differ."""
_ONE_LINE = 1.6
"""Of the usual height of a line: a higher box may hold several."""

Boxes = NDArray[np.float64]
"""(N, 4): x0, top, x1, bottom in points."""


def rows_parted_by_text(grid: CellGrid, boxes: Boxes) -> Iterator[Ruling]:
    """The borders along x that part the rows of a table whose cells hold two texts each.

    Args:
        boxes: the lines of text on the page, at least one.
    """
    height = float(np.median(boxes[:, 3] - boxes[:, 1]))
    for row in range(len(grid.rows) - 1):
        spans = [span for span in grid.spans if span.row == row and span.row_span == 1]
        at = _parted_at([_inside(grid.box(span), boxes) for span in spans], spans, grid, height)
        if at is None:
            continue
        for span in spans:
            box = grid.box(span)
            middles = _inside(box, boxes)[:, [1, 3]].mean(axis=1)
            if (np.abs(middles - at) > _OFF * height).all():
                yield Ruling(box.x0, at, box.x1, at)


def _parted_at(
    lines: list[Boxes], spans: list[Span], grid: CellGrid, height: float
) -> float | None:
    """The height (points) at which the texts of a row part; None where they are one row's."""
    places: list[float] = []
    single = 0
    for inside, span in zip(lines, spans, strict=True):
        if len(inside) == 0:
            continue
        if len(inside) == 1 and inside[0, 3] - inside[0, 1] <= _ONE_LINE * height:
            single += 1
            continue
        if len(inside) != 2:
            return None
        upper, lower = inside[np.argsort(inside[:, 1])]
        free = grid.box(span).width - (upper[2] - upper[0])
        if free < FREE * height or lower[1] < upper[3] - _OFF * height:
            return None
        places.append(float(upper[3] + lower[1]) / 2)
    if len(places) < max(_LEAST_CELLS, single + 1) or np.ptp(places) > _OFF * height:
        return None
    return float(np.median(places))


def _inside(box: BBox, boxes: Boxes) -> Boxes:
    """The lines whose middle lies in a cell."""
    x, y = boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)
    inside: Boxes = boxes[(box.x0 <= x) & (x < box.x1) & (box.top <= y) & (y < box.bottom)]
    return inside
