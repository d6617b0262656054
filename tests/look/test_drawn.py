import cv2
import numpy as np

from extractor.document import PageImage
from extractor.look.boundaries import MapScale
from extractor.look.drawn import drawn_lines, drawn_part, without_undrawn
from models.table_structure.decode import Lattice

STOPS = (50, 150, 250, 350)
"""Pixels of the page, at 72 dpi so that they are points; the maps are at half of that."""
SCALE = MapScale(1.0, 72.0)


def lattice() -> Lattice:
    """Three rows and three columns, every edge said to exist."""
    places = (np.array(STOPS, np.float64) / 2) - 0.5
    return Lattice(places, places, np.ones((4, 3), np.bool_), np.ones((4, 3), np.bool_))


def page(rows: tuple[int, ...], columns: tuple[int, ...], shade: int = 0) -> PageImage:
    pixels = np.full((400, 400, 3), 250, np.uint8)
    for y in rows:
        cv2.line(pixels, (50, y), (350, y), (shade,) * 3, 1)
    for x in columns:
        cv2.line(pixels, (x, 50), (x, 350), (shade,) * 3, 1)
    return PageImage(pixels, 72.0)


def kept(image: PageImage, of: Lattice | None = None) -> Lattice:
    return without_undrawn(of or lattice(), drawn_lines(image), SCALE)


def test_a_blank_edge_between_drawn_ones_is_no_edge() -> None:
    image = page(STOPS, STOPS)
    image.pixels[145:156, 155:246] = 250  # the middle of the second row boundary

    found = kept(image)

    assert found.across.tolist() == [[True] * 3, [True, False, True], [True] * 3, [True] * 3]
    assert found.down.all()


def test_faint_lines_are_lines() -> None:
    assert kept(page(STOPS, STOPS, shade=215)).across.all()


def test_a_broken_line_is_a_line() -> None:
    image = page(STOPS, STOPS)
    for x in range(160, 240, 20):
        image.pixels[145:156, x : x + 10] = 250

    assert kept(image).across.all()


def test_a_table_that_draws_few_of_its_borders_keeps_them_all() -> None:
    found = kept(page(STOPS, ()))

    assert found.across.all()
    assert found.down.all()


def test_thick_print_is_no_line() -> None:
    image = page(STOPS, STOPS)
    image.pixels[145:156, 155:246] = 250
    cv2.rectangle(image.pixels, (160, 140), (240, 160), (0, 0, 0), -1)

    assert not kept(image).across[1, 1]


def test_a_red_seal_over_a_blank_edge_draws_nothing() -> None:
    image = page(STOPS, STOPS)
    image.pixels[145:156, 155:246] = 250
    cv2.line(image.pixels, (155, 150), (246, 150), (240, 30, 40), 2)

    assert not kept(image).across[1, 1]
    assert kept(image).down.all()


def test_blank_columns_are_not_outvoted_by_long_rows() -> None:
    ruled, rows_alone = (page(STOPS, columns) for columns in (STOPS, (50, 350)))

    assert drawn_part(lattice(), drawn_lines(ruled), SCALE) == 1
    assert drawn_part(lattice(), drawn_lines(rows_alone), SCALE) == 0
