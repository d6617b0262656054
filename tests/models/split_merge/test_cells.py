"""What is known of a cell."""

import numpy as np
import pytest

from models.table_structure.split_merge.cells import FEATURES, cell_features

ROWS, COLUMNS = np.array([0.0, 20.0, 40.0]), np.array([0.0, 30.0, 60.0, 99.0])


def _planes() -> np.ndarray:
    """
    | text |      |   |
    |------|      |   |      the boundary in the middle is seen under the first column alone
    |      |      |   |
    """
    planes = np.zeros((4, 41, 100), np.float32)
    planes[0, 20, :30] = 1
    planes[1, :, 30] = 1
    planes[2, 5:12, 8:20] = 1
    planes[3] = 1
    return planes


def test_shape_and_order() -> None:
    assert cell_features(_planes(), ROWS, COLUMNS).shape == (FEATURES, 2, 3)


def test_seen_boundaries_are_told_by_both_cells_that_they_part() -> None:
    above, below, left, right = cell_features(_planes(), ROWS, COLUMNS)[:4]
    assert below[0].tolist() == pytest.approx([1, 0, 0])
    assert above[1].tolist() == pytest.approx([1, 0, 0])
    assert right[0].tolist() == pytest.approx([1, 0, 0])
    assert left[0].tolist() == pytest.approx([0, 1, 0])


def test_the_space_around_the_text() -> None:
    above, below, left, right, any_text = cell_features(_planes(), ROWS, COLUMNS)[8:13, 0, 0]
    assert (above, below, left, right) == pytest.approx((5 / 20, 8 / 20, 8 / 20, 10 / 20))
    assert any_text == 1


def test_a_cell_without_text_says_so() -> None:
    features = cell_features(_planes(), ROWS, COLUMNS)
    assert features[12].tolist() == [[1, 0, 0], [0, 0, 0]]
    assert (features[8:12, 1, 1] == 1).all()
