"""Ink of borders on black-and-white pages: taken out, so that no piece of it is read as a mark.

A fax machine breaks a border into pieces and moves them aside; what lies too far from the ruling
to be its own reads as 1 or 一.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Pixels, Quads, Ruling
from extractor.geometry import points_to_pixels

_ASIDE_POINTS = 3.5
"""A piece of a border lies this far from its ruling at most."""
_THICK_POINTS = 2.2
_SLIM = 2.0
"""Length over thickness from which ink alone may be a piece of a line."""
_SLACK = 0.1
"""Of its height, by which the box of a line is larger than its print."""

Mask = NDArray[np.bool_]


def without_border_ink(image: PageImage, rulings: Sequence[Ruling], lines: Quads) -> PageImage:
    """The page without the strokes that lie alone along its rulings.

    Args:
        rulings: in points.
        lines: (N, 4, 2) text lines in pixels: a stroke that stands alone in one, as those of 三,
            is print.
    """
    text = _text_cores(lines, image.pixels.shape[:2])
    ink = (image.pixels[:, :, 1] < 128).astype(np.uint8)
    across = [(r.top, r.x0, r.x1) for r in rulings if r.is_horizontal]
    down = [(r.x0, r.top, r.bottom) for r in rulings if not r.is_horizontal]
    found = _along(ink, text, across, image.dpi)
    found |= _along(np.ascontiguousarray(ink.T), text.T, down, image.dpi).T
    pixels = image.pixels.copy()
    pixels[found] = 255
    return PageImage(pixels, image.dpi)


def _text_cores(lines: Quads, shape: tuple[int, int]) -> Mask:
    """(H, W): the boxes of lines of text without their slack."""
    cores: Mask = np.zeros(shape, np.bool_)
    for line in lines:
        low, high = line.min(axis=0), line.max(axis=0)
        slack = _SLACK * float((high - low).min())
        x0, top = np.maximum(np.rint(low + slack), 0).astype(int)
        x1, bottom = np.maximum(np.rint(high - slack), 0).astype(int)
        cores[top:bottom, x0:x1] = True
    return cores


def _along(
    ink: Pixels, text: Mask, strokes: Sequence[tuple[float, float, float]], dpi: float
) -> Mask:
    """(H, W): the strokes of ink along rulings (at, start, end) along x."""
    aside = max(1, round(points_to_pixels(_ASIDE_POINTS, dpi)))
    near = np.zeros(ink.shape, np.uint8)
    for stroke in strokes:
        at, start, end = (round(points_to_pixels(edge, dpi)) for edge in stroke)
        near[max(0, at - aside) : at + aside + 1, max(0, start - aside) : end + aside + 1] = 1
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height = boxes[:, cv2.CC_STAT_WIDTH], boxes[:, cv2.CC_STAT_HEIGHT]
    slim = (height <= points_to_pixels(_THICK_POINTS, dpi)) & (width >= _SLIM * height)
    outside = np.bincount(labels[(near == 0) | text], minlength=count) > 0
    alone = slim & ~outside
    alone[0] = False
    pieces: Mask = alone[labels]
    return pieces
