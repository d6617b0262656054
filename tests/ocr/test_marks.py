"""Lone marks in cells: found where the detector left them out, told apart by shape."""

import cv2
import numpy as np
import pytest

from extractor.document import Page, Pixels, Ruling
from extractor.ocr.cuts import CutLines, page_cut_lines
from extractor.ocr.leftovers import leftover_marks
from extractor.ocr.lines import Quad, downward_runs, level_short, quad_bounds
from extractor.ocr.strokes import is_slash

RULINGS = (
    Ruling(20, 20, 280, 20),
    Ruling(20, 60, 280, 60),
    Ruling(20, 20, 20, 60),
    Ruling(150, 20, 150, 60),
    Ruling(280, 20, 280, 60),
)


def table() -> Pixels:
    pixels = np.full((100, 300, 3), 250, np.uint8)
    for r in RULINGS:
        pixels[int(r.top) : int(r.bottom) + 1, int(r.x0) : int(r.x1) + 1] = 10
    pixels[32:48, 42:110] = 10
    return pixels


def cut_lines() -> CutLines:
    return page_cut_lines(Page(1, 300, 100, rulings=RULINGS), 72.0)


def word() -> Quad:
    return np.array([[40, 30], [112, 30], [112, 50], [40, 50]], np.float32)


def test_a_dash_alone_in_a_cell_becomes_a_box_of_one_line() -> None:
    pixels = table()
    pixels[39:41, 205:217] = 10
    (mark,) = leftover_marks(pixels, [word()], cut_lines())
    x0, top, x1, bottom = quad_bounds(mark)
    assert x0 < 205
    assert x1 > 217
    assert (top, bottom) == pytest.approx((30, 50), abs=1.5)


def test_rulings_words_specks_and_ink_outside_the_table_are_no_marks() -> None:
    pixels = table()
    pixels[40, 210] = 10
    pixels[80:92, 200:212] = 10
    assert leftover_marks(pixels, [word()], cut_lines()) == []


def test_without_rulings_nothing_is_a_mark() -> None:
    pixels = table()
    pixels[39:41, 205:217] = 10
    none = page_cut_lines(Page(1, 300, 100), 72.0)
    assert leftover_marks(pixels, [word()], none) == []


def drawn(*strokes: tuple[tuple[int, int], tuple[int, int]]) -> Pixels:
    crop = np.full((40, 30, 3), 250, np.uint8)
    for start, end in strokes:
        cv2.line(crop, start, end, (20, 20, 20), 2, cv2.LINE_AA)
    return crop


def test_a_slanted_stroke_is_a_slash_and_an_upright_one_is_not() -> None:
    assert is_slash(drawn(((8, 34), (20, 6))))
    assert not is_slash(drawn(((15, 34), (15, 6))))
    assert not is_slash(drawn(((20, 34), (8, 6))))
    assert not is_slash(drawn(((5, 20), (25, 20))))


def test_a_tick_and_a_seven_are_no_slashes() -> None:
    assert not is_slash(drawn(((3, 22), (9, 34)), ((9, 34), (25, 6))))
    assert not is_slash(drawn(((6, 6), (22, 6)), ((22, 6), (12, 34))))


def test_a_blank_crop_is_no_slash() -> None:
    assert not is_slash(np.full((40, 30, 3), 250, np.uint8))


def test_a_tilted_box_around_a_short_mark_is_made_upright() -> None:
    tilted = np.array([[14, 0], [20, 3], [6, 30], [0, 27]], np.float32)
    assert quad_bounds(level_short(tilted)) == (0, 0, 20, 30)
    assert (level_short(tilted)[1] == [20, 0]).all()


def test_a_long_tilted_line_keeps_its_tilt() -> None:
    tilted = np.array([[0, 0], [100, 10], [100, 22], [0, 12]], np.float32)
    assert level_short(tilted) is tilted


def test_only_boxes_taller_than_a_line_run_downwards() -> None:
    assert downward_runs([(100, 20), (90, 21), (12, 20), (20, 80)]) == [3]
    assert downward_runs([]) == []
