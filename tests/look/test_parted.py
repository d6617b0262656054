import numpy as np

from extractor.look.parted import parted_by_text
from models.table_structure.decode import Lattice


def box(x0: float, top: float, x1: float, bottom: float) -> list[list[float]]:
    """A line of text in pixels that the network saw: twice those of the maps."""
    return [[2 * x, 2 * y] for x, y in ((x0, top), (x1, top), (x1, bottom), (x0, bottom))]


def lattice() -> Lattice:
    """Two rows and two columns; the boundary between the columns is missing in the first row."""
    stops = np.array([10.0, 50.0, 90.0])
    down = np.ones((3, 2), np.bool_)
    down[1, 0] = False
    return Lattice(stops, stops, np.ones((3, 2), np.bool_), down)


def trace(value: float) -> np.ndarray:
    down = np.zeros((100, 100), np.float32)
    down[10:90, 50] = value
    return down


def lines(*boxes: list[list[float]]) -> np.ndarray:
    return np.array(boxes, np.float32)


BESIDE = (box(20, 25, 40, 35), box(60, 25, 80, 35))


def test_texts_on_both_sides_of_a_lost_edge_are_in_two_cells() -> None:
    assert parted_by_text(lattice(), trace(0.1), lines(*BESIDE)).down.all()


def test_without_any_trace_of_an_edge_they_are_in_one() -> None:
    assert not parted_by_text(lattice(), trace(0.0), lines(*BESIDE)).down[1, 0]


def test_a_text_across_the_boundary_leaves_the_cell_whole() -> None:
    across = box(30, 36, 70, 46)

    assert not parted_by_text(lattice(), trace(0.5), lines(*BESIDE, across)).down[1, 0]


def test_a_text_on_one_side_alone_says_nothing() -> None:
    assert not parted_by_text(lattice(), trace(0.5), lines(BESIDE[0])).down[1, 0]


def test_texts_of_another_row_say_nothing() -> None:
    below = (box(20, 65, 40, 75), box(60, 65, 80, 75))

    assert not parted_by_text(lattice(), trace(0.5), lines(*below)).down[1, 0]
