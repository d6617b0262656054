"""Two pages with the row between them cut; on one page a border of it was not found:

|      | 一级指标  二级指标 |        |      | 一级指标 | 二级指标 |
------------ break ------------   →   ----------------------------
| 绩效 |          |          |        | 绩效 |          |          |
"""

from dataclasses import replace

from extractor.geometry import BBox
from extractor.grid import Cell, Grid
from extractor.tables.blocks import TablePart
from extractor.tables.cut_rows import part_alike
from tests.tables.drawing import word

HEADS = (word("一级指标", 60, 20), word("二级指标", 130, 20))


def part(columns: tuple[float, ...], texts: tuple[str, ...]) -> TablePart:
    """One row of cells, open to the break."""
    cells = tuple(Cell(text, 0, column) for column, text in enumerate(texts))
    box = BBox(columns[0], 10, columns[-1], 40)
    return TablePart(Grid(cells, 1, len(cells)), columns, box, open_top=True, open_bottom=True)


UPPER = replace(part((10, 50, 190), ("", "一级指标二级指标")), bottom_words=HEADS)
LOWER = part((10, 50, 120, 190), ("绩效", "", ""))


def texts(found: TablePart) -> list[str]:
    return [cell.text for cell in found.grid.cells]


def test_a_border_missed_above_the_break_is_taken_from_below_it():
    upper, lower = part_alike(UPPER, LOWER)

    assert texts(upper) == ["", "一级指标", "二级指标"]
    assert upper.columns == LOWER.columns
    assert upper.grid.n_columns == 3
    assert lower == LOWER


def test_a_border_missed_below_the_break_is_taken_from_above_it():
    above = part((10, 50, 120, 190), ("绩效", "", ""))
    below = replace(part((10, 50, 190), ("", "一级指标二级指标")), top_words=HEADS)

    assert texts(part_alike(above, below)[1]) == ["", "一级指标", "二级指标"]


def test_mirrored_margins_do_not_matter():
    moved = part((40, 80, 150, 220), ("绩效", "", ""))

    assert texts(part_alike(UPPER, moved)[0]) == ["", "一级指标", "二级指标"]


def test_one_text_over_the_border_stays_whole():
    whole = replace(UPPER, bottom_words=(word("一级指标和二级指标", 60, 20),))

    assert texts(part_alike(whole, LOWER)[0]) == ["", "一级指标二级指标"]


def test_a_text_on_one_side_alone_is_no_reason_to_cut():
    assert part_alike(replace(UPPER, bottom_words=HEADS[:1]), LOWER)[0].grid == UPPER.grid


def test_a_break_with_a_border_cuts_no_row():
    closed = replace(LOWER, open_top=False)

    assert part_alike(UPPER, closed) == (UPPER, closed)


def test_rows_away_from_the_break_only_move_to_their_new_columns():
    title = Cell("年度目标", 0, 0, 1, 2)
    cells = (title, *(replace(cell, row=1) for cell in UPPER.grid.cells))
    upper = replace(UPPER, grid=Grid(cells, 2, 2), wrapping=frozenset({(0, 0)}))

    found, _ = part_alike(upper, LOWER)

    assert found.grid.cells[0] == replace(title, column_span=3)
    assert found.wrapping == {(0, 0)}
