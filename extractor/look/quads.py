"""Text lines as quadrilaterals on a page image, and the pixels under them."""

import cv2
import numpy as np

from extractor.document import Pixels, Quad


def quad_size(quad: Quad) -> tuple[float, float]:
    """(width, height) of a line in pixels, along its own axes."""
    width = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
    height = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))
    return float(width), float(height)


def quad_bounds(quad: Quad) -> tuple[float, float, float, float]:
    """(x0, top, x1, bottom) of the upright rectangle around a line, in pixels."""
    low, high = quad.min(axis=0), quad.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def crop_line(pixels: Pixels, quad: Quad) -> Pixels:
    """The pixels of one line, its own axes made upright: (H, W, 3), at least 1 by 1."""
    width, height = (max(1, round(side)) for side in quad_size(quad))
    x0, top, x1, bottom = quad_bounds(quad)
    if x1 - x0 - width < 1.5 and bottom - top - height < 1.5:
        return _upright_crop(pixels, quad)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    transform = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    crop: Pixels = cv2.warpPerspective(
        pixels,
        transform,
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_CUBIC,
    ).astype(np.uint8, copy=False)
    return crop


def _upright_crop(pixels: Pixels, quad: Quad) -> Pixels:
    x0, top, x1, bottom = (round(edge) for edge in quad_bounds(quad))
    rows, columns = pixels.shape[:2]
    left, upper = min(max(0, x0), columns - 1), min(max(0, top), rows - 1)
    return pixels[upper : max(upper + 1, bottom), left : max(left + 1, x1)]


def shrink(pixels: Pixels, side: int) -> tuple[Pixels, float]:
    """The image with a long side of at most `side` pixels, and the scale applied (at most 1)."""
    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(height, width))
    if scale == 1.0:
        return pixels, scale
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False), scale
