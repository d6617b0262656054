import numpy as np
import pytest

from extractor.document import Page, PageImage, Ruling, Word
from extractor.geometry import BBox
from tests.evaluation.structure.drawing import polygon
from training.evaluation.structure.boundaries import at_dpi, ruling_boundary_f1
from training.evaluation.structure.own import UnreadLines, own_tables
from training.synthesis.truth import Boundary, Direction, TruthPage, TruthTable

EDGES = (60, 200, 340)


def lines() -> list[tuple[Direction, np.ndarray]]:
    first, last = EDGES[0], EDGES[-1]
    found = []
    for edge in EDGES:
        found.append((Direction.ACROSS, np.array([(first, edge), (last, edge)], np.float32)))
        found.append((Direction.DOWN, np.array([(edge, first), (edge, last)], np.float32)))
    return found


def page(drawn: int) -> TruthPage:
    """A page with a table of four cells; the first `drawn` of its six rules have ink."""
    pixels = np.full((420, 400, 3), 255, np.uint8)
    for _, ends in lines()[:drawn]:
        (x0, top), (x1, bottom) = ends.astype(int)
        pixels[top : bottom + 2, x0 : x1 + 2] = 0
    table = TruthTable(
        (),
        2,
        2,
        tuple(Boundary(ends + 0.5, direction, True) for direction, ends in lines()),
        polygon((60, 60, 340, 340)),
    )
    return TruthPage(pixels, 150.0, (table,))


def test_tables_of_a_read_page_are_measured_in_pixels() -> None:
    edges = (50.0, 150.0, 250.0)
    rulings = tuple(Ruling(50, e, 250, e) for e in edges) + tuple(
        Ruling(e, 50, e, 250) for e in edges
    )
    word = Word("数量指标", BBox(60, 60, 110, 75))
    (table,) = own_tables([Page(1, 300, 300, (word,), rulings), None], dpi=144.0)
    assert (table.n_rows, table.n_columns) == (2, 2)
    assert table.cells[0].text == "数量指标"
    assert table.box == (100, 100, 500, 500)
    assert own_tables([None], 144.0) == ()


def test_unread_lines_keep_their_places() -> None:
    image = PageImage(np.zeros((100, 100, 3), np.uint8), 144.0)
    quads = np.array([polygon((20, 20, 60, 40)), polygon((20, 50, 60, 70))], np.float32)
    words = UnreadLines().recognise(Page(1, 50, 50, image=image), quads)
    assert [word.bbox for word in words] == [BBox(10, 10, 30, 20), BBox(10, 25, 30, 35)]
    assert words[0].text != words[1].text


def test_drawn_boundaries_are_met() -> None:
    assert ruling_boundary_f1(page(drawn=6)) > 0.97


def test_boundaries_that_are_not_drawn_are_missed() -> None:
    assert ruling_boundary_f1(page(drawn=4)) < 0.9
    assert ruling_boundary_f1(page(drawn=0)) == 0.0


def test_a_page_at_another_resolution_keeps_its_truth() -> None:
    small = at_dpi(page(6), 75.0)
    assert small.pixels.shape == (210, 200, 3)
    assert small.tables[0].outline[0] == pytest.approx((29.75, 29.75))
    assert small.dpi == 75.0
