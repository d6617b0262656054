"""How large a page is looked at: enough for small print, within bounds of time and memory."""

import numpy as np

from extractor.document import PageImage, Quads
from extractor.geometry import points_to_pixels

_DETECTION_DPI = 110.0
"""Enough for 8-point text; recognition reads the full image."""
_LEAST_SIDE, _HIGHEST_SIDE = 1280, 1760
"""Long side in pixels of the image for detection, whatever the dpi."""
_LEAST_LINE_HEIGHT = 11.0
"""Pixels. If the lines come out lower than this, the page is looked at once more, larger."""


def first_side(image: PageImage) -> int:
    """Long side in pixels at which a page is looked at first."""
    wanted = round(points_to_pixels(max(image.width, image.height), _DETECTION_DPI))
    return min(greatest_side(image), max(_LEAST_SIDE, wanted))


def greatest_side(image: PageImage) -> int:
    """Long side in pixels at which a page of small print is looked at."""
    return min(int(max(image.pixels.shape)), _HIGHEST_SIDE)


def is_small_print(lines: Quads) -> bool:
    """Whether lines, in pixels of the image that was looked at, are too low to be read well."""
    heights = np.linalg.norm(lines[:, 3] - lines[:, 0], axis=1)
    return len(heights) > 0 and bool(np.median(heights) < _LEAST_LINE_HEIGHT)
