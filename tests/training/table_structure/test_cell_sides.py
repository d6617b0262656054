from dataclasses import replace

import pytest

from extractor.geometry import BBox
from tests.training.table_structure.boxed_page import boxes
from training.synthesis.truth import Direction
from training.table_structure.cell_sides import KnownBox, cell_sides, table_cells


def test_edges_of_neighbours_drawn_by_hand_are_one_boundary() -> None:
    left, right = BBox(30, 40, 89, 60), BBox(91.5, 40.8, 200, 60)
    down = [s for s in cell_sides([left, right]) if s.direction is Direction.DOWN]
    assert {round(s.at, 2) for s in down if s.shared} == {90.25}
    tops = {
        s.at for s in cell_sides([left, right]) if s.direction is Direction.ACROSS and s.at < 50
    }
    assert tops == {40.4}


def test_a_boundary_between_boxes_close_around_their_text_lies_anywhere_in_the_gap() -> None:
    upper, lower = BBox(30, 40, 90, 50), BBox(30, 59, 90, 69)
    (bottom,) = [s for s in cell_sides([upper, lower]) if s.number == 0 and s.at == 50]
    assert bottom.low <= 50
    assert bottom.high >= 59


def test_edges_far_apart_along_a_boundary_stay_as_they_are() -> None:
    sides = cell_sides([BBox(0, 10, 20, 20), BBox(200, 11, 220, 20)])
    assert {s.at for s in sides if s.at in (10, 11)} == {10, 11}


def test_a_merged_cell_shares_its_side_with_all_rows_beside_it() -> None:
    cells = [BBox(30, 40, 90, 100), BBox(90, 40, 200, 70), BBox(90, 70, 200, 100)]
    (right,) = [s for s in cell_sides(cells) if s.number == 0 and s.at == 90]
    assert right.shared == 2
    assert (right.start, right.end) == (40, 100)


def test_a_line_of_text_outside_the_table_is_no_cell() -> None:
    title = BBox(80, 10, 150, 24)
    known = [KnownBox(box) for box in (title, *boxes())]
    assert {one.box for one in table_cells(known)} == set(boxes())


@pytest.mark.parametrize("weight", [0.4, 1.0])
def test_a_label_and_a_value_in_one_cell_are_one_cell(weight: float) -> None:
    twice = replace(KnownBox(boxes()[0]), weight=weight)
    assert len(table_cells([twice, *(KnownBox(box) for box in boxes())])) == len(boxes())
