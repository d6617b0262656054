"""Text lines as quadrilaterals on a page image, and the pixels under them."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Pixels

_TALL = 1.5
"""Height over width from which a box may hold characters one below the other."""
_LONG = 5.0
"""Long side over short side from which the tilt of a box is that of its text."""
_TALLER_THAN_A_LINE = 1.6
"""Height over that of the page's lines: below it, it is one slim character, such as /."""

Quad = NDArray[np.float32]
"""(4, 2) x, y in pixels: top left, top right, bottom right, bottom left."""
Quads = NDArray[np.float32]
"""(N, 4, 2): one Quad a line."""


def quad_size(quad: Quad) -> tuple[float, float]:
    """(width, height) of a line in pixels, along its own axes."""
    width = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]))
    height = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]))
    return float(width), float(height)


def quad_bounds(quad: Quad) -> tuple[float, float, float, float]:
    """(x0, top, x1, bottom) of the upright rectangle around a line, in pixels."""
    low, high = quad.min(axis=0), quad.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def level_short(quad: Quad) -> Quad:
    """A short line as an upright rectangle; a longer one as it is.

    The tightest box around a lone / or - is tilted, and would turn it into a 1.
    """
    width, height = quad_size(quad)
    if max(width, height) >= _LONG * min(width, height):
        return quad
    x0, top, x1, bottom = quad_bounds(quad)
    return np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float32)


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


def ink_share(crop: Pixels) -> float:
    """Share (0–1) of pixels much darker than the paper of this crop."""
    gray = crop.min(axis=2)
    paper = float(np.percentile(gray, 90))
    return float((gray < paper - 50).mean())


def shrink(pixels: Pixels, side: int) -> tuple[Pixels, float]:
    """The image with a long side of at most `side` pixels, and the scale applied (at most 1)."""
    height, width = pixels.shape[:2]
    scale = min(1.0, side / max(height, width))
    if scale == 1.0:
        return pixels, scale
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False), scale


def downward_runs(sizes: list[tuple[int, int]]) -> list[int]:
    """Indices of the boxes, (width, height) in pixels, that may hold text running downwards."""
    line = float(np.median([min(size) for size in sizes])) if sizes else 0.0
    return [
        i
        for i, (width, height) in enumerate(sizes)
        if height >= _TALL * width and height >= _TALLER_THAN_A_LINE * line
    ]
