"""Cells that belong together become rectangles that cover all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.table_structure.split_merge.merging import merge_cells


def _rectangles(owners: np.ndarray) -> bool:
    return all(
        (owners[np.ix_(*(np.unique(axis) for axis in np.nonzero(owners == owner)))] == owner).all()
        for owner in np.unique(owners)
    )


def test_a_label_beside_three_rows_is_one_cell() -> None:
    """
    |   | a |
    | L | b |
    |   | c |
    """
    below = np.array([[0.1, 0.9], [0.1, 0.9]])
    right = np.full((3, 1), 0.9)
    owners = merge_cells(below, right)
    assert len(np.unique(owners[:, 0])) == 1
    assert len(np.unique(owners)) == 4


def test_a_doubtful_side_of_a_long_cell_is_outvoted() -> None:
    """Of the three stretches below a wide cell one says that it goes on: two do not."""
    below = np.array([[0.95, 0.3, 0.95]])
    right = np.array([[0.01, 0.01], [0.01, 0.01]])
    owners = merge_cells(below, right)
    assert len(np.unique(owners)) == 2
    assert (owners[0] != owners[1]).all()


def test_an_angle_stays_apart() -> None:
    """Three of four cells that belong together are no rectangle: the two surest become one."""
    below = np.array([[0.05, 0.95]])
    right = np.array([[0.2], [0.95]])
    owners = merge_cells(below, right)
    assert owners[0, 0] == owners[1, 0]
    assert _rectangles(owners)
    assert len(np.unique(owners)) == 3


@given(st.integers(1, 7), st.integers(1, 6), st.data())
def test_any_evidence_gives_rectangles(rows: int, columns: int, data: st.DataObject) -> None:
    chance = st.floats(0, 1)
    below = data.draw(arrays(np.float64, (rows - 1, columns), elements=chance))
    right = data.draw(arrays(np.float64, (rows, columns - 1), elements=chance))
    owners = merge_cells(below, right)
    assert owners.shape == (rows, columns)
    assert _rectangles(owners)
