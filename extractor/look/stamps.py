"""Red seals: found by colour and shape, lightened so that the black text under them can be read."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels, Word
from extractor.geometry import points_to_pixels

Mask = NDArray[np.bool_]
"""(H, W): True where a seal's ink lies."""

STAMPED_CONFIDENCE = 0.8
"""Factor on the confidence of a word that a seal covers."""
_STAMPED_SHARE = 0.02
"""Share of a word's box that seal ink must cover for the word to count as stamped."""
_REDNESS = 40
"""Least lead of red over green and over blue, in grey levels, of seal ink."""
_TINGE = 15
_POINTS_PER_MM = 72 / 25.4
_LEAST_SEAL_MM, _GREATEST_SEAL_MM = 16.0, 75.0
_GREATEST_ASPECT = 2.2
_JOIN_MM = 2.0
"""Ink nearer than this belongs together: letters, star and ring of one seal."""
_LEAST_FILLED_ROWS = 0.9
_LEAST_FRAMED = 0.5
_FLOODED = 0.3
"""Share of a page from which red ink is no text and no rulings, whatever its shape."""


@dataclass(frozen=True, slots=True, eq=False)
class CleanPage:
    """A page whose seals are lightened, the page as it was scanned, and where the seals lie.

    `stamps` is (H, W) of the image, or None for a page without seals.
    """

    page: Page
    scanned: Page
    stamps: Mask | None = None


def clean_page(page: Page) -> CleanPage:
    """Lighten the red seals of `page.image`. Red text and red rulings stay as they are."""
    if page.image is None:
        return CleanPage(page, page)
    pixels, dpi = page.image.pixels, page.image.dpi
    stamps = find_stamps(pixels, dpi)
    if stamps is None:
        return CleanPage(page, page)
    cleaned = replace(page, image=PageImage(attenuate(pixels, stamps), dpi))
    return CleanPage(cleaned, page, stamps)


def find_stamps(pixels: Pixels, dpi: float) -> Mask | None:
    """The ink of red seals on an RGB image, (H, W), or None if there is none.

    A seal is a group of red ink 16–75 mm wide and high, at most 2.2 times as wide as high, with a
    frame around it and without the empty rows that lie between lines of text.
    """
    millimetre = points_to_pixels(_POINTS_PER_MM, dpi)
    step = max(1, round(millimetre / 3))
    red = _red_ink(np.ascontiguousarray(pixels[::step, ::step]))
    if not red.any():
        return None
    if float(red.mean()) >= _FLOODED:
        return _red_ink(pixels)
    size = max(1, round(_JOIN_MM * millimetre / step))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    joined = cv2.dilate(red.astype(np.uint8), kernel)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(joined)
    stamps: Mask = np.zeros(pixels.shape[:2], np.bool_)
    for label in range(1, count):
        x, top, width, height = (int(v) for v in boxes[label][:4])
        region = (slice(top, top + height), slice(x, x + width))
        ink = red[region] & (labels[region] == label)
        if _is_seal(ink, millimetre / step):
            full = (
                slice(top * step, (top + height) * step),
                slice(x * step, (x + width) * step),
            )
            stamps[full] |= _red_ink(pixels[full])
    return stamps if stamps.any() else None


def without_stamps(pixels: Pixels, dpi: float) -> Pixels:
    """The image with its red seals lightened; the image itself where it has none."""
    stamps = find_stamps(pixels, dpi)
    return pixels if stamps is None else attenuate(pixels, stamps)


def attenuate(pixels: Pixels, stamps: Mask) -> Pixels:
    """The image with seal ink turned to the grey of its paper; black under the ink stays black."""
    # Red ink is nearly as light as paper in the red channel, black text is not.
    red = pixels[:, :, 0]
    paper = float(np.median(red[::8, ::8]))
    level = max(1.0, float(np.percentile(red[stamps], 25)))
    near = _inked_by(stamps, pixels)
    lighter = np.minimum(red[near] * (paper / level), paper)
    cleaned = pixels.copy()
    cleaned[near] = lighter.astype(np.uint8)[:, None]
    return cleaned


def _inked_by(stamps: Mask, pixels: Pixels) -> Mask:
    """Seal ink with its faint rims, and the dark ink where it crosses text."""
    ink = stamps.astype(np.uint8)
    solid = cv2.morphologyEx(
        cv2.dilate(ink, np.ones((5, 5), np.uint8)), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)
    )
    around = cv2.dilate(ink, np.ones((25, 25), np.uint8))
    tinged = pixels[:, :, 0].astype(np.int16) - pixels[:, :, 1] >= _TINGE
    inked: Mask = (solid > 0) | ((around > 0) & tinged)
    return inked


def mark_stamped(words: tuple[Word, ...], clean: CleanPage) -> tuple[Word, ...]:
    """Words under a seal get `stamped` and 0.8 times their confidence."""
    image, stamps = clean.page.image, clean.stamps
    if image is None or stamps is None:
        return words
    return tuple(
        replace(word, stamped=True, confidence=word.confidence * STAMPED_CONFIDENCE)
        if _covered(word, stamps, image.dpi)
        else word
        for word in words
    )


def _covered(word: Word, stamps: Mask, dpi: float) -> bool:
    box = word.bbox
    x0, top, x1, bottom = (
        max(0, round(points_to_pixels(edge, dpi))) for edge in (box.x0, box.top, box.x1, box.bottom)
    )
    under = stamps[top:bottom, x0:x1]
    return under.size > 0 and float(under.mean()) >= _STAMPED_SHARE


def _red_ink(pixels: Pixels) -> Mask:
    """(H, W): saturated red or magenta, by the lead of red over green and over blue."""
    red, green, blue = (pixels[:, :, i].astype(np.int16) for i in range(3))
    lead = red - green
    return (lead >= _REDNESS) & (red - blue >= _REDNESS // 2) & (red >= 90)


def _is_seal(ink: Mask, millimetre: float) -> bool:
    """Whether a group of red ink, cut out tightly, has the size and build of a seal."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if len(rows) == 0:
        return False
    tight = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    short, long = sorted(side / millimetre for side in tight.shape)
    if short < _LEAST_SEAL_MM or long > _GREATEST_SEAL_MM or long > _GREATEST_ASPECT * short:
        return False
    filled = min(float(tight.any(axis=1).mean()), float(tight.any(axis=0).mean()))
    return filled >= _LEAST_FILLED_ROWS and _framed_share(tight, millimetre) >= _LEAST_FRAMED


def _framed_share(ink: Mask, millimetre: float) -> float:
    """Share (0–1) of the outline of the ink's convex hull that has ink within a millimetre."""
    points = cv2.findNonZero(ink.astype(np.uint8))
    outline = np.zeros(ink.shape, np.uint8)
    cv2.polylines(outline, [cv2.convexHull(points)], isClosed=True, color=1)
    reach = 2 * max(1, round(millimetre)) + 1
    near = cv2.dilate(ink.astype(np.uint8), np.ones((reach, reach), np.uint8))
    return float(near[outline > 0].mean())
