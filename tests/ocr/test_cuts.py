"""Lines are cut where a cell ends."""

import numpy as np
import pytest

from extractor.document import Page, Ruling
from extractor.ocr.cuts import cut_line, page_cut_lines
from extractor.ocr.lines import Quad, quad_bounds

DPI = 72.0


def line(x0: float, top: float, x1: float, bottom: float) -> Quad:
    return np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float32)


def pieces(quad: Quad, *rulings: Ruling) -> list[tuple[float, ...]]:
    cut = cut_line(quad, page_cut_lines(Page(1, 600, 800, rulings=rulings), DPI))
    return [tuple(round(edge) for edge in quad_bounds(piece)) for piece in cut]


def test_a_line_through_a_vertical_ruling_becomes_two() -> None:
    assert pieces(line(10, 100, 110, 112), Ruling(60, 90, 60, 130)) == [
        (10, 100, 59, 112),
        (61, 100, 110, 112),
    ]


def test_a_box_over_two_rows_becomes_two_from_top_to_bottom() -> None:
    assert pieces(line(10, 100, 110, 130), Ruling(0, 115, 200, 115)) == [
        (10, 100, 110, 114),
        (10, 116, 110, 130),
    ]


def test_a_ruling_that_ends_before_the_line_does_not_cut() -> None:
    assert pieces(line(10, 100, 110, 112), Ruling(60, 50, 60, 103)) == [(10, 100, 110, 112)]


def test_the_slack_of_a_box_beyond_its_cell_is_trimmed_not_kept() -> None:
    assert pieces(line(10, 100, 110, 112), Ruling(12, 90, 12, 130)) == [(13, 100, 110, 112)]


def test_a_narrow_box_is_not_cut_away_by_the_rulings_at_its_edges() -> None:
    quad = line(10, 100, 18, 112)
    assert pieces(quad, Ruling(11, 90, 11, 130), Ruling(17, 90, 17, 130)) == [(12, 100, 16, 112)]


@pytest.mark.parametrize("rulings", [(), (Ruling(300, 0, 300, 800),)])
def test_a_line_that_meets_no_ruling_is_untouched(rulings: tuple[Ruling, ...]) -> None:
    quad = line(10, 100, 110, 112)
    cut = cut_line(quad, page_cut_lines(Page(1, 600, 800, rulings=rulings), DPI))
    assert len(cut) == 1
    assert cut[0] is quad


def test_a_tilted_line_is_cut_along_its_own_edges() -> None:
    tilted = np.array([[0, 0], [100, 10], [100, 22], [0, 12]], np.float32)
    left, right = cut_line(
        tilted, page_cut_lines(Page(1, 600, 800, rulings=(Ruling(50, -5, 50, 40),)), DPI)
    )
    assert left[1, 1] == pytest.approx(5, abs=0.2)
    assert right[0, 1] == pytest.approx(5, abs=0.2)
