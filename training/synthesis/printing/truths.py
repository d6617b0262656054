"""What was measured in the browser → the truth of a table, with its rules painted."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.synthesis.browser import Box, PrintedItem, PrintedLine
from training.synthesis.printing.blocks import TableBlock
from training.synthesis.printing.edges import (
    Stretch,
    cell_edges,
    drawn_edges,
    edges_to_stretches,
)
from training.synthesis.printing.look import Look
from training.synthesis.printing.strokes import (
    inner_pen,
    line_centre,
    outer_pen,
    paint_rule,
    rule_width,
)
from training.synthesis.sheet import FormSheet
from training.synthesis.truth import (
    Boundary,
    Direction,
    Pixels,
    Points,
    TruthCell,
    TruthLine,
    TruthTable,
)

POINT_STEP = 40.0
"""Most pixels between the points of a boundary or an outline."""
_INK = 60
"""Darker than its surroundings by so much is ink."""
Lines = NDArray[np.float64]


def table_truth(block: TableBlock, items: Sequence[PrintedItem], look: Look) -> TruthTable:
    """The truth of a table whose cells were printed as `items`, in the order of its sheet."""
    across, down = _grid_lines(block.sheet, items)
    across, down = _snapped(across, look), _snapped(down, look)
    stretches = edges_to_stretches(cell_edges(block.sheet), drawn_edges(block, look))
    cells = tuple(
        TruthCell(
            row=cell.row,
            column=cell.column,
            row_span=cell.row_span,
            column_span=cell.column_span,
            text=cell.text,
            polygon=corners(
                Box(
                    down[cell.column],
                    across[cell.row],
                    down[cell.column + cell.column_span],
                    across[cell.row + cell.row_span],
                )
            ),
            role=cell.role,
            key=cell.key,
            parent=cell.parent,
            lines=tuple(line_truth(line) for line in item.lines),
        )
        for cell, item in zip(block.sheet.cells, items, strict=True)
    )
    outline = corners(Box(down[0], across[0], down[-1], across[-1]))
    drawn_top, drawn_bottom = (_is_drawn(stretches, line) for line in (0, block.sheet.n_rows))
    return TruthTable(
        cells=cells,
        n_rows=block.sheet.n_rows,
        n_columns=block.sheet.n_columns,
        boundaries=tuple(_boundary(s, across, down) for s in stretches),
        outline=closed(outline),
        open_top=block.cut_above and not drawn_top,
        open_bottom=block.cut_below and not drawn_bottom,
    )


def _is_drawn(stretches: Sequence[Stretch], line: int) -> bool:
    return any(s.drawn for s in stretches if s.direction is Direction.ACROSS and s.line == line)


def _grid_lines(sheet: FormSheet, items: Sequence[PrintedItem]) -> tuple[Lines, Lines]:
    """Places of the horizontal and of the vertical grid lines in continuous pixels."""
    across, down = np.full(sheet.n_rows + 1, np.nan), np.full(sheet.n_columns + 1, np.nan)
    for cell, item in zip(sheet.cells, items, strict=True):
        across[cell.row], across[cell.row + cell.row_span] = item.box.top, item.box.bottom
        down[cell.column] = item.box.left
        down[cell.column + cell.column_span] = item.box.right
    return across, down


def _snapped(lines: Lines, look: Look) -> Lines:
    rules = look.rules
    widths = [rules.width_pt] * len(lines)
    widths[0] = widths[-1] = rules.outer_pt
    return np.array(
        [
            line_centre(float(at), rule_width(rules, width), rules)
            for at, width in zip(lines, widths, strict=True)
        ]
    )


def corners(box: Box) -> Points:
    """(4, 2) from the top left clockwise; continuous pixels become pixel centres."""
    points = [
        (box.left, box.top),
        (box.right, box.top),
        (box.right, box.bottom),
        (box.left, box.bottom),
    ]
    return np.array(points, np.float32) - np.float32(0.5)


def line_truth(line: PrintedLine) -> TruthLine:
    """A line with the quadrilateral around it."""
    return TruthLine(line.text, corners(line.box))


def dense(ends: Points) -> Points:
    """The straight way from the first to the last of (2, 2) points, a point every few steps."""
    length = float(np.hypot(*(ends[1] - ends[0])))
    count = max(int(np.ceil(length / POINT_STEP)), 1) + 1
    steps = np.linspace(0, 1, count, dtype=np.float32)[:, None]
    points: Points = ends[0] * (1 - steps) + ends[1] * steps
    return points


def closed(polygon: Points) -> Points:
    """A polygon with points every few steps along its sides; the first one is not repeated."""
    sides = zip(polygon, np.roll(polygon, -1, axis=0), strict=True)
    return np.concatenate([dense(np.stack(side))[:-1] for side in sides])


def _boundary(stretch: Stretch, across: Lines, down: Lines) -> Boundary:
    if stretch.direction is Direction.ACROSS:
        at = across[stretch.line]
        ends = [(down[stretch.start], at), (down[stretch.end], at)]
    else:
        at = down[stretch.line]
        ends = [(at, across[stretch.start]), (at, across[stretch.end])]
    points = dense(np.array(ends, np.float32) - np.float32(0.5))
    return Boundary(points, stretch.direction, stretch.drawn)


def paint_rules(pixels: Pixels, block: TableBlock, table: TruthTable, look: Look) -> None:
    """Draw the drawn boundaries of a table into its page image."""
    stretches = edges_to_stretches(cell_edges(block.sheet), drawn_edges(block, look))
    for stretch, boundary in zip(stretches, table.boundaries, strict=True):
        if not stretch.drawn:
            continue
        horizontal = stretch.direction is Direction.ACROSS
        first, last = boundary.points[0] + 0.5, boundary.points[-1] + 0.5
        along, aside = (0, 1) if horizontal else (1, 0)
        place = (float(first[aside]), float(first[along]), float(last[along]))
        end = block.sheet.n_rows if horizontal else block.sheet.n_columns
        pen = outer_pen if stretch.line in (0, end) else inner_pen
        paint_rule(pixels, stretch.direction, place, pen(look.rules))


def tight_line(pixels: Pixels, line: PrintedLine) -> PrintedLine:
    """The line with its box drawn in to the ink, a pixel around it. Call before rules are
    painted."""
    height, width = pixels.shape[:2]
    left, top = max(int(line.box.left) - 2, 0), max(int(line.box.top), 0)
    right, bottom = min(int(line.box.right) + 3, width), min(int(line.box.bottom) + 1, height)
    area = pixels[top:bottom, left:right, 1]
    if not area.size:
        return line
    ink = area < max(int(area.max()) - _INK, 1)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return line
    box = Box(
        left + float(columns[0]) - 1,
        top + float(rows[0]) - 1,
        left + float(columns[-1]) + 2,
        top + float(rows[-1]) + 2,
    )
    return PrintedLine(line.text, box)
