"""The text map of a page → its lines of text: the boxes of differentiable binarisation.

Source: Liao et al., Real-time Scene Text Detection with Differentiable Binarization, AAAI 2020,
section 3.5. Steps, thresholds and rounding are those that the detector was tested with, so that
the boxes are the same; importing the reader that came with it takes 5 s and 350 MB.
"""

import cv2
import numpy as np
import pyclipper
from numpy.typing import NDArray

from extractor.document import Quads

Corners = NDArray[np.float32]
"""(4, 2): upper left, upper right, lower right, lower left."""

_THRESHOLD, _LEAST_SCORE = 0.3, 0.6
_UNCLIP, _MOST_LINES = 1.5, 3000
_LEAST_CORE, _LEAST_SIDE = 3.0, 5.0
"""Shorter side in pixels of the map: of what is seen of a line, and of the whole line."""


def text_lines(text: NDArray[np.float32], size: tuple[int, int]) -> Quads:
    """Text lines, from top to bottom.

    Args:
        text: (H, W), probability of text.
        size: (width, height) of the image in whose pixels the lines are wanted.
    """
    ink = (text > _THRESHOLD).astype(np.uint8)
    contours, _ = cv2.findContours(ink, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = [_line(contour, text) for contour in contours[:_MOST_LINES]]
    boxes = np.array([box for box in found if box is not None], np.float32).reshape(-1, 4, 2)
    scale = np.array([size[0] / text.shape[1], size[1] / text.shape[0]], np.float32)
    quads: Quads = np.clip(np.rint(boxes * scale), 0, size).astype(np.float32)
    ordered: Quads = quads[np.lexsort((quads[:, 0, 0], quads[:, 0, 1]))]
    return ordered


def _line(contour: NDArray[np.int32], text: NDArray[np.float32]) -> Corners | None:
    """The box of a whole line around the core of it that the map shows; None for no line."""
    core, side = _tightest_box(contour)
    if side < _LEAST_CORE or _mean_within(core, text) < _LEAST_SCORE:
        return None
    outline = _grown(core)
    if outline is None:
        return None
    box, side = _tightest_box(outline)
    return None if side < _LEAST_SIDE else box


def _tightest_box(points: NDArray[np.int32] | Corners) -> tuple[Corners, float]:
    """The least rectangle, at any angle, around points, and its shorter side."""
    rectangle = cv2.minAreaRect(points)
    corners = cv2.boxPoints(rectangle)
    a, b, c, d = corners[np.argsort(corners[:, 0], kind="stable")]
    left = (a, b) if b[1] > a[1] else (b, a)
    right = (c, d) if d[1] > c[1] else (d, c)
    return np.array([left[0], right[0], right[1], left[1]], np.float32), min(rectangle[1])


def _mean_within(box: Corners, text: NDArray[np.float32]) -> float:
    """Mean of the map within a box."""
    last = np.array([text.shape[1] - 1, text.shape[0] - 1])
    low = np.clip(np.floor(box.min(axis=0)).astype(int), 0, last)
    high = np.clip(np.ceil(box.max(axis=0)).astype(int), 0, last)
    (x0, top), (x1, bottom) = low, high
    inside = np.zeros((bottom - top + 1, x1 - x0 + 1), np.uint8)
    cv2.fillPoly(inside, [(box - low.astype(np.float32)).astype(np.int32)], 1)
    return float(cv2.mean(text[top : bottom + 1, x0 : x1 + 1], inside)[0])


def _grown(box: Corners) -> NDArray[np.int32] | None:
    """The outline of a box whose sides are moved outwards, by more the larger it is."""
    distance = cv2.contourArea(box) * _UNCLIP / cv2.arcLength(box, closed=True)
    offset = pyclipper.PyclipperOffset()
    offset.AddPath(box, pyclipper.JT_ROUND, pyclipper.ET_CLOSEDPOLYGON)
    paths = offset.Execute(distance)
    return np.array(paths[0], np.int32).reshape(-1, 1, 2) if paths else None
