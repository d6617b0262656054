import cv2
import numpy as np

from extractor.geometry import BBox
from tests.training.table_structure.boxed_page import COLUMNS, DPI, ROWS, boxes, page
from training.table_structure.cell_sides import KnownBox
from training.table_structure.known_targets import known_maps, place_cells

ACROSS, DOWN, TABLE, SEAL = range(4)


def maps(cells: list[BBox], rules: bool = True, weight: float = 1.0):
    known = [KnownBox(box, weight) for box in cells]
    return known_maps(place_cells(page(rules), DPI, known), 1.0)


def at(points: float) -> int:
    """Points → pixels of the maps at 144 dpi."""
    return round(points)


def test_a_box_that_was_drawn_askew_is_a_boundary_where_the_rule_is() -> None:
    moved = [BBox(b.x0 + 1.4, b.top - 1.5, b.x1 - 1.2, b.bottom + 1.3) for b in boxes()]
    found = maps(moved)
    column = at(150)
    for row in ROWS:
        near = found.targets[ACROSS, at(row) - 3 : at(row) + 3, column]
        assert near.max() > 0.9
        assert np.argmax(near) in (2, 3)
    assert (found.targets[ACROSS, :, column] > 0.5).sum() <= 3 * len(ROWS)
    assert found.targets[DOWN, at(50), at(COLUMNS[1]) - 1 : at(COLUMNS[1]) + 1].max() > 0.9


def test_where_no_rule_is_drawn_the_boundary_is_the_empty_space_and_never_past_text() -> None:
    found = maps(boxes(), rules=False)
    row = found.targets[ACROSS, :, at(45)] > 0.5
    ink = (page(rules=False).min(axis=(1, 2)) < 128)[::2]
    inside = ink[1:-1] & ink[:-2] & ink[2:]  # the edge of a stroke fills half a pixel
    assert not row[1:-1][inside[: len(row) - 2]].any()
    assert row[at(60)]
    assert row.sum() > 2 * len(ROWS)


def test_the_inside_of_a_cell_is_known_and_what_nobody_saw_is_not() -> None:
    seen = [box for box in boxes() if box.top != ROWS[1]]
    found = maps(seen)
    assert found.known[ACROSS, at(50), at(50)] == 1
    assert found.targets[ACROSS, at(50), at(50)] == 0
    assert found.known[:, at(70), at(50)].max() == 0  # the row that was left out
    assert found.known[:, at(20), at(50)].max() == 0  # above the table
    assert found.known[SEAL].max() == 0


def test_what_was_left_weighs_less_than_what_was_moved() -> None:
    assert maps(boxes(), weight=0.4).known.max() == np.float32(0.4)


def test_where_boxes_overlap_nothing_is_known() -> None:
    over = BBox(30, 40, 90, 75)
    found = maps([over, *boxes()[1:]])
    assert found.known[:, at(68), at(50)].max() == 0
    assert found.known[ACROSS, at(90), at(50)] == 1


def test_a_side_through_text_is_unknown() -> None:
    cut = place_cells(page(), DPI, [KnownBox(BBox(30, 40, 90, 50))])
    assert sum(one.place is None for one in cut.sides) == 1


def test_a_tint_ends_where_it_ends() -> None:
    pixels = page(rules=False)
    tinted = pixels.copy()
    cv2.rectangle(tinted, (60, 120), (400, 159), (220, 235, 247), -1)
    np.minimum(pixels, tinted, out=tinted)
    known = [KnownBox(box) for box in boxes()]
    found = known_maps(place_cells(tinted, DPI, known), 1.0)
    row = found.targets[ACROSS, at(60) - 6 : at(60) + 6, at(150)] > 0.5
    assert 1 <= row.sum() <= 3
    assert row[5:7].any()
