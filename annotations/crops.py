"""The part of a page that shows one form: all of it, without the blank paper around."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from annotations.corrections import Box
from extractor.document import PageImage, Pixels
from extractor.geometry import POINTS_PER_INCH, pixels_to_points, points_to_pixels

_MARGIN = 12.0  # points around what is printed
_INK = 160  # grey below which a pixel is ink
_SPECK = 3  # pixels of ink in a line that may be dirt


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a page as a picture: `box` in points of the page, `width` and `height` in pixels,
    `image` the name of its file below the folder of pictures."""

    page: int
    box: Box
    width: int
    height: int
    image: str

    @property
    def dpi(self) -> float:
        """Pixels of the picture an inch of the page."""
        return self._scale * POINTS_PER_INCH

    @property
    def _scale(self) -> float:
        """Pixels a point."""
        return self.width / (self.box[2] - self.box[0])

    def to_percent(self, box: Box) -> Box:
        """A box in points of the page → x, y, width and height in percent of the picture."""
        x0, top, x1, bottom = self.clipped(box)
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        return (
            (x0 - self.box[0]) / wide * 100,
            (top - self.box[1]) / high * 100,
            (x1 - x0) / wide * 100,
            (bottom - top) / high * 100,
        )

    def to_points(self, x: float, y: float, width: float, height: float) -> Box:
        """The inverse of `to_percent`, to a tenth of a point."""
        wide, high = self.box[2] - self.box[0], self.box[3] - self.box[1]
        x0, top = self.box[0] + x / 100 * wide, self.box[1] + y / 100 * high
        x1, bottom = x0 + width / 100 * wide, top + height / 100 * high
        return (round(x0, 1), round(top, 1), round(x1, 1), round(bottom, 1))

    def clipped(self, box: Box) -> Box:
        """The part of a box that the picture shows."""
        x0, top, x1, bottom = self.box
        return (
            min(max(box[0], x0), x1),
            min(max(box[1], top), bottom),
            max(min(box[2], x1), x0),
            max(min(box[3], bottom), top),
        )

    def cut(self, picture: Pixels, box: Box) -> Pixels:
        """The pixels of what its picture (H, W, 3) shows of a box in points."""
        x0, top, x1, bottom = self.clipped(box)
        left, above = self.box[:2]
        columns = slice(round((x0 - left) * self._scale), round((x1 - left) * self._scale))
        rows = slice(round((top - above) * self._scale), round((bottom - above) * self._scale))
        return np.ascontiguousarray(picture[rows, columns])


def form_band(boxes: Sequence[Box], others: Sequence[Sequence[Box]], height: float) -> Box:
    """The band of a page of a form: the whole page, less what other forms on it take.

    Args:
        boxes: cells of the form on the page, in points.
        others: cells of each other form on the page.
        height: of the page, in points.
    Returns:
        x0 and x1 are 0 and infinite.
    """
    top, bottom = 0.0, height
    if boxes:
        first, last = min(b[1] for b in boxes), max(b[3] for b in boxes)
        for cells in others:
            other_first, other_last = min(b[1] for b in cells), max(b[3] for b in cells)
            if other_last <= first:
                top = max(top, other_last)
            elif other_first >= last:
                bottom = min(bottom, other_first)
    return (0.0, top, float("inf"), bottom)


def crop_box(image: PageImage, band: Box, boxes: Sequence[Box]) -> Box:
    """Where ink or cells are in a band, with a margin, in points; the band where it is blank."""
    width, height = image.width, image.height
    band = (max(0.0, band[0]), max(0.0, band[1]), min(width, band[2]), min(height, band[3]))
    marks = [*boxes, *_ink(image, band)]
    if not marks:
        return band
    return (
        max(0.0, min(b[0] for b in marks) - _MARGIN),
        max(0.0, min(b[1] for b in marks) - _MARGIN),
        min(width, max(b[2] for b in marks) + _MARGIN),
        min(height, max(b[3] for b in marks) + _MARGIN),
    )


def read_picture(path: Path) -> Pixels:
    """The picture of a crop (H, W, 3). Raises OSError where it is not there, or is none."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def crop_pixels(image: PageImage, box: Box) -> tuple[Pixels, Box]:
    """The pixels of a box (H, W, 3), and the box they show exactly, in points."""
    high, wide = image.pixels.shape[:2]
    x0, top = (max(0, int(points_to_pixels(edge, image.dpi))) for edge in box[:2])
    x1 = min(wide, int(np.ceil(points_to_pixels(box[2], image.dpi))))
    bottom = min(high, int(np.ceil(points_to_pixels(box[3], image.dpi))))
    pixels = image.pixels[top : max(bottom, top + 1), x0 : max(x1, x0 + 1)]
    edges = (x0, top, x0 + pixels.shape[1], top + pixels.shape[0])
    shown = tuple(round(pixels_to_points(edge, image.dpi), 3) for edge in edges)
    return pixels, (shown[0], shown[1], shown[2], shown[3])


def _ink(image: PageImage, band: Box) -> list[Box]:
    first = int(points_to_pixels(band[1], image.dpi))
    last = int(points_to_pixels(band[3], image.dpi))
    dark = image.pixels[first:last].min(axis=2) < _INK
    rows = np.flatnonzero(dark.sum(axis=1) > _SPECK)
    columns = np.flatnonzero(dark.sum(axis=0) > _SPECK)
    if not rows.size or not columns.size:
        return []
    edges = (columns[0], rows[0] + first, columns[-1] + 1, rows[-1] + 1 + first)
    x0, top, x1, bottom = (pixels_to_points(float(edge), image.dpi) for edge in edges)
    return [(x0, top, x1, bottom)]
