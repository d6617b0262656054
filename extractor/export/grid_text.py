"""A grid drawn as a table in a terminal, with its row and column spans."""

from extractor.export.terminal_text import character_width, display_width, wrap
from extractor.grid import Cell, Grid

_WIDEST_COLUMN = 24
_NARROWEST_COLUMN = 4
# Junctions by the lines that meet: up, down, left, right.
_JUNCTIONS = {
    (0, 0, 0, 0): " ", (0, 0, 1, 1): "─", (1, 1, 0, 0): "│", (0, 1, 0, 1): "┌",
    (0, 1, 1, 0): "┐", (1, 0, 0, 1): "└", (1, 0, 1, 0): "┘", (1, 1, 0, 1): "├",
    (1, 1, 1, 0): "┤", (0, 1, 1, 1): "┬", (1, 0, 1, 1): "┴", (1, 1, 1, 1): "┼",
    (0, 0, 0, 1): "─", (0, 0, 1, 0): "─", (1, 0, 0, 0): "│", (0, 1, 0, 0): "│",
}  # fmt: skip


def draw_grid(grid: Grid, width: int) -> str:
    """The grid as box-drawing lines, about `width` columns wide, ending in a newline.

    Long texts are wrapped, merged cells are one box. Places that no cell covers are blank boxes.
    """
    if grid.n_rows == 0 or grid.n_columns == 0:
        return "（空表 empty grid）\n"
    owners = _owners(grid)
    widths = _column_widths(grid, width)
    heights = _row_heights(grid, widths)
    lefts = _offsets(widths, gap=3)
    tops = _offsets(heights, gap=1)
    canvas = [[" "] * (lefts[-1] + 1) for _ in range(tops[-1] + 1)]
    _draw_lines(canvas, owners, (tops, lefts))
    for cell in grid.cells:
        _draw_text(canvas, cell, _span_width(cell, widths), (tops[cell.row], lefts[cell.column]))
    return "".join("".join(line).rstrip() + "\n" for line in canvas)


def _owners(grid: Grid) -> list[list[int]]:
    """The number of the cell that covers each place; negative and unique where there is none."""
    owners = [
        [-1 - row * grid.n_columns - column for column in range(grid.n_columns)]
        for row in range(grid.n_rows)
    ]
    for number, cell in enumerate(grid.cells):
        for row in range(cell.row, min(grid.n_rows, cell.row + cell.row_span)):
            for column in range(cell.column, min(grid.n_columns, cell.column + cell.column_span)):
                owners[row][column] = number
    return owners


def _column_widths(grid: Grid, width: int) -> list[int]:
    widths = [_NARROWEST_COLUMN] * grid.n_columns
    for cell in grid.cells:
        if cell.column_span == 1:
            longest = max((display_width(line) for line in cell.text.splitlines()), default=0)
            widths[cell.column] = max(widths[cell.column], min(_WIDEST_COLUMN, longest))
    room = width - 3 * grid.n_columns - 1
    while sum(widths) > room and max(widths) > _NARROWEST_COLUMN:
        widths[widths.index(max(widths))] -= 1
    return widths


def _row_heights(grid: Grid, widths: list[int]) -> list[int]:
    """Lines of each row; a tall merged cell stretches its last row."""
    heights = [1] * grid.n_rows
    for cell in sorted(grid.cells, key=lambda cell: cell.row_span):
        end = min(grid.n_rows, cell.row + cell.row_span)
        needed = len(wrap(cell.text, _span_width(cell, widths))) - (end - cell.row - 1)
        missing = needed - sum(heights[cell.row : end])
        heights[end - 1] += max(0, missing)
    return heights


def _span_width(cell: Cell, widths: list[int]) -> int:
    covered = widths[cell.column : cell.column + cell.column_span]
    return sum(covered) + 3 * (len(covered) - 1)


def _offsets(sizes: list[int], gap: int) -> list[int]:
    """Where the line before each column (or row) stands, and the last line."""
    offsets = [0]
    for size in sizes:
        offsets.append(offsets[-1] + size + gap)
    return offsets


def _draw_lines(
    canvas: list[list[str]], owners: list[list[int]], offsets: tuple[list[int], list[int]]
) -> None:
    tops, lefts = offsets
    n_rows, n_columns = len(owners), len(owners[0])

    def owner(row: int, column: int) -> int | None:
        inside = 0 <= row < n_rows and 0 <= column < n_columns
        return owners[row][column] if inside else None

    for row in range(n_rows + 1):
        for column in range(n_columns + 1):
            above_left, above = owner(row - 1, column - 1), owner(row - 1, column)
            left, here = owner(row, column - 1), owner(row, column)
            lines = (above_left != above, left != here, above_left != left, above != here)
            junction = _JUNCTIONS[tuple(map(int, lines))]  # type: ignore[index]
            canvas[tops[row]][lefts[column]] = junction
            if above != here:
                for x in range(lefts[column] + 1, lefts[min(column + 1, n_columns)]):
                    canvas[tops[row]][x] = "─"
            if left != here:
                for y in range(tops[row] + 1, tops[min(row + 1, n_rows)]):
                    canvas[y][lefts[column]] = "│"


def _draw_text(canvas: list[list[str]], cell: Cell, width: int, corner: tuple[int, int]) -> None:
    """Write the wrapped text one place right of and below the corner of its box."""
    top, left = corner
    for y, line in enumerate(wrap(cell.text, width), start=top + 1):
        x = left + 2
        for character in line:
            columns = character_width(character)
            if columns == 0:
                canvas[y][x - 1] += character
                continue
            canvas[y][x] = character
            if columns == 2:
                canvas[y][x + 1] = ""
            x += columns
