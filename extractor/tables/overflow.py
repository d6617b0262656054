"""Text printed beyond the upper or lower border: a merged label that a page break cuts.

Spreadsheet programs place such a label in the middle of the whole merged cell and print what
falls on each page; browsers let its lines run out of the page's share of the cell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.document import Word
from extractor.geometry import BBox
from extractor.tables.cells import CellGrid
from extractor.tables.fill import line_is_full
from extractor.tables.furniture import is_label, is_page_mark
from extractor.tables.lines import Line, words_to_lines
from extractor.tables.spans import Span

LINE_SPACING = 0.7
"""Lines of one cell are at most so many line heights apart."""

ADJACENT = 1.5
"""An empty one-row cell takes text from at most so many line heights beyond the border."""

SLACK = 2.5
"""Words of a slightly skewed page may stand this far (points) outside their column."""


@dataclass(frozen=True, slots=True)
class _Border:
    """A horizontal border; `outward` is 1 below the table and -1 above it."""

    at: float
    outward: int

    def near(self, box: BBox) -> float:
        """How far outside the inner edge of a box lies, in points."""
        return box.top - self.at if self.outward > 0 else self.at - box.bottom

    def far(self, box: BBox) -> float:
        """How far outside the outer edge of a box lies, in points."""
        return box.bottom - self.at if self.outward > 0 else self.at - box.top


def overflowing_words(
    grid: CellGrid, inside: Sequence[Word], outside: Sequence[Word]
) -> tuple[Word, ...]:
    """Words above or below a table that belong to a cell at its border.

    Args:
        grid: the table.
        inside: its words.
        outside: words of the page in no table.
    """
    found: dict[Word, None] = {}
    for border in (_Border(grid.rows[0], -1), _Border(grid.rows[-1], 1)):
        beyond = sorted(
            (w for w in outside if border.far(w.bbox) > 0 and not is_page_mark(w.text)),
            key=lambda w: border.near(w.bbox),
        )
        for span in _spans_at(grid, border) if beyond else ():
            found.update(dict.fromkeys(_beyond_cell(grid, span, inside, (border, beyond))))
    return tuple(found)


def _spans_at(grid: CellGrid, border: _Border) -> Iterator[Span]:
    for span in grid.spans:
        if border.outward < 0 and span.row == 0:
            yield span
        if border.outward > 0 and span.row + span.row_span == len(grid.rows) - 1:
            yield span


def _beyond_cell(
    grid: CellGrid, span: Span, inside: Sequence[Word], outside: tuple[_Border, Sequence[Word]]
) -> list[Word]:
    border, beyond = outside
    cell = grid.box(span)
    fitting = [w for w in beyond if cell.x0 - SLACK <= w.bbox.x0 and w.bbox.x1 <= cell.x1 + SLACK]
    lines = words_to_lines(w for w in inside if cell.contains_point(*w.bbox.center))
    if not lines:
        label = bool(fitting) and is_label(fitting[0].text)
        reach = float("inf") if span.row_span > 1 or label else ADJACENT
        first = [w for w in fitting if border.near(w.bbox) <= reach * w.bbox.height]
        return first[:1] + _chain(border, first[0].bbox, fitting) if first else []
    last = lines[-1] if border.outward > 0 else lines[0]
    cut_label = span.row_span > 1 and span.column_span <= 2
    # A line is followed by another where it is full; upwards that is the outer one.
    wrapped = last if border.outward > 0 else Line(tuple(fitting[:1] or last.words))
    full = line_is_full(wrapped, cell)
    if not (cut_label or full) or border.far(last.bbox) < -LINE_SPACING * last.bbox.height:
        return []
    return _chain(border, last.bbox, fitting)


def _chain(border: _Border, last: BBox, fitting: Sequence[Word]) -> list[Word]:
    """Words that follow a line outwards, line by line."""
    chained: list[Word] = []
    for word in fitting:
        box = word.bbox
        step = border.near(box) - border.far(last)
        follows = -0.3 * box.height <= step <= LINE_SPACING * box.height
        if follows and abs(box.height - last.height) <= 0.25 * last.height:
            chained.append(word)
            last = box
    return chained
