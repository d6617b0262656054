"""PP-OCRv6 through PaddleOCR's own modules on ONNX Runtime, offline."""

import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extractor.document import Page, PageImage, Pixels, TextSource, Word
from extractor.errors import OcrError, WeightsMissingError
from extractor.geometry import pixel_box_to_points, points_to_pixels
from extractor.ocr.cuts import cut_line, page_cut_lines
from extractor.ocr.leftovers import leftover_marks
from extractor.ocr.lines import (
    Quad,
    Quads,
    crop_line,
    downward_runs,
    ink_share,
    level_short,
    quad_bounds,
    quad_size,
    shrink,
)
from extractor.ocr.reach import stretch_lines
from extractor.ocr.stacked import part_stacked, stacked_boxes
from extractor.ocr.strokes import is_slash
from models.ocr import (
    DETECTOR_NAME,
    RECOGNISER_NAME,
    LineDirection,
    TextModelFolders,
    WeightsNotFoundError,
    build_text_model_folders,
    load_onnxruntime,
)

_MIN_INK = 0.003
"""Share of dark pixels below which a crop is empty paper."""
_DETECTION_DPI = 110.0
"""Enough for 8-point text; recognition reads the full image."""
_LEAST_SIDE, _HIGHEST_SIDE = 1280, 1760
"""Long side in pixels of the image for detection: bounds of time and memory, whatever the dpi."""
_LEAST_LINE_HEIGHT = 11.0
"""Pixels. If the lines come out lower than this, the page is looked at once more, larger."""
_SURE_MARK = 0.5
_SLASH_CONFIDENCE = 0.9


@dataclass(frozen=True, slots=True)
class Reading:
    """What one crop says. `confidence` is 0–1; an empty text means that nothing was read."""

    text: str
    confidence: float


class PaddleEngine:
    """Reads page images. Holds about 300 MB; one engine serves one thread at a time.

    Args:
        threads: processor threads of each network; None for all that this process may use.
    Raises:
        WeightsMissingError: the weights are not on this machine.
    """

    def __init__(self, threads: int | None = None) -> None:
        count = threads if threads is not None else _available_threads()
        try:
            self._direction = LineDirection(count)
            with tempfile.TemporaryDirectory(prefix="jixiao-ocr-") as root:
                folders = build_text_model_folders(Path(root))
                self._detector, self._recogniser = _load(folders, count)
        except WeightsNotFoundError as error:
            raise WeightsMissingError(str(error)) from error

    def recognise(self, page: Page) -> tuple[Word, ...]:
        """Words of `page.image`, in points, from top to bottom. See `OcrEngine.recognise`."""
        if page.image is None:
            return ()
        pixels, dpi = page.image.pixels, page.image.dpi
        rulings = page_cut_lines(page, dpi)
        lines = [level_short(quad) for quad in self._page_lines(page.image)]
        pieces = [piece for line in lines for piece in cut_line(line, rulings)]
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

    def _page_lines(self, image: PageImage) -> Quads:
        """Text lines of a page: (N, 4, 2) pixels of `image`, found on a smaller copy."""
        side = max(image.pixels.shape)
        wanted = round(points_to_pixels(max(image.width, image.height), _DETECTION_DPI))
        first = min(side, _HIGHEST_SIDE, max(_LEAST_SIDE, wanted))
        quads = self._lines_at(image.pixels, first)
        enlarged = min(side, _HIGHEST_SIDE)
        heights = np.linalg.norm(quads[:, 3] - quads[:, 0], axis=1) * first / side
        if len(quads) and np.median(heights) < _LEAST_LINE_HEIGHT and first < enlarged:
            quads = self._lines_at(image.pixels, enlarged)
        return quads

    def _lines_at(self, pixels: Pixels, side: int) -> Quads:
        """Lines found with the long side scaled to `side` pixels, in pixels of `pixels`."""
        small, scale = shrink(pixels, side)
        quads: Quads = self.find_lines(small) / np.float32(scale)
        return quads

    def find_lines(self, pixels: Pixels) -> Quads:
        """Text lines of an RGB image at its own resolution, from top to bottom."""
        with _as_ocr_error():
            found = self._detector.predict(
                np.ascontiguousarray(pixels[:, :, ::-1]),
                limit_side_len=max(pixels.shape),
                limit_type="max",
            )
        quads: Quads = np.asarray(found[0]["dt_polys"], np.float32).reshape(-1, 4, 2)
        ordered: Quads = quads[np.lexsort((quads[:, 0, 0], quads[:, 0, 1]))]
        return ordered

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """Text and confidence of each (H, W, 3) RGB crop of one line, in the same order."""
        if not crops:
            return []
        # One line a call: no padding to the widest of a batch, and the least memory.
        with _as_ocr_error():
            found = self._recogniser.predict(
                [np.ascontiguousarray(crop[:, :, ::-1]) for crop in crops], batch_size=1
            )
        return [Reading(str(r["rec_text"]), float(r["rec_score"])) for r in found]

    def upside_down(self, lines: Sequence[Pixels]) -> NDArray[np.float32]:
        """Probability (0–1) that each line image stands on its head: (N,)."""
        return self._direction.upside_down(lines)


@contextmanager
def _as_ocr_error() -> Iterator[None]:
    import cv2
    from onnxruntime.capi import onnxruntime_pybind11_state as ort

    try:
        yield
    except (cv2.error, ort.Fail, ort.InvalidArgument, ort.RuntimeException) as error:
        raise OcrError(f"页面无法识别。 The page cannot be recognised: {error}") from error


def _available_threads() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _load(folders: TextModelFolders, threads: int) -> tuple[Any, Any]:
    """PaddleOCR's detector and recogniser. Imported here: it takes two seconds and 150 MB."""
    load_onnxruntime()
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    # It makes folders there on import, and a service account may have no home to write to.
    os.environ.setdefault("PADDLE_PDX_CACHE_HOME", str(folders.detector.parent / "cache"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from paddleocr import TextDetection, TextRecognition

        logging.getLogger("paddlex").setLevel(logging.ERROR)
        options = {
            "engine": "onnxruntime",
            "device": "cpu",
            # Every line has its own shape: plans and arenas kept per shape only grow.
            "engine_config": {
                "intra_op_num_threads": threads,
                "enable_mem_pattern": False,
            },
        }
        detector = TextDetection(
            model_name=DETECTOR_NAME, model_dir=str(folders.detector), **options
        )
        recogniser = TextRecognition(
            model_name=RECOGNISER_NAME, model_dir=str(folders.recogniser), **options
        )
    return detector, recogniser
