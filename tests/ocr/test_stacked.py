"""Several short lines in one box of the detector."""

import numpy as np

from extractor.ocr.stacked import clear_of_others, part_stacked, stacked_boxes


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


def test_tight_lines_do_not_show_in_each_other():
    parts = part_stacked(page_with((50, 40, 90, 60), (50, 62, 90, 82)), box(48, 38, 92, 84), 20.0)
    upper, lower = parts
    assert round(upper[2][1]) <= 61 <= round(lower[0][1])


def test_a_box_of_two_lines_ends_where_the_line_above_was_found_alone():
    """满意 / 度指 / 标: the lower box reached into the first line, whose lower half came out as ”."""
    lines = [box(200, 20 * i, 300, 20 * i + 20) for i in range(5)]
    tall, first = box(48, 50, 92, 100), box(50, 36, 90, 58)

    cleared = clear_of_others([*lines, tall, first])

    assert cleared[5][0][1] == 58
    assert cleared[5][2][1] == 100
    assert (cleared[6] == first).all()


def test_a_tall_box_beside_a_line_stays():
    lines = [box(200, 20 * i, 300, 20 * i + 20) for i in range(5)]
    tall = box(48, 50, 92, 100)

    assert (clear_of_others([*lines, tall, box(80, 36, 190, 58)])[5] == tall).all()
