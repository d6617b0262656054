"""Words → the cells they stand in."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.document import Provenance, TextSource, Word
from extractor.geometry import BBox
from extractor.grid import Cell
from extractor.tables.cells import CellGrid
from extractor.tables.lines import Line, lines_to_text, words_to_lines
from extractor.tables.spans import Span

LINE_FULL = 1.3
"""A line that ends nearer to the cell's right edge than so many line heights was wrapped."""


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell with its text; `wraps` says that its last line fills the cell's width."""

    cell: Cell
    wraps: bool


def fill_cells(grid: CellGrid, words: Iterable[Word], page: int) -> tuple[FilledCell, ...]:
    """Every span of the grid as a Cell, in row-major order, empty cells included.

    Args:
        grid: drawn cells, in points.
        words: the words of this table; a text-layer word that runs over a vertical boundary is
            cut there, any other word goes whole to the cell with most of its area.
        page: 1-based number for the provenance.
    """
    owner = _owners(grid)
    held: dict[Span, list[Word]] = {span: [] for span in grid.spans}
    for word in words:
        for span, piece in _place(grid, owner, word):
            held[span].append(piece)
    return tuple(_fill(grid, span, held[span], page) for span in grid.spans)


def _fill(grid: CellGrid, span: Span, words: Sequence[Word], page: int) -> FilledCell:
    box = grid.box(span)
    lines = words_to_lines(words)
    cell = Cell(
        text=lines_to_text(lines, box.x1),
        row=span.row,
        column=span.column,
        row_span=span.row_span,
        column_span=span.column_span,
        where=(Provenance(page, box),),
        confidence=min((w.confidence for w in words), default=1.0),
        stamped=any(w.stamped for w in words),
    )
    return FilledCell(cell, bool(lines) and line_is_full(lines[-1], box))


def line_is_full(line: Line, box: BBox) -> bool:
    """Whether a line fills the width of its cell, as a wrapped one does."""
    around = line.bbox
    # A centred line may be full with padding on both sides.
    room = min(box.x1 - around.x1, max(0.0, box.width - around.width) / 2)
    return room < LINE_FULL * around.height and around.width > 2.5 * around.height


def _owners(grid: CellGrid) -> dict[tuple[int, int], Span]:
    return {
        (row, column): span
        for span in grid.spans
        for row in range(span.row, span.row + span.row_span)
        for column in range(span.column, span.column + span.column_span)
    }


def _place(
    grid: CellGrid, owner: dict[tuple[int, int], Span], word: Word
) -> Iterator[tuple[Span, Word]]:
    near = _near_spans(grid, owner, word.bbox)
    home = max(near, key=lambda s: grid.box(s).intersection(word.bbox))
    beside = [s for s in near if _share_rows(s, home)]
    boundaries = sorted({grid.columns[s.column] for s in beside})[1:]
    cuts = [x for x in boundaries if _reaches_over(word, x)]
    if not cuts or word.source is not TextSource.TEXT_LAYER:
        yield home, word
        return
    for piece in cut_word(word, cuts):
        yield max(beside, key=lambda s: grid.box(s).intersection(piece.bbox)), piece


def _near_spans(grid: CellGrid, owner: dict[tuple[int, int], Span], box: BBox) -> tuple[Span, ...]:
    rows = _covered(grid.rows, box.top, box.bottom)
    columns = _covered(grid.columns, box.x0, box.x1)
    return tuple(dict.fromkeys(owner[row, column] for row in rows for column in columns))


def _covered(boundaries: Sequence[float], low: float, high: float) -> range:
    last = len(boundaries) - 2
    first_index = min(max(bisect_right(boundaries, low) - 1, 0), last)
    last_index = min(max(bisect_right(boundaries, high) - 1, 0), last)
    return range(first_index, last_index + 1)


def _share_rows(one: Span, other: Span) -> bool:
    return one.row < other.row + other.row_span and other.row < one.row + one.row_span


def _reaches_over(word: Word, x: float) -> bool:
    """Whether more than one character stands on either side of `x`."""
    one = min(word.bbox.height, word.bbox.width / max(len(word.text), 1) * 1.2)
    return word.bbox.x0 + 0.8 * one < x < word.bbox.x1 - 0.8 * one


def cut_word(word: Word, cuts: Sequence[float]) -> tuple[Word, ...]:
    """Cut a word at vertical lines (ascending x in points), at blanks where it has some near.

    Character places are estimated: full-width characters count 1, others 0.55.
    """
    weights = [1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.55 for c in word.text]
    unit = word.bbox.width / max(sum(weights), 0.1)
    edges = [word.bbox.x0]
    for weight in weights:
        edges.append(edges[-1] + weight * unit)
    stops = [0, *(_nearest_stop(word.text, edges, x) for x in cuts), len(word.text)]
    pieces = []
    for first, last in pairwise(stops):
        text = word.text[first:last]
        if text.strip():
            box = BBox(edges[first], word.bbox.top, edges[last], word.bbox.bottom)
            pieces.append(replace(word, text=text, bbox=box))
    return tuple(pieces)


def _nearest_stop(text: str, edges: Sequence[float], x: float) -> int:
    stop = min(range(len(edges)), key=lambda i: abs(edges[i] - x))
    blanks = [i for i, c in enumerate(text) if c.isspace() and abs(i - stop) <= 2]
    return min(blanks, key=lambda i: abs(i - stop)) if blanks else stop
