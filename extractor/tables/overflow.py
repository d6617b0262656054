"""Text that runs out of a cell over the bottom border: a merged label cut by a page break."""

from collections.abc import Sequence

from extractor.document import Word
from extractor.geometry import BBox
from extractor.tables.cells import CellGrid
from extractor.tables.fill import line_is_full
from extractor.tables.lines import words_to_lines

LINE_SPACING = 0.7
"""Lines of one cell are at most so many line heights apart."""


def overflowing_words(
    grid: CellGrid, inside: Sequence[Word], outside: Sequence[Word]
) -> tuple[Word, ...]:
    """Words under the table that continue a full line of the cell above them.

    Args:
        grid: the table.
        inside: its words.
        outside: words of the page in no table.
    """
    bottom = grid.rows[-1]
    below = sorted(
        (w for w in outside if bottom - w.bbox.height < w.bbox.top < bottom + 4 * w.bbox.height),
        key=lambda w: w.bbox.top,
    )
    found: list[Word] = []
    for span in grid.spans if below else ():
        if span.row + span.row_span < len(grid.rows) - 1:
            continue
        box = grid.box(span)
        lines = words_to_lines(w for w in inside if box.contains_point(*w.bbox.center))
        if lines and line_is_full(lines[-1], box):
            found += _chain(box, lines[-1].bbox, below)
    return tuple(found)


def _chain(cell: BBox, last: BBox, below: Sequence[Word]) -> list[Word]:
    """Words that follow the last line of a cell, line by line, within the cell's width."""
    chained: list[Word] = []
    if last.bottom < cell.bottom - LINE_SPACING * last.height:
        return chained
    for word in below:
        box = word.bbox
        fits = cell.x0 - 1 <= box.x0 and box.x1 <= cell.x1 + 1
        follows = -0.3 * box.height <= box.top - last.bottom <= LINE_SPACING * box.height
        if fits and follows and abs(box.height - last.height) <= 0.25 * last.height:
            chained.append(word)
            last = box
    return chained
