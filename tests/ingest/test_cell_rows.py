import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.errors import TooLargeError
from extractor.ingest.cell_rows import SpannedCell, rows_to_grid

CELLS = st.builds(
    SpannedCell,
    st.text("ab", max_size=2),
    st.integers(0, 4),
    st.integers(0, 4),
    st.none() | st.integers(0, 5),
)


def test_spans_push_the_cells_below_to_the_right() -> None:
    rows = [[SpannedCell("产出", 2), SpannedCell("数量")], [SpannedCell("质量"), SpannedCell("x")]]
    grid = rows_to_grid(rows, 3, 7)
    assert [(c.text, c.row, c.column, c.row_span) for c in grid.cells] == [
        ("产出", 0, 0, 2),
        ("数量", 0, 1, 1),
        ("", 0, 2, 1),
        ("质量", 1, 1, 1),
        ("x", 1, 2, 1),
    ]
    assert [(c.where[0].page, c.where[0].line) for c in grid.cells][-1] == (3, 8)


@given(st.lists(st.lists(CELLS, max_size=5), max_size=6))
def test_every_place_is_covered_once_and_no_text_is_lost(rows: list[list[SpannedCell]]) -> None:
    grid = rows_to_grid(rows, 1, 1)
    places = [
        (row, column)
        for cell in grid.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(places) == len(set(places)) == grid.n_rows * grid.n_columns
    texts = sorted(item.text for row in rows for item in row if item.text)
    assert sorted(cell.text for cell in grid.cells if cell.text) == texts


def test_table_of_a_million_columns_is_refused() -> None:
    with pytest.raises(TooLargeError):
        rows_to_grid([[SpannedCell("", 1, 900), SpannedCell("", 1, 900), SpannedCell("x")]], 1, 1)
    with pytest.raises(TooLargeError):
        rows_to_grid([[SpannedCell("", 5000, 900)]] + [[]] * 5000, 1, 1)
