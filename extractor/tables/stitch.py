"""Pages → one sheet: a table that goes on over page breaks becomes one grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractor.document import Word
from extractor.grid import Block, Grid, Layout, Sheet, TextLine
from extractor.tables.blocks import PageBlocks, PagePart, TablePart
from extractor.tables.columns import SAME, common_columns, pad_missing, remap_columns
from extractor.tables.cut_rows import part_alike
from extractor.tables.furniture import is_furniture, repeats_form_start, restarts_form, starts_form
from extractor.tables.rejoin import Side, rejoin
from extractor.tables.repeats import drop_repeated_header
from extractor.tables.undrawn import complete_stub


@dataclass(frozen=True, slots=True)
class _Open:
    """The last table so far: its index among the parts, its page, and the lines under it."""

    index: int
    page: PageBlocks
    under: tuple[TextLine, ...]


def stitch(pages: Iterable[PageBlocks]) -> Sheet:
    """Blocks of all pages in reading order, tables cut by page breaks whole.

    Args:
        pages: in order; each is read once.
    Returns:
        Headers and footers between two parts of a table stand after it, as text lines. A single
        box that continues no table becomes its text lines.
    """
    parts: list[PagePart] = []
    last: _Open | None = None
    count = 0
    for shown in pages:
        page = shown
        count += 1
        if not page.blocks:
            continue
        tables = [i for i, b in enumerate(page.blocks) if isinstance(b, TablePart)]
        joined, taken = _continuation(parts, last, page, tables)
        if joined is not None and last is not None:
            parts[last.index] = joined
            left = tuple(b for b in page.blocks if b not in taken)
            page = replace(page, blocks=left)
            tables = [i for i, b in enumerate(left) if isinstance(b, TablePart)]
        at: dict[int, int] = {}
        for i, block in enumerate(page.blocks):
            if joined is not None and last is not None and i == tables[0]:
                at[i] = last.index
            else:
                at[i] = len(parts)
                parts.append(block)
        last = _last_table(page, tables, at)
    return Sheet(tuple(b for part in parts for b in _finish(part)), max(count, 1))


def _last_table(page: PageBlocks, tables: Sequence[int], at: dict[int, int]) -> _Open | None:
    if not tables:
        return None
    under = tuple(b for b in page.blocks[tables[-1] + 1 :] if isinstance(b, TextLine))
    return _Open(at[tables[-1]], page, under)


def _continuation(
    parts: Sequence[PagePart], last: _Open | None, page: PageBlocks, tables: Sequence[int]
) -> tuple[TablePart | None, tuple[TextLine, ...]]:
    """The open table with the first table of the page put under it, or None; and the lines of
    the page that it took in."""
    none: tuple[TablePart | None, tuple[TextLine, ...]] = (None, ())
    if last is None or not tables:
        return none
    upper, lower = parts[last.index], page.blocks[tables[0]]
    if not isinstance(upper, TablePart) or not isinstance(lower, TablePart):
        return none
    lower, taken = complete_stub(upper, lower, page, SAME)
    above = [b for b in page.blocks[: tables[0]] if isinstance(b, TextLine) and b not in taken]
    if not all(is_furniture(line, last.page, page) for line in last.under):
        return none
    if not all(is_furniture(line, page, last.page) for line in above):
        return none
    return join_parts(upper, lower), taken


def join_parts(upper: TablePart, lower: TablePart) -> TablePart | None:
    """Two parts of one table as one, or None where the lower part is a table of its own.

    Args:
        upper: the table so far.
        lower: the first table of the next page, with no line of a new form between them.
    """
    both = (upper.grid, lower.grid)
    if any(g.layout is not Layout.EXACT for g in both) or all(len(g.cells) == 1 for g in both):
        return None
    upper, lower = part_alike(upper, lower)
    columns = common_columns(upper, lower)
    if columns is None:
        return None
    above = remap_columns(upper.grid.cells, columns.upper)
    below = remap_columns(lower.grid.cells, columns.lower)
    repeat = drop_repeated_header(above, below)
    if repeats_form_start(below, repeat.n_dropped) or starts_form(repeat.lower):
        return None
    if restarts_form(repeat.upper, repeat.lower):
        return None
    n_below = lower.grid.n_rows - repeat.n_dropped
    edge = [c for c in repeat.upper if c.row + c.row_span == upper.grid.n_rows]
    drawn = range(columns.lower[0], columns.lower[-1])
    padded = pad_missing(repeat.lower, edge, n_below, drawn) if n_below else ()
    whole = range(columns.upper[0], columns.upper[-1])
    if whole.start > 0 or whole.stop < len(columns.boundaries) - 1:
        first_row = [c for c in repeat.lower if c.row == 0]
        above = pad_missing(repeat.upper, first_row, upper.grid.n_rows, whole)
    else:
        above = repeat.upper
    result = rejoin(
        Side(above, upper.grid.n_rows, _moved(upper, columns.upper, 0), upper.open_bottom),
        Side(
            padded,
            n_below,
            _moved(lower, columns.lower, repeat.n_dropped),
            lower.open_top and not repeat.n_dropped,
        ),
    )
    breaks = upper.grid.breaks
    if result.first_row < result.n_rows:
        breaks = (*breaks, result.first_row)
    return TablePart(
        Grid(result.cells, result.n_rows, len(columns.boundaries) - 1, Layout.EXACT, breaks),
        columns.boundaries,
        upper.bbox,
        wrapping=result.wrapping,
        open_top=upper.open_top,
        open_bottom=lower.open_bottom,
        bottom_words=_unmoved_words(upper, lower),
    )


def _unmoved_words(upper: TablePart, lower: TablePart) -> tuple[Word, ...]:
    """Words of the last row, unless the pages have other margins than the joined columns."""
    return lower.bottom_words if abs(lower.columns[0] - upper.columns[0]) <= SAME else ()


def _moved(part: TablePart, index: Sequence[int], dropped: int) -> frozenset[tuple[int, int]]:
    return frozenset((r - dropped, index[c]) for r, c in part.wrapping if r >= dropped)


def _finish(part: PagePart) -> tuple[Block, ...]:
    if isinstance(part, TextLine):
        return (part,)
    if len(part.grid.cells) == 1 and part.lines:
        return part.lines
    return (part.grid,)
