"""Text aligned by white space alone → a grid, exact where clean and flattened where doubtful."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.document import Provenance, Ruling
from extractor.geometry import BBox, union
from extractor.grid import Cell, Grid, Layout
from extractor.tables.blocks import TablePart
from extractor.tables.lines import Line, words_to_lines

GUTTER = 0.9
"""Least white space between two columns, in line heights."""

MIN_ROWS = 3
SAME_LEFT = 1.0
"""Starts nearer than this (line heights) are one column."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One line cut at its wide gaps."""

    segments: tuple[Line, ...]
    height: float

    @property
    def bbox(self) -> BBox:
        return union(s.bbox for s in self.segments)


def lines_to_parts(lines: Sequence[Line], page: int) -> tuple[TablePart | Line, ...]:
    """Runs of lines that stand in columns become tables; prose lines come back as they are.

    Args:
        lines: lines of a page from top to bottom.
        page: 1-based number for the provenance.
    """
    rows = [_cut_at_gaps(line) for line in lines]
    parts: list[TablePart | Line] = []
    index = 0
    while index < len(rows):
        end = _run_end(rows, index)
        table = _rows_to_part(rows[index:end], page) if end - index >= MIN_ROWS else None
        if table is None:
            parts.append(lines[index])
            index += 1
        else:
            parts.append(table)
            index = end
    return tuple(parts)


def rules_to_part(rules: Sequence[Ruling], lines: Sequence[Line], page: int) -> TablePart | None:
    """A table with horizontal rules only: rules part the rows where there are many of them.

    Args:
        rules: at least three horizontal rules of like extent, top to bottom, in points.
        lines: the lines between the first and the last rule.
    Returns:
        None where the lines do not stand in columns.
    """
    rows = [_cut_at_gaps(line) for line in lines]
    if len(rules) < 5 or len(rules) - 1 >= len(lines):
        return _rows_to_part(rows, page)
    bands: list[_Row] = []
    for above, below in pairwise(rules):
        inside = [r for r in rows if above.top <= r.bbox.center[1] < below.top]
        if inside:
            bands.append(_one_row(inside))
    return _rows_to_part(bands, page)


def _one_row(rows: Sequence[_Row]) -> _Row:
    segments = [s for row in rows for s in row.segments]
    return _Row(tuple(segments), rows[0].height)


def _cut_at_gaps(line: Line) -> _Row:
    height = max(min(w.bbox.height for w in line.words), 1.0)
    groups = [[line.words[0]]]
    for before, word in pairwise(line.words):
        if word.bbox.x0 - before.bbox.x1 > GUTTER * height:
            groups.append([word])
        else:
            groups[-1].append(word)
    return _Row(tuple(Line(tuple(g)) for g in groups), height)


def _run_end(rows: Sequence[_Row], start: int) -> int:
    """End of the run of table-like rows from `start`: rows of one segment may only stand inside."""
    if len(rows[start].segments) < 2:
        return start
    end = start + 1
    single = 0
    for index in range(start + 1, len(rows)):
        gap = rows[index].bbox.top - rows[index - 1].bbox.bottom
        if gap > 3 * rows[index].height:
            break
        if len(rows[index].segments) > 1:
            end, single = index + 1, 0
        else:
            single += 1
            if single > 2:
                break
    return end


def _rows_to_part(rows: Sequence[_Row], page: int) -> TablePart | None:
    many = [r for r in rows if len(r.segments) > 1]
    if len(many) < MIN_ROWS - 1 or not many:
        return None
    columns = _gutters(many)
    layout = Layout.EXACT
    if len(columns) < 3 or not _is_clean(rows, columns):
        columns, layout = _starts(many), Layout.FLATTENED
        if not _is_aligned(many, columns):
            return None
    cells = _place(rows, columns, layout, page)
    grid = Grid(cells, len(rows), len(columns) - 1, layout)
    return TablePart(grid, columns, union(r.bbox for r in rows))


def _gutters(rows: Sequence[_Row]) -> tuple[float, ...]:
    """Column boundaries in the middle of the white space that all rows share."""
    spans = sorted((s.bbox.x0, s.bbox.x1) for r in rows for s in r.segments)
    height = sorted(r.height for r in rows)[len(rows) // 2]
    boundaries = [spans[0][0]]
    right = spans[0][1]
    for x0, x1 in spans:
        if x0 - right > GUTTER * height:
            boundaries.append((x0 + right) / 2)
        right = max(right, x1)
    return (*boundaries, right)


def _is_clean(rows: Sequence[_Row], columns: Sequence[float]) -> bool:
    """Whether every row has one segment in every column."""
    return all(
        len(row.segments) >= len(columns) - 1
        and {_column(s, columns) for s in row.segments} == set(range(len(columns) - 1))
        for row in rows
    )


def _starts(rows: Sequence[_Row]) -> tuple[float, ...]:
    """Column boundaries at the left edges that several rows share."""
    height = sorted(r.height for r in rows)[len(rows) // 2]
    lefts = sorted(s.bbox.x0 for r in rows for s in r.segments)
    groups: list[list[float]] = [[lefts[0]]]
    for left in lefts[1:]:
        if left - groups[-1][-1] <= SAME_LEFT * height:
            groups[-1].append(left)
        else:
            groups.append([left])
    shared = [min(g) for g in groups if len(g) >= 2] or [min(groups[0])]
    right = max(s.bbox.x1 for r in rows for s in r.segments)
    return (min(lefts[0], shared[0]), *shared[1:], right)


def _is_aligned(rows: Sequence[_Row], columns: Sequence[float]) -> bool:
    """Whether most segments start at a shared left edge; spread-out prose does not."""
    if len(columns) < 3:
        return False
    near = total = 0
    for row in rows:
        for segment in row.segments:
            total += 1
            distance = min(abs(segment.bbox.x0 - x) for x in columns[:-1])
            near += distance <= SAME_LEFT * row.height
    return near >= 0.6 * total


def _column(segment: Line, columns: Sequence[float]) -> int:
    box = segment.bbox
    at = box.x0 + min(box.width, 2 * box.height) / 2
    inside = [i for i, x in enumerate(columns[:-1]) if x <= at]
    return inside[-1] if inside else 0


def _place(
    rows: Sequence[_Row], columns: Sequence[float], layout: Layout, page: int
) -> tuple[Cell, ...]:
    cells = []
    for number, row in enumerate(rows):
        held: dict[int, list[Line]] = {}
        for segment in row.segments:
            held.setdefault(_column(segment, columns), []).append(segment)
        for column in range(len(columns) - 1):
            segments = held.get(column, [])
            if segments or layout is Layout.FLATTENED:
                cells.append(_cell(segments, number, column, page))
    return tuple(cells)


def _cell(segments: Sequence[Line], row: int, column: int, page: int) -> Cell:
    words = [w for s in segments for w in s.words]
    if not words:
        return Cell("", row, column)
    box = union(w.bbox for w in words)
    text = "".join(line.text for line in words_to_lines(words))
    return Cell(
        text,
        row,
        column,
        where=(Provenance(page, box),),
        confidence=min(w.confidence for w in words),
        stamped=any(w.stamped for w in words),
    )
