"""Turns a page image upright by its text lines and drawn lines alone, without the network."""

from dataclasses import replace
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels, Quads
from extractor.look.quads import quad_size, shrink
from extractor.look.turn import DirectionVote, quarter_turn

_LOOK_SIDE = 960
"""Long side in pixels of the small image on which everything is measured."""
_LEAST_SKEW = 0.05
_WHITE = (255, 255, 255)


class LineCues(DirectionVote, Protocol):
    """What must be known of text lines to turn a page. PaddleEngine offers it."""

    def find_lines(self, pixels: Pixels) -> Quads:
        """Text lines of an RGB image at its own resolution: (N, 4, 2) pixels."""
        ...


def make_upright(page: Page, cues: LineCues) -> Page:
    """Turn and straighten `page.image`; white where nothing was. A page without an image, or
    that stands upright, comes back as it is.

    `rotation` and `skew` of the result add what was taken out here; words and rulings of a page
    that moved are dropped, because they no longer lie on the image. Raises OcrError.
    """
    if page.image is None:
        return page
    pixels = page.image.pixels
    small, scale = shrink(pixels, _LOOK_SIDE)
    quads = cues.find_lines(small)
    rotation = quarter_turn(pixels, quads / scale, cues)
    skew = _skew(np.rot90(small, rotation // 90), _line_angles(quads))
    if rotation == 0 and abs(skew) < _LEAST_SKEW:
        return page
    turned = np.ascontiguousarray(np.rot90(pixels, rotation // 90))
    if abs(skew) >= _LEAST_SKEW:
        turned = _straighten(turned, skew)
    image = PageImage(turned, page.image.dpi)
    return replace(
        page,
        width=image.width,
        height=image.height,
        words=(),
        rulings=(),
        image=image,
        rotation=(page.rotation + rotation) % 360,
        skew=page.skew + skew,
    )


def _line_angles(quads: Quads) -> NDArray[np.float64]:
    """(N, 2): clockwise angle in degrees, folded to ±45, and length of each long text line."""
    rows = []
    for quad in quads:
        width, height = quad_size(quad)
        if max(width, height) >= 4 * min(width, height):
            ends = (quad[0], quad[1]) if width > height else (quad[0], quad[3])
            rows.append((*(ends[1] - ends[0]).tolist(),))
    return _folded(np.array(rows, np.float64).reshape(-1, 2))


def _folded(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Vectors (N, 2) → clockwise angle from the nearer axis in degrees, and length."""
    angles = np.degrees(np.arctan2(vectors[:, 1], vectors[:, 0]))
    folded = (angles + 45.0) % 90.0 - 45.0
    return np.stack([folded, np.hypot(vectors[:, 0], vectors[:, 1])], axis=1)


def _skew(small: Pixels, text: NDArray[np.float64]) -> float:
    """Clockwise skew in degrees: of the long drawn lines if they agree with the text."""
    drawn = _drawn_lines(small)
    if len(text) == 0 and len(drawn) == 0:
        return 0.0
    if len(text) == 0:
        return _median_angle(drawn)
    rough = _median_angle(text)
    near = drawn[np.abs(drawn[:, 0] - rough) < 2.0]
    if near[:, 1].sum() < 0.5 * small.shape[1]:
        return rough
    return _median_angle(near)


def _drawn_lines(small: Pixels) -> NDArray[np.float64]:
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    segments = cv2.createLineSegmentDetector(cv2.LSD_REFINE_NONE).detect(gray)[0]
    if segments is None:
        return np.zeros((0, 2))
    ends = segments.reshape(-1, 4).astype(np.float64)
    lines = _folded(ends[:, 2:] - ends[:, :2])
    long: NDArray[np.float64] = lines[lines[:, 1] >= 0.06 * max(gray.shape)]
    return long


def _median_angle(lines: NDArray[np.float64]) -> float:
    """Median of the angles, each weighted by the square of its length."""
    order = lines[np.argsort(lines[:, 0])]
    weight = np.cumsum(order[:, 1] ** 2)
    return float(order[np.searchsorted(weight, weight[-1] / 2), 0])


def _straighten(pixels: Pixels, skew: float) -> Pixels:
    """Rotate anticlockwise by `skew` degrees on a canvas that holds the whole page."""
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), skew, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide = round(width * cosine + height * sine)
    high = round(width * sine + height * cosine)
    matrix[0, 2] += (wide - width) / 2
    matrix[1, 2] += (high - height) / 2
    turned: Pixels = cv2.warpAffine(
        pixels, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=_WHITE
    )
    return turned
