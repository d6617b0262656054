"""What was found on the flat page is found again on the page as it was scanned."""

import numpy as np
import pytest

from extractor.look import LearnedSight
from tests.look.test_learned import (
    COLUMNS,
    DPI,
    ROWS,
    FirstIsLighter,
    InkEye,
    form,
    page_of,
    warped,
)


@pytest.mark.parametrize("angle", [-1.6, 3.0, 7.0])
def test_corners_of_the_table_lead_to_where_they_were(angle: float) -> None:
    scanned = warped(form(), angle)
    seen = LearnedSight(InkEye(), FirstIsLighter()).look(page_of(scanned))
    assert seen.back is not None
    assert seen.page.image is not None
    dark = seen.page.image.pixels[:, :, 0] < 128
    rows, columns = np.nonzero(dark)
    flat = np.array([[columns.min(), rows.min()], [columns.max(), rows.max()]], float) * 72 / DPI
    lean = np.radians(angle)
    turn = np.array([[np.cos(lean), np.sin(lean)], [-np.sin(lean), np.cos(lean)]])
    middle = np.array([scanned.shape[1] / 2, scanned.shape[0] / 2])
    corners = np.array([[COLUMNS[0], ROWS[0]], [COLUMNS[-1], ROWS[-1]]], float)
    expected = (corners - middle) @ turn + middle
    assert seen.back(flat) * DPI / 72 == pytest.approx(expected, abs=6)


def test_a_flat_page_has_no_way_back() -> None:
    seen = LearnedSight(InkEye(), FirstIsLighter()).look(page_of(form()))
    assert seen.back is None
