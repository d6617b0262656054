from dataclasses import replace

import pytest

from extractor.geometry import BBox
from tests.training.table_structure.boxed_page import added, boxes, submit
from training.table_structure.box_audit import audit_boxes
from training.table_structure.corrected_pages import corrected_pages


def audit(home, cells):
    told = [added(f"n{number}", box) for number, box in enumerate(cells)]
    return audit_boxes(corrected_pages(submit(home, told)))


def test_boxes_that_tile_are_sound(tmp_path) -> None:
    looked = audit(tmp_path, boxes())
    assert looked.odd == ()
    assert looked.objections() == ()


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (BBox(30, 40, 90, 51), "cuts_text"),
        (BBox(30, 40, 90, 70), "cuts_text"),
        (BBox(30, 40, 170, 60), "overlaps"),
    ],
)
def test_a_box_that_cannot_be_right_is_named(tmp_path, wrong, reason) -> None:
    looked = audit(tmp_path, [wrong, *boxes()[1:]])
    assert (looked.odd[0].box, looked.odd[0].reason) == (0, reason)


def test_a_box_over_two_ruled_rows_joins_cells(tmp_path) -> None:
    both = replace(boxes()[0], bottom=boxes()[2].bottom)
    cells = [both, boxes()[1], *boxes()[3:]]
    (odd,) = audit(tmp_path, cells).odd
    assert (odd.box, odd.reason) == (0, "joins_cells")


def test_many_odd_boxes_refuse_the_challenger_and_say_how_many(tmp_path) -> None:
    cells = [BBox(30, 40, 90, 51), *boxes()[1:5], replace(boxes()[5], x1=120)]
    (objection,) = audit(tmp_path, cells).objections()
    assert "of 6" in objection
