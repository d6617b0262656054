"""The planes of a page, and where its tables lie on them."""

import numpy as np

from models.table_structure.split_merge.planes import (
    Region,
    page_planes,
    split_inputs,
    table_regions,
)

NO_LINES = np.zeros((0, 4, 2), np.float32)


def _line(x0: float, top: float, x1: float, bottom: float) -> np.ndarray:
    return np.array([[[x0, top], [x1, top], [x1, bottom], [x0, bottom]]], np.float32)


def test_regions_are_tables_and_specks_are_none() -> None:
    table = np.zeros((200, 160), np.float32)
    table[20:90, 10:150] = 0.9
    table[60:62, 10:150] = 0.1
    table[120:190, 10:150] = 0.9
    table[100:104, 30:34] = 1.0
    assert table_regions(table) == (Region(10, 20, 150, 90), Region(10, 120, 150, 190))


def test_a_region_grows_as_far_as_the_page() -> None:
    assert Region(2, 50, 90, 98).grown(6, (100, 120)) == Region(0, 44, 96, 100)


def test_text_is_drawn_smaller_than_its_outline() -> None:
    empty = np.zeros((50, 100), np.float32)
    text = page_planes(empty, empty, empty, _line(40, 20, 120, 40))[2]
    rows, columns = np.nonzero(text > 0.5)
    assert rows.min() > 10
    assert rows.max() < 19
    assert columns.min() > 20
    assert columns.max() < 59


def test_for_columns_the_page_is_turned_by_its_diagonal() -> None:
    across, down = np.zeros((30, 50), np.float32), np.zeros((30, 50), np.float32)
    across[10], down[:, 20] = 1, 1
    for_rows, for_columns = split_inputs(page_planes(across, down, across, NO_LINES))
    assert for_rows.shape == (1, 4, 30, 56)
    assert for_columns.shape == (1, 4, 50, 32)
    assert for_columns[0, 0, 20, :30].all()
    assert for_columns[0, 1, :50, 10].all()
