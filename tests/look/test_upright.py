"""Turns and skew are found from lines alone; the engine is faked here."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels, Quads, Ruling, Word
from extractor.geometry import BBox
from extractor.look import make_upright

WIDTH, HEIGHT = 600, 800


class BlackBars:
    """Takes long black bars for lines of text; a line is on its head if its grey mark is last."""

    def find_lines(self, pixels: Pixels) -> Quads:
        dark = (pixels.min(axis=2) < 60).astype(np.uint8)
        contours, _ = cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        boxes = [cv2.boxPoints(cv2.minAreaRect(contour)) for contour in contours]
        return np.array([_ordered(box) for box in boxes], np.float32).reshape(-1, 4, 2)

    def upside_down(self, lines: Sequence[Pixels]) -> NDArray[np.float32]:
        halves = [np.array_split(line.max(axis=2).mean(axis=0), 2) for line in lines]
        return np.array([float(left.mean() < right.mean()) for left, right in halves], np.float32)


def _ordered(box: NDArray[np.float32]) -> NDArray[np.float32]:
    """Corners as a detector gives them: top left, top right, bottom right, bottom left."""
    by_x = box[np.argsort(box[:, 0], kind="stable")]
    left = by_x[:2][np.argsort(by_x[:2, 1])]
    right = by_x[2:][np.argsort(by_x[2:, 1])]
    return np.array([left[0], right[0], right[1], left[1]], np.float32)


def upright_pixels() -> Pixels:
    """Bars that are grey at the start and black at the end."""
    pixels = np.full((HEIGHT, WIDTH, 3), 255, np.uint8)
    for row in range(150, 650, 50):
        pixels[row : row + 14, 120:480] = 10
        pixels[row : row + 14, 120:200] = 55
    return pixels


def page_of(pixels: Pixels, **changes: object) -> Page:
    image = PageImage(np.ascontiguousarray(pixels), 100.0)
    return Page(1, image.width, image.height, image=image, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_quarter_turn_is_taken_out_without_loss(turn: int) -> None:
    pixels = upright_pixels()
    page = make_upright(page_of(np.rot90(pixels, -turn // 90)), BlackBars())
    assert page.rotation == turn
    assert page.skew == pytest.approx(0, abs=0.05)
    assert page.image is not None
    assert (page.image.pixels == pixels).all()
    assert (page.width, page.height) == (page.image.width, page.image.height)


@pytest.mark.parametrize("skew", [-9.0, -5.0, -0.3, 1.6, 10.0])
def test_a_skew_is_measured_to_a_tenth_of_a_degree(skew: float) -> None:
    matrix = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -skew, 1.0)
    pixels = cv2.warpAffine(upright_pixels(), matrix, (WIDTH, HEIGHT), borderValue=(255, 255, 255))
    page = make_upright(page_of(pixels), BlackBars())
    assert page.skew == pytest.approx(skew, abs=0.1)
    assert page.image is not None
    corners = page.image.pixels[[0, 0, -1, -1], [0, -1, 0, -1]]
    assert (corners == 255).all()
    again = make_upright(page, BlackBars())
    assert again.skew == pytest.approx(skew, abs=0.15)


def test_a_page_that_stands_upright_is_the_same_page() -> None:
    page = page_of(upright_pixels())
    assert make_upright(page, BlackBars()) is page


def test_words_and_rulings_of_a_turned_page_are_dropped() -> None:
    page = page_of(
        np.rot90(upright_pixels()),
        words=(Word("旧", BBox(1, 1, 2, 2)),),
        rulings=(Ruling(0, 0, 9, 0),),
    )
    turned = make_upright(page, BlackBars())
    assert (turned.words, turned.rulings) == ((), ())


def test_a_blank_page_and_a_page_without_image_stay() -> None:
    blank = page_of(np.full((HEIGHT, WIDTH, 3), 255, np.uint8))
    assert make_upright(blank, BlackBars()) is blank
    digital = Page(1, 595, 842)
    assert make_upright(digital, BlackBars()) is digital
