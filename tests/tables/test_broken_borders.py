"""Borders that a fax machine lost, moved or drew through print."""

import numpy as np
import pytest

from extractor.document import PageImage, Ruling
from extractor.tables import mend_borders, rulings_to_grids

DPI = 144.0  # two pixels a point
SIZE = (300, 400)  # points

Box = tuple[float, float, float, float]


def page(*ink: Box) -> PageImage:
    """A white page with black boxes (x0, top, x1, bottom) in points."""
    pixels = np.full((2 * SIZE[0], 2 * SIZE[1], 3), 255, np.uint8)
    for x0, top, x1, bottom in ink:
        pixels[round(2 * top) : round(2 * bottom), round(2 * x0) : round(2 * x1)] = 0
    return PageImage(pixels, DPI)


def lines(*boxes: Box) -> np.ndarray:
    """Text lines in pixels."""
    quads = [[[x0, t], [x1, t], [x1, b], [x0, b]] for x0, t, x1, b in boxes]
    return np.array(quads, np.float32).reshape(-1, 4, 2) * 2


def table(rows: tuple[float, ...], columns: tuple[float, ...]) -> list[Ruling]:
    across = [Ruling(columns[0], y, columns[-1], y) for y in rows]
    return across + [Ruling(x, rows[0], x, rows[-1]) for x in columns]


def cells(rulings: tuple[Ruling, ...]) -> list[Box]:
    (grid,) = rulings_to_grids(rulings)
    boxes = [grid.box(span) for span in grid.spans]
    return sorted((round(b.x0), round(b.top), round(b.x1), round(b.bottom)) for b in boxes)


# Two labels at the left, each with a text beside it; the border between the texts is missing.
LABELS = [(15, 13, 55, 23), (15, 33, 55, 43)]
TEXTS = [(120, 13, 180, 23), (120, 33, 180, 43)]
LONG = [(64, 13, 386, 23), (64, 33, 386, 43)]
SEEN = [*table((10, 50, 70), (10, 60, 390)), Ruling(10, 30, 60, 30)]


def test_a_few_dots_of_a_border_part_two_texts() -> None:
    dots = page((80, 29.5, 90, 30.5), (300, 29.5, 312, 30.5))

    mended = cells(mend_borders(SEEN, dots, lines(*LABELS, *LONG)))

    assert (60, 10, 390, 30) in mended
    assert (60, 30, 390, 50) in mended


def test_lines_of_one_text_stay_together_where_no_ink_is() -> None:
    paragraph = [(64, 13, 386, 23), (64, 33, 180, 43)]

    assert (60, 10, 390, 50) in cells(mend_borders(SEEN, page(), lines(*LABELS, *paragraph)))


def test_two_short_texts_beside_two_labels_are_parted_without_ink() -> None:
    assert (60, 30, 390, 50) in cells(mend_borders(SEEN, page(), lines(*LABELS, *TEXTS)))


def test_a_border_that_ends_within_a_cell_goes_on() -> None:
    seen = [*SEEN, Ruling(60, 30, 300, 30)]

    assert (60, 30, 390, 50) in cells(mend_borders(seen, page(), lines(*LABELS, *LONG)))


def test_a_drawn_border_that_was_not_seen_is_one() -> None:
    seen = table((10, 50, 70), (10, 390))
    half = page((20, 29.5, 250, 30.5))

    assert (10, 10, 390, 30) in cells(mend_borders(seen, half, lines(*TEXTS)))


def test_a_stroke_through_print_is_no_border() -> None:
    seen = [*table((10, 50, 70), (10, 60, 390)), Ruling(60, 30, 390, 30)]

    struck = mend_borders(seen, page(), lines((100, 25, 180, 35), (15, 25, 55, 35)))

    assert (60, 10, 390, 50) in cells(struck)


def test_one_line_seen_twice_is_one_border() -> None:
    seen = [*table((10, 50, 70), (10, 60, 390)), Ruling(64.5, 50, 64.5, 70)]

    (grid,) = rulings_to_grids(mend_borders(seen, page(), lines(*LABELS)))

    assert len(grid.columns) == 3


@pytest.mark.parametrize(("wide", "parted"), [(60, True), (112, False)])
def test_short_texts_above_each_other_in_every_cell_are_two_rows(wide: float, parted: bool) -> None:
    """A text that fills its line goes on in the next one; a short one does not."""
    columns = (10, 130, 250, 370)
    seen = table((10, 50, 70), columns)
    texts = [(x + 4, top, x + 4 + wide, top + 10) for x in columns[:3] for top in (15, 35)]

    (grid,) = rulings_to_grids(mend_borders(seen, page(), lines(*texts)))

    assert (len(grid.rows) == 4) == parted


def test_a_page_without_text_keeps_its_lines() -> None:
    assert len(rulings_to_grids(mend_borders(SEEN, page(), lines()))) == 1
