"""Several lines in one box: the detector joins close short lines, as of a narrow label cell."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np

from extractor.document import Pixels
from extractor.ocr.lines import Quad, quad_bounds, quad_size

_TALLER = 1.5
"""Height over that of the page's lines from which a box may hold several of them."""
_LEAST_BAND = 0.45
"""Height of a line over that of the page's lines."""
_MARGIN = 0.12
_BELOW = 0.5
"""Share of a line's width that lies above or below a box of the same column."""


def stacked_boxes(quads: Sequence[Quad]) -> list[int]:
    """Indices of the boxes that are taller than the page's lines."""
    heights = [quad_size(quad)[1] for quad in quads]
    usual = float(np.median(heights)) if heights else 0.0
    return [i for i, height in enumerate(heights) if height >= _TALLER * usual]


def clear_of_others(quads: Sequence[Quad]) -> list[Quad]:
    """The boxes, those taller than the page's lines cut off where another one begins or ends.

    Of three close lines one may be found alone, and the box of the other two reach into it: the
    lower half of a line reads as marks that nobody printed.
    """
    boxes = list(quads)
    bounds = [quad_bounds(quad) for quad in quads]
    for i in stacked_boxes(quads):
        x0, top, x1, bottom = bounds[i]
        start, end = top, bottom
        for j, (left, upper, right, lower) in enumerate(bounds):
            if j == i or min(right, x1) - max(left, x0) < _BELOW * (right - left):
                continue
            if upper < top < lower < bottom:
                start = max(start, lower)
            if top < upper < bottom < lower:
                end = min(end, upper)
        if start < end and (start, end) != (top, bottom):
            boxes[i] = _upright(x0, x1, start, end)
    return boxes


def part_stacked(pixels: Pixels, quad: Quad, line_height: float) -> list[Quad]:
    """The lines of a box, from top to bottom, cut where no ink lies; [] for a single line.

    Args:
        pixels: the page, RGB.
        line_height: of the page's lines, in pixels.
    """
    x0, top, x1, bottom = (round(value) for value in quad_bounds(quad))
    crop = pixels[max(0, top) : bottom, max(0, x0) : x1]
    if min(crop.shape[:2]) < 4:
        return []
    gray = cv2.cvtColor(np.ascontiguousarray(crop), cv2.COLOR_RGB2GRAY)
    _, ink = cv2.threshold(gray, 0, 1, cv2.THRESH_BINARY_INV | cv2.THRESH_OTSU)
    # rules of the cell are no text: a row or column inked from end to end is left out
    ink[ink.mean(axis=1) > 0.9] = 0
    ink[:, ink.mean(axis=0) > 0.9] = 0
    bands = _bands(ink.sum(axis=1) > 0, least=_LEAST_BAND * line_height)
    if len(bands) < 2:
        return []
    # Half of the gap to the next line at most: what shows of it reads as a mark.
    margin = _MARGIN * line_height
    gaps = [margin, *((low - high) / 2 for (_, high), (low, _) in pairwise(bands)), margin]
    return [
        _upright(x0, x1, top + start - min(margin, above), top + end + min(margin, below))
        for (start, end), (above, below) in zip(bands, pairwise(gaps), strict=True)
    ]


def _upright(x0: float, x1: float, top: float, bottom: float) -> Quad:
    return np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float32)


def _bands(inked: np.ndarray, least: float) -> list[tuple[int, int]]:
    """Runs of inked rows that are as high as a line; lower runs join the one beside them."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inked.astype(np.int8), [0]))))
    runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    bands: list[tuple[int, int]] = []
    for start, end in runs:
        low = bool(bands) and (bands[-1][1] - bands[-1][0] < least or end - start < least)
        if low and start - bands[-1][1] < least / 2:
            bands[-1] = (bands[-1][0], end)
        else:
            bands.append((start, end))
    return [(start, end) for start, end in bands if end - start >= least]
