"""Lines of a page → words: cut at cells, every way to hold a doubtful crop read in one batch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from extractor.document import Page, PageImage, Pixels, Quad, Quads, TextSource, Word
from extractor.geometry import pixel_box_to_points
from extractor.look.quads import crop_line, quad_bounds, quad_size
from extractor.ocr.cuts import cut_line, page_cut_lines
from extractor.ocr.leftovers import leftover_marks
from extractor.ocr.lines import downward_runs, ink_share, level_short
from extractor.ocr.reach import stretch_lines
from extractor.ocr.stacked import clear_of_others, part_stacked, stacked_boxes
from extractor.ocr.strokes import is_slash, with_bar
from models.ocr import Reading

_MIN_INK = 0.003
"""Share of dark pixels below which a crop is empty paper."""
_SURE_MARK = 0.5
_DOTS = " .,:;'`·、。，：；"
"""What a speck reads as where no line is."""
_SLASH_CONFIDENCE = 0.9


class LineReader(Protocol):
    """Reads crops of single lines."""

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """Text and confidence of each (H, W, 3) RGB crop, in the same order. Raises OcrError."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Piece:
    """A part of a line with ink in it, and the ways to read it.

    `ways` are lists of (box, crop): all of it, and, where it may be so, turned upwards or as
    several lines. `least` is the confidence from which it counts.
    """

    ways: list[list[tuple[Quad, Pixels]]]
    least: float


def read_page_lines(page: Page, lines: Quads, reader: LineReader) -> tuple[Word, ...]:
    """Words of the lines (N, 4, 2) in pixels of `page.image`, then of marks no line covers.

    Lines are cut at the rulings of the page. Raises OcrError.
    """
    if page.image is None:
        return ()
    pixels = page.image.pixels
    rulings = page_cut_lines(page, page.image.dpi)
    cut = [piece for line in lines for piece in cut_line(level_short(line), rulings)]
    boxes = stretch_lines(pixels, clear_of_others(cut), rulings)
    marks = leftover_marks(pixels, boxes, rulings)
    pieces = _pieces(pixels, boxes, 0.0) + _pieces(pixels, marks, _SURE_MARK)
    crops = [crop for piece in pieces for way in piece.ways for _, crop in way]
    readings = iter(reader.read_lines(crops))
    words = []
    for piece in pieces:
        ways = [[(box, _by_shape(crop, next(readings))) for box, crop in way] for way in piece.ways]
        surest = max(ways, key=lambda way: min(reading.confidence for _, reading in way))
        words += [
            _word(page.image, box, reading)
            for box, reading in surest
            if reading.confidence >= piece.least
            and reading.text.strip(_DOTS if piece.least else " ")
        ]
    return tuple(words)


def _pieces(pixels: Pixels, boxes: list[Quad], least: float) -> list[_Piece]:
    """The boxes that hold ink."""
    crops = [crop_line(pixels, box) for box in boxes]
    inked = [i for i, crop in enumerate(crops) if ink_share(crop) >= _MIN_INK]
    boxes, crops = [boxes[i] for i in inked], [crops[i] for i in inked]
    ways = [[[(box, crop)]] for box, crop in zip(boxes, crops, strict=True)]
    for i in downward_runs([(crop.shape[1], crop.shape[0]) for crop in crops]):
        ways[i].append([(boxes[i], np.rot90(crops[i]))])
    heights = [quad_size(box)[1] for box in boxes]
    usual = float(np.median(heights)) if heights else 0.0
    for i in stacked_boxes(boxes):
        parts = part_stacked(pixels, boxes[i], usual)
        if len(parts) > 1:
            ways[i].append([(part, crop_line(pixels, part)) for part in parts])
    return [_Piece(way, least) for way in ways]


def _by_shape(crop: Pixels, reading: Reading) -> Reading:
    """The reading, with the signs that are told by their shape."""
    if len(reading.text) <= 1 and is_slash(crop):
        return Reading("/", _SLASH_CONFIDENCE)
    return replace(reading, text=with_bar(crop, reading.text))


def _word(image: PageImage, box: Quad, reading: Reading) -> Word:
    bounds = pixel_box_to_points(*quad_bounds(box), image.dpi)
    return Word(reading.text, bounds, reading.confidence, TextSource.OCR, unaided=reading.unaided)
