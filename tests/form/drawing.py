"""Draws sheets: tables as text, one row a line, cells between pipes.

`^` is covered by the cell above, `<` by the cell at the left. A line without a pipe is a line of
text, a line `---` a page break.
"""

from extractor.document import Provenance
from extractor.grid import Block, Cell, Grid, Layout, Sheet, TextLine

HERE = (Provenance(1),)


def draw_sheet(text: str, layout: Layout = Layout.FLATTENED) -> Sheet:
    blocks: list[Block] = []
    rows: list[list[str]] = []
    breaks: list[int] = []
    for line in [*text.strip().splitlines(), ""]:
        bare = line.strip()
        if bare == "---":
            breaks.append(len(rows))
        elif "|" in bare:
            rows.append([cell.strip() for cell in bare.strip("|").split("|")])
        else:
            if rows:
                blocks.append(_grid(rows, breaks, layout))
                rows, breaks = [], []
            if bare:
                blocks.append(TextLine(bare, HERE))
    return Sheet(tuple(blocks))


def _grid(rows: list[list[str]], breaks: list[int], layout: Layout) -> Grid:
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    cells = []
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            if text in ("^", "<"):
                continue
            below = 1
            while r + below < len(rows) and rows[r + below][c] == "^":
                below += 1
            right = 1
            while c + right < len(row) and row[c + right] == "<":
                right += 1
            cells.append(Cell(text, r, c, below, right, HERE))
    return Grid(tuple(cells), len(rows), width, layout, tuple(breaks))


def texts(printed_or_none) -> str | None:
    return None if printed_or_none is None else printed_or_none.text


def tree(form) -> list[tuple[str | None, ...]]:
    """(panel, level-1, level-2, level-3, value) of every indicator."""
    return [
        (row.panel.value, texts(row.level1), texts(row.level2), texts(row.level3), texts(row.value))
        for row in form.indicators
    ]
