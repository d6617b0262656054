"""Several short lines in one box of the detector."""

import numpy as np

from extractor.ocr.stacked import part_stacked, stacked_boxes


def box(x0, top, x1, bottom):
    return np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float32)


def page_with(*inked):
    pixels = np.full((200, 200, 3), 255, np.uint8)
    for x0, top, x1, bottom in inked:
        pixels[top:bottom, x0:x1] = 0
        pixels[top:bottom, x0 + 2 : x1 : 4] = 255  # strokes, not a block
    return pixels


def test_boxes_taller_than_the_lines_of_the_page():
    lines = [box(0, 20 * i, 100, 20 * i + 20) for i in range(5)]
    assert stacked_boxes([*lines, box(120, 0, 160, 44)]) == [5]


def test_two_lines_are_cut_where_no_ink_lies():
    parts = part_stacked(page_with((50, 40, 90, 58), (50, 64, 90, 82)), box(48, 38, 92, 84), 20.0)
    assert [(round(p[0][1]), round(p[2][1])) for p in parts] == [(38, 60), (62, 84)]


def test_one_line_is_not_cut():
    assert part_stacked(page_with((50, 40, 90, 58)), box(48, 38, 92, 60), 20.0) == []


def test_dots_above_a_character_belong_to_it():
    page = page_with((50, 40, 90, 43), (50, 46, 90, 64))
    assert part_stacked(page, box(48, 38, 92, 66), 20.0) == []
