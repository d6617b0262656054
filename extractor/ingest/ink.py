"""Ink on a page that neither its text layer nor its rulings explain."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Ruling
from extractor.geometry import BBox, points_to_pixels

# The brightest channel of ink: seals, watermarks and coloured backgrounds are brighter.
_DARKEST = 140
_MARGIN = 1.5
_SMALLEST = 3
_LARGEST_MARK = 40


def count_unexplained_marks(
    image: PageImage, boxes: Iterable[BBox], rulings: Iterable[Ruling]
) -> int:
    """Connected dark shapes of the size of characters, or long as rulings, that lie outside the
    boxes and beside the rulings (both in points). `image` is about 100 dpi."""
    import cv2

    ink = (image.pixels.max(axis=2) < _DARKEST).astype(np.uint8)
    for box in boxes:
        _erase(ink, box, image.dpi)
    for line in rulings:
        _erase(ink, BBox(line.x0, line.top, line.x1, line.bottom), image.dpi)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = stats[1:, cv2.CC_STAT_WIDTH], stats[1:, cv2.CC_STAT_HEIGHT]
    longer, shorter = np.maximum(width, height), np.minimum(width, height)
    is_mark = (longer >= _SMALLEST) & (longer <= _LARGEST_MARK)
    is_line = (longer > _LARGEST_MARK) & (shorter <= longer / 8)
    is_grid = (width > 3 * _LARGEST_MARK) & (height > 3 * _LARGEST_MARK)
    return int(is_mark.sum() + 8 * is_line.sum() + 100 * is_grid.sum())


def _erase(ink: NDArray[np.uint8], box: BBox, dpi: float) -> None:
    x0, top, x1, bottom = (
        points_to_pixels(value, dpi)
        for value in (
            box.x0 - _MARGIN,
            box.top - _MARGIN,
            box.x1 + _MARGIN,
            box.bottom + _MARGIN,
        )
    )
    ink[max(0, int(top)) : max(0, int(bottom) + 1), max(0, int(x0)) : max(0, int(x1) + 1)] = 0
