"""The part of a page that is shown, and boxes to percent and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.crops import Crop, crop_box, crop_pixels, form_band
from extractor.document import PageImage


def page(*ink: tuple[int, int, int, int]) -> PageImage:
    pixels = np.full((400, 300, 3), 255, np.uint8)
    for x0, top, x1, bottom in ink:
        pixels[top:bottom, x0:x1] = 0
    return PageImage(pixels, 144.0)  # 150 × 200 points


def test_blank_paper_is_cut_off_and_a_margin_stays() -> None:
    image = page((100, 100, 200, 200))
    box = crop_box(image, form_band([], [], image.height), [])
    assert box == (38.0, 38.0, 112.0, 112.0)
    pixels, shown = crop_pixels(image, box)
    assert pixels.shape == (148, 148, 3)
    assert shown == box


def test_cells_count_where_there_is_no_ink() -> None:
    image = page()
    cell = (50.0, 60.0, 90.0, 80.0)
    assert crop_box(image, form_band([cell], [], 200.0), [cell]) == (38.0, 48.0, 102.0, 92.0)


def test_a_blank_page_is_shown_whole() -> None:
    assert crop_box(page(), form_band([], [], 200.0), []) == (0.0, 0.0, 150.0, 200.0)


def test_another_form_on_the_page_is_left_to_its_own_task() -> None:
    upper, lower = [(10.0, 20.0, 90.0, 60.0)], [(10.0, 120.0, 90.0, 160.0)]
    assert form_band(upper, [lower], 200.0)[1::2] == (0.0, 120.0)
    assert form_band(lower, [upper], 200.0)[1::2] == (60.0, 200.0)


@given(st.tuples(*[st.integers(0, 1000)] * 4))
def test_points_to_percent_and_back(edges: tuple[int, int, int, int]) -> None:
    crop = Crop(1, (47.88, 46.44, 565.92, 723.24), 1439, 1880, "a.jpg")
    x0, x1 = sorted((50 + edges[0] / 2, 50 + edges[1] / 2))
    top, bottom = sorted((50 + edges[2] / 2, 50 + edges[3] / 2))
    back = crop.to_points(*crop.to_percent((x0, top, x1, bottom)))
    assert back == pytest.approx((x0, top, x1, bottom), abs=0.06)


def test_a_box_over_the_edge_of_the_crop_is_clipped() -> None:
    crop = Crop(1, (0.0, 0.0, 100.0, 100.0), 200, 200, "a.jpg")
    assert crop.to_percent((-5.0, 50.0, 120.0, 60.0)) == (0.0, 50.0, 100.0, 10.0)
