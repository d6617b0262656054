"""A clean page image without truth: its rules are found, so that they can wear like others."""

import cv2
import numpy as np

from training.synthesis.truth import Boundary, Direction, Pixels, TruthPage, TruthTable

_SHORTEST_MM = 7.0


def page_of_pixels(pixels: Pixels, dpi: float) -> TruthPage:
    """A page, (H, W, 3) uint8 RGB upright and clean, with one table that has its rules as drawn
    boundaries and no cells; without a table where there are no rules."""
    dark = (pixels.max(axis=2) < 140).astype(np.uint8)
    length = round(_SHORTEST_MM / 25.4 * dpi)
    found = [
        *_found(dark, np.ones((1, length), np.uint8), Direction.ACROSS),
        *_found(dark, np.ones((length, 1), np.uint8), Direction.DOWN),
    ]
    if not found:
        return TruthPage(pixels, dpi, ())
    points = np.concatenate([boundary.points for boundary in found])
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    outline = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    return TruthPage(pixels, dpi, (TruthTable((), 0, 0, tuple(found), outline),))


def _found(dark: Pixels, kernel: Pixels, direction: Direction) -> list[Boundary]:
    runs = cv2.morphologyEx(dark, cv2.MORPH_OPEN, kernel)
    boundaries = []
    for left, top, width, height, _ in cv2.connectedComponentsWithStats(runs)[2][1:]:
        x, y = left + (width - 1) / 2, top + (height - 1) / 2
        ends = (
            [[left, y], [left + width - 1, y]]
            if direction is Direction.ACROSS
            else [[x, top], [x, top + height - 1]]
        )
        if min(width, height) < len(kernel.ravel()) / 4:  # else a filled area
            boundaries.append(Boundary(np.array(ends, np.float32), direction, drawn=True))
    return boundaries
