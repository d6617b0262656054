"""Overlays: boxes by role, lines of the tree, a legend below the page."""

import numpy as np
import pytest

from extractor.document import PageImage
from extractor.export.marks import Role, page_links, page_marks
from extractor.export.overlay import COLORS, draw_overlay
from extractor.geometry import BBox
from tests.export.samples import extraction_of, river_record


@pytest.fixture
def page():
    return PageImage(np.full((842, 595, 3), 255, np.uint8), dpi=72.0)


def test_marks_carry_the_role_of_every_placed_cell_of_a_page():
    marks = {(mark.role, mark.box.x0, mark.box.top) for mark in page_marks(river_record(), 1)}
    assert marks == {
        (Role.TITLE, 200, 20),
        (Role.LABEL, 0, 60),
        (Role.LABEL, 0, 80),
        (Role.FIELD, 100, 60),
        (Role.FIELD, 300, 60),
        (Role.FIELD, 100, 80),
        (Role.FUNDING, 100, 100),
        (Role.FUNDING, 100, 120),
        (Role.GOAL, 100, 200),
        (Role.LEVEL1, 0, 300),
        (Role.LEVEL2, 100, 300),
        (Role.LEVEL3, 200, 300),
        (Role.VALUE, 300, 300),
        (Role.COLUMN, 400, 300),
        (Role.COLUMN, 500, 300),
        (Role.UNASSIGNED, 400, 700),
    }


def test_a_cell_over_a_page_break_is_marked_on_both_pages():
    roles = [mark.role for mark in page_marks(river_record(), 2)]
    assert roles == [Role.LEVEL1, Role.LEVEL2, Role.LEVEL3]


def test_links_lead_from_value_to_level1():
    starts = [(link.child.x0, link.parent.x0) for link in page_links(river_record(), 1)]
    assert starts == [(300, 200), (200, 100), (100, 0)]
    assert [link.child.x0 for link in page_links(river_record(), 2)] == [200]


def test_boxes_are_drawn_in_the_colour_of_their_role(page):
    drawn = draw_overlay(page, [river_record()], 1)
    assert drawn.getpixel((450, 700)) == COLORS[Role.UNASSIGNED]
    assert drawn.getpixel((150, 200)) == COLORS[Role.GOAL]
    assert drawn.getpixel((5, 500)) == (255, 255, 255)


def test_the_line_of_the_tree_runs_through_touching_cells(page):
    drawn = draw_overlay(page, [river_record()], 1)
    red, green, _ = drawn.getpixel((298, 310))  # between value (300…) and level 3 (200…)
    assert red > 180
    assert green < 120


def test_boxes_follow_the_resolution():
    page = PageImage(np.full((1684, 1190, 3), 255, np.uint8), dpi=144.0)
    drawn = draw_overlay(page, [river_record()], 1)
    assert drawn.getpixel((900, 1400)) == COLORS[Role.UNASSIGNED]


def test_the_legend_stands_below_the_page_and_hides_nothing(page):
    drawn = draw_overlay(page, extraction_of(river_record()).records, 3)
    assert drawn.width == 595
    assert drawn.height > 842
    pixels = np.asarray(drawn)
    assert (pixels[:842] == 255).all()
    shown = {tuple(map(int, pixel)) for pixel in pixels[842:].reshape(-1, 3)}
    assert set(COLORS.values()) <= shown


def test_a_box_that_leaves_the_page_or_is_upside_down_is_no_error(page):
    record = river_record()
    odd = record.unassigned[0]
    place = odd.where[0].__class__(1, BBox(700, 900, -50, 800))
    changed = record.__class__(
        **{n: getattr(record, n) for n in record.__dataclass_fields__ if n != "unassigned"},
        unassigned=(odd.__class__(odd.text, (place,)),),
    )
    assert draw_overlay(page, [changed], 1).width == 595
