"""What is known of a flat page → the planes that are split, and the tables' places on them."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_structure.config import STRIDE
from models.table_structure.ridges import Map

Planes = NDArray[np.float32]
"""(4, H, W), 0–1: boundaries along x, boundaries along y, text, the inside of tables. In this
order the planes of the page turned by its diagonal are the same ones with the first two changed
over."""

_INSIDE = 0.5
_CLOSE = 9
"""Gaps of the table map up to so many pixels, less one, are closed."""
_LEAST_HIGH, _LEAST_WIDE = 16, 40
"""Pixels of the maps: a smaller region holds no table."""
_TEXT_HEIGHT, _TEXT_END = 0.72, 0.15
"""Height of a text as drawn, of its line's; what is cut off its ends, of its height: outlines are
larger than the print, and those of two lines may touch."""


@dataclass(frozen=True, slots=True)
class Region:
    """A table's place on the maps in whole pixels; `right` and `bottom` lie outside."""

    left: int
    top: int
    right: int
    bottom: int

    def grown(self, margin: int, shape: tuple[int, ...]) -> "Region":
        """A region larger by the margin, as far as maps of the shape (H, W) reach."""
        return Region(
            max(0, self.left - margin),
            max(0, self.top - margin),
            min(shape[1], self.right + margin),
            min(shape[0], self.bottom + margin),
        )


def table_regions(table: Map) -> tuple[Region, ...]:
    """Places of tables, from top to bottom.

    Args:
        table: (H, W), 0–1; high inside tables.
    """
    inside = (table >= _INSIDE).astype(np.uint8)
    closed = cv2.morphologyEx(inside, cv2.MORPH_CLOSE, np.ones((_CLOSE, _CLOSE), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    return tuple(
        Region(x, y, x + wide, y + high)
        for x, y, wide, high, _ in boxes[1:].tolist()
        if wide >= _LEAST_WIDE and high >= _LEAST_HIGH
    )


def page_planes(across: Map, down: Map, table: Map, lines: NDArray[np.float32]) -> Planes:
    """The planes of a flat page.

    Args:
        across, down, table: (H, W) maps of it.
        lines: (N, 4, 2) its text lines in pixels of the page, STRIDE times as many.
    """
    return np.stack([across, down, _drawn_text(lines, across.shape), table])


def _drawn_text(lines: NDArray[np.float32], shape: tuple[int, ...]) -> Map:
    canvas = np.zeros(shape, np.uint8)
    for quad in lines:
        middles = (quad[[0, 1]] + quad[[3, 2]]) / 2
        along = middles[1] - middles[0]
        high = float(np.linalg.norm(quad[3] - quad[0]))
        wide = float(np.linalg.norm(along))
        cut = along / max(wide, 1e-6) * min(_TEXT_END * high, 0.25 * wide)
        ends = np.stack([middles[0] + cut, middles[1] - cut])
        half = (quad[[3, 2]] - quad[[0, 1]]) / 2 * _TEXT_HEIGHT
        outline = np.concatenate([ends - half, (ends + half)[::-1]])
        fixed = np.rint(((outline + 0.5) / STRIDE - 0.5) * 16).astype(np.int32)
        cv2.fillPoly(canvas, [fixed], 255, cv2.LINE_AA, 4)
    drawn: Map = canvas.astype(np.float32) / np.float32(255)
    return drawn


def split_inputs(planes: Planes) -> tuple[Planes, Planes]:
    """What the networks that find rows and columns take: (1, 4, H, W) each, the second one turned
    by the diagonal; H even, W a multiple of 8, filled with nothing."""
    turned = planes[[1, 0, 2, 3]].transpose(0, 2, 1)
    return _filled(planes), _filled(turned)


def _filled(planes: Planes) -> Planes:
    _, height, width = planes.shape
    filled = np.zeros((1, 4, -(-height // 2) * 2, -(-width // 8) * 8), np.float32)
    filled[0, :, :height, :width] = planes
    return filled
