"""Ink inside a table that no found line covers: a lone dash, stroke or digit in a cell."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Pixels
from extractor.ocr.cuts import CutLines
from extractor.ocr.lines import Quad, quad_bounds

_DARK = 60
_LEAST_EXTENT, _GREATEST_EXTENT = 0.18, 4.0
"""Longer side of a lone mark, in line heights."""
_GREATEST_HEIGHT = 1.2
_LEAST_INK = 0.008
"""Ink of a mark as a share of the squared line height; less is a speck."""
_MOST_MARKS = 60
"""A page with more leftovers is dirty, not full of lone marks: none is taken."""


def leftover_marks(pixels: Pixels, lines: list[Quad], rulings: CutLines) -> list[Quad]:
    """Boxes one line high around lone marks between the rulings of `pixels`.

    Empty without rulings or lines: nothing then says what is a mark and what is dirt.
    """
    if len(rulings.horizontal) < 2 or len(rulings.vertical) < 2 or not lines:
        return []
    bounds = np.array([quad_bounds(line) for line in lines], np.float32)
    height = float(np.median(np.minimum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1])))
    left, right = rulings.vertical[[0, -1], 0].astype(int)
    top, bottom = rulings.horizontal[[0, -1], 0].astype(int)
    table = pixels[max(0, top) : bottom, max(0, left) : right]
    if table.size == 0 or height < 4:
        return []
    gray = cv2.cvtColor(np.ascontiguousarray(table), cv2.COLOR_RGB2GRAY)
    ink = (gray < float(np.percentile(gray, 75)) - _DARK).astype(np.uint8)
    offset = np.array([max(0, left), max(0, top)], np.float32)
    _erase_lines(ink, bounds - np.tile(offset, 2), height)
    _erase_rulings(ink, rulings, offset)
    marks = [_line_box(box, height, offset) for box in _mark_boxes(ink, height)]
    return marks if len(marks) <= _MOST_MARKS else []


def _erase_lines(ink: NDArray[np.uint8], bounds: NDArray[np.float32], height: float) -> None:
    slack = 0.15 * height
    for x0, top, x1, bottom in bounds:
        ink[
            max(0, int(top - slack)) : max(0, int(bottom + slack)),
            max(0, int(x0 - slack)) : max(0, int(x1 + slack)),
        ] = 0


def _erase_rulings(ink: NDArray[np.uint8], rulings: CutLines, offset: NDArray[np.float32]) -> None:
    # A drawn line is seldom exactly where its ruling says: twice the usual margin.
    reach = 2 * rulings.margin + 2
    for position, start, end in rulings.vertical - offset[[0, 1, 1]]:
        ink[_span(start, end, reach), _span(position, position, reach)] = 0
    for position, start, end in rulings.horizontal - offset[[1, 0, 0]]:
        ink[_span(position, position, reach), _span(start, end, reach)] = 0


def _span(start: float, end: float, reach: float) -> slice:
    return slice(max(0, int(start - reach)), max(0, int(end + reach) + 1))


def _mark_boxes(ink: NDArray[np.uint8], height: float) -> list[tuple[int, int, int, int]]:
    """(x0, top, x1, bottom) of each group of ink that has the size of a mark."""
    near = max(1, round(0.3 * height))
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((near, near), np.uint8))
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for label in range(1, count):
        x, top, wide, high = (int(v) for v in boxes[label][:4])
        if not _LEAST_EXTENT * height <= max(wide, high) <= _GREATEST_EXTENT * height:
            continue
        region = (slice(top, top + high), slice(x, x + wide))
        amount = int(ink[region][labels[region] == label].sum())
        if high <= _GREATEST_HEIGHT * height and amount >= _LEAST_INK * height * height:
            found.append((x, top, x + wide, top + high))
    return found


def _line_box(box: tuple[int, int, int, int], height: float, offset: NDArray[np.float32]) -> Quad:
    """A box of one line's height around a mark, in pixels of the page."""
    x0, top, x1, bottom = box
    middle, half = (top + bottom) / 2, max(height, bottom - top) / 2
    pad = 0.25 * height
    corners = [
        [x0 - pad, middle - half],
        [x1 + pad, middle - half],
        [x1 + pad, middle + half],
        [x0 - pad, middle + half],
    ]
    return np.array(corners, np.float32) + offset
