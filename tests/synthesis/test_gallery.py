import numpy as np

from training.synthesis.gallery import WANTED, contact_sheet, draw_truth, find_form
from training.synthesis.truth import Boundary, Direction, TruthPage, TruthTable


def test_boundaries_are_green_where_drawn_and_red_where_not() -> None:
    points = np.array([(10, 20), (90, 20)], np.float32)
    boundaries = (
        Boundary(points, Direction.ACROSS, drawn=True),
        Boundary(points + np.float32(40), Direction.ACROSS, drawn=False),
    )
    table = TruthTable((), 1, 1, boundaries, points)
    page = TruthPage(np.full((100, 140, 3), 255, np.uint8), 200.0, (table,))
    drawn = draw_truth(page)
    assert drawn[20, 50].argmax() == 1
    assert drawn[60, 90].argmax() == 0
    assert (page.pixels == 255).all()


def test_a_contact_sheet_has_rows_of_four() -> None:
    pages = [np.full((30, 20, 3), 255, np.uint8)] * 8
    height, width = contact_sheet(pages).shape[:2]
    assert width == 2 * height


def test_every_wanted_form_is_found() -> None:
    for family, ruling in WANTED[:3]:
        form = find_form(family, ruling)
        assert (form.family, form.ruling) == (family, ruling)
