"""A page's truth → the maps that a network shall give."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_structure.config import MAPS, STRIDE
from training.synthesis.truth import Boundary, Direction, TruthPage, TruthTable

Maps = NDArray[np.float32]
"""(4, H / 2, W / 2), in the order of `MAPS`, 0–1."""

_SHIFT = 4
"""Fractional bits of drawn coordinates."""
_CAP = 6.0
"""Most a band reaches to either side of an undrawn boundary, in pixels of the maps."""


def page_targets(page: TruthPage) -> Maps:
    """Ridges two pixels wide on drawn boundaries; bands as wide as the empty space around
    undrawn ones, because nothing on the page says where in that space they lie."""
    height, width = (-(-side // STRIDE) for side in page.pixels.shape[:2])
    maps = np.zeros((len(MAPS), height, width), np.uint8)
    for table in page.tables:
        cv2.fillPoly(maps[2], [_fixed(table.outline)], 255, cv2.LINE_AA, _SHIFT)
        for boundary in table.boundaries:
            channel = maps[0 if boundary.direction is Direction.ACROSS else 1]
            if boundary.drawn:
                cv2.polylines(
                    channel, [_fixed(boundary.points)], False, 255, 2, cv2.LINE_AA, _SHIFT
                )
            else:
                _draw_band(channel, boundary, table)
    targets: Maps = maps.astype(np.float32) / np.float32(255)
    if page.seal is not None:
        ink = page.seal.astype(np.float32)
        targets[3] = cv2.resize(ink, (width, height), interpolation=cv2.INTER_AREA)
    return targets


def _fixed(points: NDArray[np.float32]) -> NDArray[np.int32]:
    """Page pixels → map pixels with `_SHIFT` fractional bits; pixel centres lie at integers."""
    scaled = (points + 0.5) / STRIDE - 0.5
    fixed: NDArray[np.int32] = np.round(scaled * (1 << _SHIFT)).astype(np.int32)
    return fixed


def _draw_band(channel: NDArray[np.uint8], boundary: Boundary, table: TruthTable) -> None:
    before, after = _free_space(boundary, table)
    axis = 1 if boundary.direction is Direction.ACROSS else 0
    low, high = boundary.points.copy(), boundary.points.copy()
    low[:, axis] -= before
    high[:, axis] += after
    band = np.concatenate([low, high[::-1]])
    cv2.fillPoly(channel, [_fixed(band)], 255, cv2.LINE_AA, _SHIFT)


def _free_space(boundary: Boundary, table: TruthTable) -> tuple[float, float]:
    """Pixels of the page without print on the low and on the high side of a boundary."""
    axis = 1 if boundary.direction is Direction.ACROSS else 0
    along = 1 - axis
    start, end = boundary.points[:, along].min(), boundary.points[:, along].max()
    at = float(np.median(boundary.points[:, axis]))
    before = after = _CAP * STRIDE
    for cell in table.cells:
        for line in cell.lines:
            low, high = line.polygon.min(axis=0), line.polygon.max(axis=0)
            if high[along] < start or low[along] > end:
                continue
            middle = (low[axis] + high[axis]) / 2
            if middle < at:
                before = min(before, at - float(high[axis]))
            else:
                after = min(after, float(low[axis]) - at)
    return max(before, 1.0), max(after, 1.0)
