"""What the shape and the pixels of a text line tell about it."""

import numpy as np

from extractor.document import Pixels, Quad, Quads
from extractor.look.quads import crop_line, quad_bounds, quad_size, shrink

__all__ = [
    "Quad",
    "Quads",
    "crop_line",
    "downward_runs",
    "ink_share",
    "level_short",
    "quad_bounds",
    "quad_size",
    "shrink",
]

_TALL = 1.5
"""Height over width from which a box may hold characters one below the other."""
_LONG = 5.0
"""Long side over short side from which the tilt of a box is that of its text."""
_TALLER_THAN_A_LINE = 1.6
"""Height over that of the page's lines: below it, it is one slim character, such as /."""


def level_short(quad: Quad) -> Quad:
    """A short line as an upright rectangle; a longer one as it is.

    The tightest box around a lone / or - is tilted, and would turn it into a 1.
    """
    width, height = quad_size(quad)
    if max(width, height) >= _LONG * min(width, height):
        return quad
    x0, top, x1, bottom = quad_bounds(quad)
    return np.array([[x0, top], [x1, top], [x1, bottom], [x0, bottom]], np.float32)


def ink_share(crop: Pixels) -> float:
    """Share (0–1) of pixels much darker than the paper of this crop."""
    gray = crop.min(axis=2)
    paper = float(np.percentile(gray, 90))
    return float((gray < paper - 50).mean())


def downward_runs(sizes: list[tuple[int, int]]) -> list[int]:
    """Indices of the boxes, (width, height) in pixels, that may hold text running downwards."""
    line = float(np.median([min(size) for size in sizes])) if sizes else 0.0
    return [
        i
        for i, (width, height) in enumerate(sizes)
        if height >= _TALL * width and height >= _TALLER_THAN_A_LINE * line
    ]
