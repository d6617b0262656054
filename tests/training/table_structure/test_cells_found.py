from extractor.geometry import BBox
from tests.training.table_structure.boxed_page import boxes
from training.gate.strictness import Count
from training.table_structure.cells_found import count_found


def test_a_cell_counts_once_and_only_with_its_own_extent() -> None:
    joined = BBox(30, 40, 90, 80)  # two rows as one
    found = [joined, *boxes()[1:2], boxes()[1]]
    assert count_found(found, boxes()) == Count(1, 6, 3)


def test_small_differences_are_none() -> None:
    off = [BBox(b.x0 + 2, b.top - 2, b.x1 + 2, b.bottom + 1) for b in boxes()]
    assert count_found(off, boxes()) == Count(6, 6, 6)
