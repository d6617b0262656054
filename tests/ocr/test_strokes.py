"""Signs of comparison, drawn as arms and a bar."""

import cv2
import numpy as np
import pytest

from extractor.ocr.strokes import with_bar


def sign(*strokes: tuple[tuple[int, int], tuple[int, int]], digit_at: int) -> np.ndarray:
    """A line of 40 pixels with strokes (start, end) as (x, y), and a digit 1."""
    crop = np.full((40, 90, 3), 255, np.uint8)
    for start, end in strokes:
        cv2.line(crop, start, end, (0, 0, 0), 2)
    cv2.line(crop, (digit_at, 6), (digit_at, 34), (0, 0, 0), 2)
    return crop


GREATER = (((8, 6), (28, 14)), ((8, 22), (28, 14)))
SMALLER = (((28, 6), (8, 14)), ((28, 22), (8, 14)))


@pytest.mark.parametrize(
    ("strokes", "text", "expected"),
    [
        ((*GREATER, ((8, 32), (28, 32))), ">1", "≥1"),
        ((*GREATER, ((8, 31), (28, 23))), ">1", "≥1"),
        (GREATER, ">1", ">1"),
        ((*SMALLER, ((28, 31), (8, 23))), "<1", "≤1"),
        (SMALLER, "<1", "<1"),
    ],
)
def test_a_bar_under_the_arms_is_read(strokes, text: str, expected: str) -> None:
    assert with_bar(sign(*strokes, digit_at=50), text) == expected


def test_other_texts_stay() -> None:
    crop = sign(*GREATER, ((8, 32), (28, 32)), digit_at=50)

    assert with_bar(crop, "1") == "1"
    assert with_bar(crop, ">=1") == ">=1"
    assert with_bar(crop, "") == ""
    assert with_bar(np.full((40, 90, 3), 255, np.uint8), ">1") == ">1"
