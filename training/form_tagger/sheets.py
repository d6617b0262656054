"""Tagged forms as sheets, so that the rules can read the very same tokens."""

from itertools import groupby

from extractor.grid import Block, Cell, Grid, Layout, Sheet, TextLine
from models.form_tagger.tokens import FormToken, TokenLayout
from training.form_tagger.tagged import TaggedForm

_LAYOUTS = {
    TokenLayout.EXACT: Layout.EXACT,
    TokenLayout.FLATTENED: Layout.FLATTENED,
    TokenLayout.STREAM: Layout.STREAM,
}


def tagged_to_sheet(form: TaggedForm) -> Sheet:
    """The tokens as a sheet: texts folded, page breaks not known. `DamagedForm.sheet` has both."""
    blocks: list[Block] = []
    for (layout, width), group in groupby(form.tokens, key=lambda t: (t.layout, t.width)):
        tokens = list(group)
        if layout is TokenLayout.TEXT:
            blocks.extend(TextLine(token.text) for token in tokens)
        else:
            blocks.append(_grid(tokens, _LAYOUTS[layout], width))
    return Sheet(tuple(blocks))


def _grid(tokens: list[FormToken], layout: Layout, width: int) -> Grid:
    first = tokens[0].row
    cells = [Cell(t.text, t.row - first, t.column, t.row_span, t.column_span) for t in tokens]
    n_rows = max(cell.row + cell.row_span for cell in cells)
    if layout is Layout.EXACT:
        cells += _empty_cells(cells, n_rows, width)
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(tuple(cells), n_rows, width, layout)


def _empty_cells(cells: list[Cell], n_rows: int, width: int) -> list[Cell]:
    """One empty cell for every place that no cell covers."""
    taken = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    return [
        Cell("", row, column)
        for row in range(n_rows)
        for column in range(width)
        if (row, column) not in taken
    ]
