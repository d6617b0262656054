"""PP-OCRv6 through PaddleOCR's own modules on ONNX Runtime, offline."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractor.document import Page, PageImage, Pixels, Quad, Quads, TextSource, Word
from extractor.geometry import pixel_box_to_points
from extractor.look.quads import crop_line, quad_bounds, quad_size
from extractor.ocr.cuts import cut_line, page_cut_lines
from extractor.ocr.leftovers import leftover_marks
from extractor.ocr.lines import downward_runs, ink_share, level_short
from extractor.ocr.paddle_modules import as_ocr_error, available_threads, load_recogniser
from extractor.ocr.reach import stretch_lines
from extractor.ocr.stacked import part_stacked, stacked_boxes
from extractor.ocr.strokes import is_slash

_MIN_INK = 0.003
"""Share of dark pixels below which a crop is empty paper."""
_SURE_MARK = 0.5
_SLASH_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Reading:
    """What one crop says. `confidence` is 0–1; an empty text means that nothing was read."""

    text: str
    confidence: float


class PaddleEngine:
    """Reads lines. Holds about 200 MB; one engine serves one thread at a time.

    Args:
        threads: processor threads of each network; None for all that this process may use.
    Raises:
        WeightsMissingError: the weights are not on this machine.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._recogniser = load_recogniser(threads or available_threads())

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        """See `OcrEngine.recognise`."""
        if page.image is None:
            return ()
        pixels, dpi = page.image.pixels, page.image.dpi
        rulings = page_cut_lines(page, dpi)
        level = [level_short(line) for line in lines]
        pieces = [piece for line in level for piece in cut_line(line, rulings)]
        pieces = stretch_lines(pixels, pieces, rulings)
        marks = leftover_marks(pixels, pieces, rulings)
        pieces = self._parted(pixels, pieces)
        words = self._words(page.image, pieces, least=0.0)
        return words + self._words(page.image, marks, least=_SURE_MARK)

    def _parted(self, pixels: Pixels, pieces: list[Quad]) -> list[Quad]:
        """The pieces, those that are read surer as several lines cut into them."""
        heights = [quad_size(piece)[1] for piece in pieces]
        usual = float(np.median(heights)) if heights else 0.0
        lines = {i: part_stacked(pixels, pieces[i], usual) for i in stacked_boxes(pieces)}
        doubtful = [i for i, parts in lines.items() if len(parts) > 1]
        whole = self._read_pieces([crop_line(pixels, pieces[i]) for i in doubtful])
        for i, reading in zip(doubtful, whole, strict=True):
            parts = self.read_lines([crop_line(pixels, part) for part in lines[i]])
            if min(part.confidence for part in parts) <= reading.confidence:
                del lines[i]
        return [
            line
            for i, piece in enumerate(pieces)
            for line in (lines[i] if len(lines.get(i, ())) > 1 else [piece])
        ]

    def _words(self, image: PageImage, pieces: list[Quad], least: float) -> tuple[Word, ...]:
        """The readings of the pieces, where there is ink and at least this confidence."""
        pixels, dpi = image.pixels, image.dpi
        crops = [crop_line(pixels, piece) for piece in pieces]
        inked = [i for i, crop in enumerate(crops) if ink_share(crop) >= _MIN_INK]
        readings = self._read_pieces([crops[i] for i in inked])
        return tuple(
            Word(
                reading.text,
                pixel_box_to_points(*quad_bounds(pieces[i]), dpi),
                reading.confidence,
                TextSource.OCR,
            )
            for i, reading in zip(inked, readings, strict=True)
            if reading.text.strip() and reading.confidence >= least
        )

    def _read_pieces(self, crops: list[Pixels]) -> list[Reading]:
        """Level lines as they are; of a downward run the surer of both ways to hold it.
        A lone slash is told by its shape.
        """
        readings = self.read_lines(crops)
        downward = downward_runs([(crop.shape[1], crop.shape[0]) for crop in crops])
        turned = self.read_lines([np.rot90(crops[i]) for i in downward])
        for i, reading in zip(downward, turned, strict=True):
            readings[i] = max(readings[i], reading, key=lambda r: r.confidence)
        return [
            Reading("/", _SLASH_CONFIDENCE) if len(r.text) <= 1 and is_slash(crop) else r
            for crop, r in zip(crops, readings, strict=True)
        ]

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """Text and confidence of each (H, W, 3) RGB crop of one line, in the same order."""
        if not crops:
            return []
        # One line a call: no padding to the widest of a batch, and the least memory.
        with as_ocr_error():
            found = self._recogniser.predict(
                [np.ascontiguousarray(crop[:, :, ::-1]) for crop in crops], batch_size=1
            )
        return [Reading(str(r["rec_text"]), float(r["rec_score"])) for r in found]
