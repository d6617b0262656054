"""A line is stretched over a character that the detector left out, and over nothing else."""

import numpy as np

from extractor.document import Page, Pixels, Ruling
from extractor.ocr.cuts import page_cut_lines
from extractor.ocr.lines import Quad, quad_bounds
from extractor.ocr.reach import stretch_lines


def paper() -> Pixels:
    return np.full((100, 300, 3), 250, np.uint8)


def line(x0: float, x1: float) -> Quad:
    return np.array([[x0, 40], [x1, 40], [x1, 60], [x0, 60]], np.float32)


def ends(pixels: Pixels, *lines: Quad, rulings: tuple[Ruling, ...] = ()) -> list[tuple[int, int]]:
    cut_lines = page_cut_lines(Page(1, 300, 100, rulings=rulings), 72.0)
    stretched = stretch_lines(pixels, list(lines), cut_lines)
    return [(round(quad_bounds(q)[0]), round(quad_bounds(q)[2])) for q in stretched]


def test_a_leading_horizontal_stroke_is_taken_in() -> None:
    pixels = paper()
    pixels[49:51, 82:97] = 20
    pixels[42:58, 101:180] = 20
    assert ends(pixels, line(100, 180)) == [(80, 180)]


def test_a_ruling_known_or_not_is_never_crossed() -> None:
    pixels = paper()
    pixels[0:100, 92:94] = 20
    pixels[49:51, 78:90] = 20
    assert ends(pixels, line(100, 180)) == [(100, 180)]
    known = (Ruling(96, 0, 96, 100),)
    pixels = paper()
    pixels[49:51, 80:94] = 20
    assert ends(pixels, line(100, 180), rulings=known) == [(100, 180)]


def test_ink_of_another_line_is_left_to_it() -> None:
    pixels = paper()
    pixels[42:58, 60:180] = 20
    assert ends(pixels, line(60, 98), line(100, 180)) == [(60, 98), (100, 180)]


def test_a_speck_does_not_stretch_a_line() -> None:
    pixels = paper()
    pixels[50, 95] = 20
    assert ends(pixels, line(100, 180)) == [(100, 180)]


def test_a_line_at_the_edge_of_the_page_stays_inside() -> None:
    pixels = paper()
    pixels[42:58] = 20
    assert ends(pixels, line(0, 300)) == [(0, 300)]
