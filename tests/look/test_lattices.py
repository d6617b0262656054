"""Which tables of a page are split as a whole."""

import cv2
import numpy as np

from extractor.document import PageImage
from extractor.look.boundaries import MapScale
from extractor.look.flat_view import FlatView
from extractor.look.lattices import page_lattices
from models.table_structure.split_merge.cells import CellFeatures
from models.table_structure.split_merge.planes import Planes

SCALE = MapScale(1.0, 72.0)
STOPS = (40, 120, 200, 280)
NO_LINES = np.zeros((0, 4, 2), np.float32)


class TwoByTwo:
    """Networks that see two rows and two columns in every table."""

    def rows(self, planes: Planes) -> np.ndarray:
        return self._middle(planes)

    def columns(self, planes: Planes) -> np.ndarray:
        return self._middle(planes)

    def cells(self, features: CellFeatures) -> np.ndarray:
        return np.ones((3, *features.shape[1:]), np.float32)

    def _middle(self, planes: Planes) -> np.ndarray:
        count = planes.shape[2] // 2
        chance = np.zeros(count, np.float32)
        chance[[3, count // 2, count - 4]] = 1
        return chance


def page(columns: tuple[int, ...]) -> tuple[FlatView, PageImage]:
    """Three rows and three columns on 320 x 320 pixels; these columns are drawn and seen."""
    pixels = np.full((320, 320, 3), 250, np.uint8)
    across, down, table = (np.zeros((160, 160), np.float32) for _ in range(3))
    table[20:141, 20:141] = 1
    for y in STOPS:
        cv2.line(pixels, (40, y), (280, y), (0, 0, 0), 1)
        across[y // 2, 20:141] = 1
    for x in columns:
        cv2.line(pixels, (x, 40), (x, 280), (0, 0, 0), 1)
        down[20:141, x // 2] = 1
    return FlatView(across, down, table, NO_LINES, None), PageImage(pixels, 72.0)


def test_a_table_drawn_throughout_is_traced() -> None:
    (found,) = page_lattices(*page(STOPS), SCALE, TwoByTwo())
    assert (len(found.rows), len(found.columns)) == (4, 4)
    assert np.allclose(found.rows, np.array(STOPS) / 2, atol=1)


def test_a_table_with_missing_columns_is_split_as_a_whole() -> None:
    (found,) = page_lattices(*page(()), SCALE, TwoByTwo())
    assert len(found.columns) == 3


def test_without_networks_all_tables_are_traced() -> None:
    assert all(len(found.columns) != 3 for found in page_lattices(*page(()), SCALE, None))
