"""Lines of text on a map tell how the page leans, also by less than their outlines show."""

import cv2
import numpy as np
import pytest

from extractor.look.baselines import text_stretches


def text_map(angle: float, lines: int = 12) -> np.ndarray:
    """Ragged lines of letters (boxes of different height) that lean by an angle in degrees."""
    rng = np.random.default_rng(3)
    canvas = np.zeros((600, 500), np.float32)
    for number in range(lines):
        for x in np.arange(60, 60 + rng.integers(120, 340), 16):
            high = rng.uniform(12, 16)
            middle = 40 + 45 * number + (x - 60) * np.tan(np.radians(angle))
            corners = np.array([[x, middle - high / 2], [x + 14, middle + high / 2]], np.float64)
            (x0, top), (x1, bottom) = np.rint(corners * 16).astype(int)
            cv2.rectangle(canvas, (x0, top), (x1, bottom), 1.0, -1, cv2.LINE_AA, 4)
    return cv2.dilate(canvas, np.ones((3, 5), np.uint8))


@pytest.mark.parametrize("angle", [-2.0, -0.3, 0.0, 0.4, 1.5])
def test_the_median_line_leans_as_the_page_does(angle: float) -> None:
    found = text_stretches(text_map(angle))
    steps = found.end - found.start
    assert len(steps) == 12
    assert np.median(np.degrees(np.arctan2(steps[:, 1], steps[:, 0]))) == pytest.approx(
        angle, abs=0.1
    )


def test_letters_that_stand_alone_tell_nothing() -> None:
    text = np.zeros((100, 200), np.float32)
    text[40:60, 50:72] = 1
    assert len(text_stretches(text).start) == 0


def test_a_line_ends_where_its_print_does() -> None:
    text = np.zeros((100, 300), np.float32)
    text[40:60, 50:250] = 1
    found = text_stretches(text)
    assert found.start[0] == pytest.approx([50, 50], abs=1.5)
    assert found.end[0] == pytest.approx([250, 50], abs=1.5)
