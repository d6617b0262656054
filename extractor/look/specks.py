"""Black specks of faxes and of black-and-white scans: taken out where no print is near."""

import cv2
import numpy as np

from extractor.document import PageImage, Pixels
from extractor.geometry import points_to_pixels

_GREYS = 0.1
"""Pixels between black and white for each black one, up to which a page is black and white: none
come from a fax machine, a few from a lossy file, a quarter at least from smoothed print."""
_GREATEST_POINTS2 = 1.1
"""Area of a speck at most, in square points: dots of punctuation are larger or beside print."""
_PRINT_POINTS2 = 3.5
"""Area from which ink is print."""
_CLEAR_POINTS = 4.0
"""A speck this far from all print is no part of it."""
_LEAST_SPECKS = 80
"""Fewer dots may all have been printed."""


def without_specks(image: PageImage) -> PageImage:
    """The page without its specks; the same page if it is not black and white, or clean."""
    gray = np.ascontiguousarray(image.pixels[:, :, 1])
    if not is_black_and_white(image):
        return image
    point = points_to_pixels(1.0, image.dpi)
    ink = (gray < 128).astype(np.uint8)
    _, labels, boxes, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    areas = boxes[:, cv2.CC_STAT_AREA]
    small = areas <= max(4.0, _GREATEST_POINTS2 * point * point)
    small[0] = False
    if int(small.sum()) < _LEAST_SPECKS:
        return image
    print_like = areas >= _PRINT_POINTS2 * point * point
    print_like[0] = False
    beside = _within(print_like[labels].astype(np.uint8), round(_CLEAR_POINTS * point))
    near_print = np.zeros(len(areas), np.bool_)
    near_print[np.unique(labels[beside > 0])] = True
    specks = (small & ~near_print)[labels]
    pixels = image.pixels.copy()
    pixels[specks] = 255
    return PageImage(pixels, image.dpi)


def is_black_and_white(image: PageImage) -> bool:
    """Whether a page came from a fax machine or was scanned without greys."""
    sample = image.pixels[::3, ::3, 1]
    black, white = int((sample <= 64).sum()), int((sample >= 192).sum())
    return sample.size - black - white <= _GREYS * black


def _within(mask: Pixels, reach: int) -> Pixels:
    near: Pixels = cv2.dilate(mask, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    return near
