"""Pieces of broken borders, and print close to them."""

import numpy as np

from extractor.document import PageImage, Ruling
from extractor.look.border_ink import without_border_ink

DPI = 144.0  # two pixels a point
BORDER = [Ruling(10, 50, 190, 50), Ruling(100, 10, 100, 90)]

NO_TEXT = np.zeros((0, 4, 2), np.float32)


def page(*ink: tuple[float, float, float, float]) -> PageImage:
    """A white page with black boxes (x0, top, x1, bottom) in points."""
    pixels = np.full((200, 400, 3), 255, np.uint8)
    for x0, top, x1, bottom in ink:
        pixels[round(2 * top) : round(2 * bottom), round(2 * x0) : round(2 * x1)] = 0
    return PageImage(pixels, DPI)


def test_pieces_beside_a_ruling_go() -> None:
    broken = page((20, 51, 26, 52), (97.5, 60, 98.5, 66), (110, 49, 180, 50))

    assert without_border_ink(broken, BORDER, NO_TEXT).pixels.min() == 255


def test_print_stays_also_close_to_a_ruling() -> None:
    dash, stop, stroke = (60, 40, 66, 41), (30, 47, 32, 49), (120, 42, 121, 49)
    printed = page(dash, stop, stroke)

    assert (without_border_ink(printed, BORDER, NO_TEXT).pixels == printed.pixels).all()


def test_a_stroke_of_a_character_beside_a_ruling_stays() -> None:
    """The strokes of 三 stand alone: the head 三级指标 lost its first character."""
    three = page((60, 52.5, 68, 53.5))
    line = np.array([[[116, 102], [180, 102], [180, 124], [116, 124]]], np.float32)

    assert (without_border_ink(three, BORDER, line).pixels == three.pixels).all()
    assert without_border_ink(three, BORDER, NO_TEXT).pixels.min() == 255
