"""A page break inside a table: which cells on both sides of it are one cell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from extractor.grid import Cell
from extractor.tables.lines import join_wrapped

PROSE = 20
"""A cell with so many characters holds prose: it may be cut between any two lines."""

_SENTENCE_END = re.compile(r"[。；;！!？?]$")
_ITEM_START = re.compile(
    r"^(指标|目标|任务)?\s*[（(]?([0-9０-９]{1,2}|[一二三四五六七八九十]{1,2}|[①-⑳])\s*[)）.．、:：]"
    r"|^[①-⑳]"
)
_LABEL_END = re.compile(r"(指标|目标|资金|情况|名称|概况|依据|内容|满意度|单位|金额|总额)$")
_TAIL = re.compile(r"^(影响|满意度|意度|度)?(指标|标)$")
_HEADER = re.compile(r"^[一二三]级指标")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Side:
    """The cells on one side of a break in common columns; `wrapping` as in TablePart.

    `is_open` says that the border at the break is not drawn.
    """

    cells: tuple[Cell, ...]
    n_rows: int
    wrapping: frozenset[Place]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Rejoined:
    """Both sides as one: `first_row` is the first row that begins after the break."""

    cells: tuple[Cell, ...]
    n_rows: int
    first_row: int
    wrapping: frozenset[Place]


def rejoin(upper: Side, lower: Side) -> Rejoined:
    """Put the lower side under the upper one, with the cells and the row cut by the break whole."""
    pairs = _pairs(upper, lower)
    if _is_cut_row(upper, lower, pairs):
        return _put_under(upper, lower, pairs, upper.n_rows - 1)
    return _put_under(upper, lower, _cut_cells(upper, lower, pairs), upper.n_rows)


def _pairs(upper: Side, lower: Side) -> dict[int, tuple[Cell, Cell]]:
    """Cells that face each other over the break, by the column of both; equal width only."""
    above = {
        (c.column, c.column_span): c for c in upper.cells if c.row + c.row_span == upper.n_rows
    }
    pairs = {}
    for cell in lower.cells:
        other = above.get((cell.column, cell.column_span))
        if cell.row == 0 and other is not None:
            pairs[cell.column] = (other, cell)
    return dict(sorted(pairs.items()))


def _put_under(
    upper: Side, lower: Side, joined: Mapping[int, tuple[Cell, Cell]], offset: int
) -> Rejoined:
    whole = {a: (a, b) for a, b in joined.values()}
    gone = {b for _, b in joined.values()}
    cells, wrapping = [], set()
    for cell in upper.cells:
        pair = whole.get(cell)
        full = (cell.row, cell.column) in upper.wrapping
        cells.append(cell if pair is None else _one_cell(*pair, offset, full))
        if pair is not None and (0, cell.column) in lower.wrapping:
            wrapping.add((cell.row, cell.column))
    for cell in lower.cells:
        if cell not in gone:
            cells.append(replace(cell, row=cell.row + offset))
            if (cell.row, cell.column) in lower.wrapping:
                wrapping.add((cell.row + offset, cell.column))
    cells.sort(key=lambda c: (c.row, c.column))
    return Rejoined(tuple(cells), offset + lower.n_rows, upper.n_rows, frozenset(wrapping))


def _one_cell(above: Cell, below: Cell, offset: int, full: bool) -> Cell:
    return replace(
        above,
        text=_one_text(above.text, below.text, full),
        row_span=offset + below.row_span - above.row,
        where=(*above.where, *below.where),
        confidence=min(above.confidence, below.confidence),
        stamped=above.stamped or below.stamped,
    )


def _one_text(above: str, below: str, full: bool) -> str:
    # A label printed on both pages is one label.
    if above and below and _is_same_label(above, below):
        return max(above, below, key=len)
    return join_wrapped(above, below, 0.0 if full else 9.0)


def _is_same_label(one: str, other: str) -> bool:
    """Whether two texts are one label, of which the break may have cut characters off."""
    shorter, longer = sorted((one, other), key=len)
    if one == other:
        return bool(one)
    return len(shorter) >= 3 and len(longer) <= 14 and longer.endswith(shorter)


def _is_cut_row(upper: Side, lower: Side, pairs: Mapping[int, tuple[Cell, Cell]]) -> bool:
    """Whether the break runs through a row: its cells have lines on both pages."""
    n_facing = sum(1 for c in lower.cells if c.row == 0)
    if len(pairs) < n_facing or not any(b.text for _, b in pairs.values()):
        return False
    ends = [(a, b) for a, b in pairs.values() if a.row_span == 1 or b.row_span == 1]
    begun = [(a, b) for a, b in pairs.values() if a.text and b.text]
    if any(_are_two_labels(a.text, b.text) for a, b in begun):
        return False
    if upper.is_open and lower.is_open:
        return True
    emptied = [a for a, b in ends if a.text and not b.text]
    if not emptied or not begun:
        return False
    if not all(_goes_on(a, b, upper.wrapping) for a, b in begun):
        return False
    if any(b.text and not a.text and a.column < begun[0][0].column for a, b in pairs.values()):
        return False
    if all(_is_prose(a, b) for a, b in begun):
        return True
    later = begun[0][0].column
    return any(bool(a.text) != bool(b.text) and a.column > later for a, b in ends)


def _are_two_labels(above: str, below: str) -> bool:
    """Whether the break lies between two whole labels, so that the row above it has ended."""
    whole = all(_LABEL_END.search(text) and len(text) >= 4 for text in (above, below))
    return whole and not _is_same_label(above, below) and not _TAIL.match(below)


def _is_prose(above: Cell, below: Cell) -> bool:
    return len(above.text) >= PROSE or len(below.text) >= 2 * PROSE


def _goes_on(above: Cell, below: Cell, wrapping: frozenset[Place]) -> bool:
    """Whether the text below continues the text above rather than beginning anew."""
    if _is_prose(above, below) and above.column_span > 1:
        return True
    full = (above.row, above.column) in wrapping
    return full and not _SENTENCE_END.search(above.text) and not _ITEM_START.match(below.text)


def _cut_cells(
    upper: Side, lower: Side, pairs: Mapping[int, tuple[Cell, Cell]]
) -> dict[int, tuple[Cell, Cell]]:
    """Pairs that are one merged cell, found from the leading columns to the right."""
    joined: dict[int, tuple[Cell, Cell]] = {}
    first_row = [c for c in lower.cells if c.row == 0]
    if any(_HEADER.match(c.text) for c in first_row):
        return joined
    blank_row = not any(c.text for c in first_row)
    right = max(c.column + c.column_span for c in lower.cells)
    stubs = _stub_columns(upper, lower)
    expected = 0
    leading = True
    for column, (above, below) in pairs.items():
        leading = leading and column == expected
        following = column + above.column_span
        last = following == right
        # Beside one merged cell the rows are cut alike on both pages.
        alike = last or following in pairs or not below.where
        owner = leading or (column in stubs and _has_text_right(pairs, column))
        same = column in stubs and _is_same_label(above.text, below.text)
        label = owner and not last and not blank_row
        if alike and ((owner and same) or _is_one(above, below, label)):
            joined[column] = (above, below)
            expected = following
        elif column == 0:
            # The first column owns the rest: a new entry there ends every merged cell.
            return {} if below.text else _tall(pairs)
        else:
            leading = False
    return joined


def _stub_columns(upper: Side, lower: Side) -> set[int]:
    """Columns in which merged cells occur: level-2 labels of a second panel, for one."""
    return {c.column for c in (*upper.cells, *lower.cells) if c.row_span > 1 and c.text}


def _has_text_right(pairs: Mapping[int, tuple[Cell, Cell]], column: int) -> bool:
    """Whether both sides print something in the next column."""
    following = min((c for c in pairs if c > column), default=None)
    return following is not None and all(c.text for c in pairs[following])


def _tall(pairs: Mapping[int, tuple[Cell, Cell]]) -> dict[int, tuple[Cell, Cell]]:
    return {
        column: (a, b)
        for column, (a, b) in pairs.items()
        if not b.text and a.row_span > 1 and b.row_span > 1
    }


def _is_one(above: Cell, below: Cell, leading: bool) -> bool:
    tall = above.row_span > 1 or below.row_span > 1
    if not below.where:
        return True
    if not below.text:
        return above.row_span > 1 or (leading and bool(above.text))
    if not above.text:
        return leading
    if not leading or not (tall or _TAIL.match(below.text)):
        return False
    if _is_same_label(above.text, below.text):
        return True
    return _are_fragments(above.text, below.text)


def _are_fragments(above: str, below: str) -> bool:
    """Whether two short texts are halves of one label: 可持续 | 影响指标, 绩效 | 指标."""
    whole = above + below
    short = len(above) <= 8 and len(below) <= 8
    return (
        short
        and bool(_LABEL_END.search(whole))
        and not _LABEL_END.search(above)
        and not re.search(r"[0-9]", whole)
    )
