"""Long forms are read in windows."""

from itertools import pairwise

import numpy as np
import pytest

from models.form_tagger.windows import windows


def test_a_form_that_fits_is_read_at_once() -> None:
    (window,) = windows(np.zeros(10, np.int64), 10, 4)
    assert (window.first, window.end, window.kept_first, window.kept_end) == (0, 10, 0, 10)


@pytest.mark.parametrize("count", [21, 33, 60, 61])
def test_every_token_is_decided_once_and_seen_with_its_neighbours(count: int) -> None:
    rows = np.arange(count) // 3
    found = windows(rows, 20, 8)
    kept = [place for window in found for place in range(window.kept_first, window.kept_end)]
    assert kept == list(range(count))
    assert all(window.end - window.first == 20 for window in found)
    for before, after in pairwise(found):
        assert after.kept_first - after.first >= 2
        assert before.end - before.kept_end >= 3


def test_rows_stay_whole() -> None:
    rows = np.arange(60) // 3
    assert all(window.kept_first % 3 == 0 for window in windows(rows, 20, 8))


def test_a_row_longer_than_a_window_is_cut() -> None:
    found = windows(np.zeros(50, np.int64), 20, 8)
    assert found[-1].kept_end == 50
    assert all(window.kept_first <= window.kept_end for window in found)
    assert all(window.first <= window.kept_first for window in found)
