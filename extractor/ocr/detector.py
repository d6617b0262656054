"""PP-OCRv6's text detector through PaddleOCR's own module: lines without boundaries."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from extractor.document import PageImage, Pixels, Quads
from extractor.errors import WeightsMissingError
from extractor.look.quads import shrink
from extractor.look.sides import first_side, greatest_side, is_small_print
from extractor.ocr.paddle_modules import as_ocr_error, available_threads, load_detector
from models.ocr import LineDirection, WeightsNotFoundError


class PaddleDetector:
    """Finds lines of text and tells which way up they stand.

    Args:
        threads: processor threads of each network; None for all that this process may use.
    Raises:
        WeightsMissingError: the weights are not on this machine.
    """

    def __init__(self, threads: int | None = None) -> None:
        count = threads or available_threads()
        try:
            self._direction = LineDirection(count)
        except WeightsNotFoundError as error:
            raise WeightsMissingError(str(error)) from error
        self._detector = load_detector(count)

    def page_lines(self, image: PageImage) -> Quads:
        """Text lines of a page: (N, 4, 2) pixels of `image`, found on a smaller copy."""
        first, enlarged = first_side(image), greatest_side(image)
        small, scale = shrink(image.pixels, first)
        lines = self.find_lines(small)
        if first < enlarged and is_small_print(lines):
            small, scale = shrink(image.pixels, enlarged)
            lines = self.find_lines(small)
        quads: Quads = lines / np.float32(scale)
        return quads

    def find_lines(self, pixels: Pixels) -> Quads:
        """Text lines of an RGB image at its own resolution, from top to bottom."""
        with as_ocr_error():
            found = self._detector.predict(
                np.ascontiguousarray(pixels[:, :, ::-1]),
                limit_side_len=max(pixels.shape),
                limit_type="max",
            )
        quads: Quads = np.asarray(found[0]["dt_polys"], np.float32).reshape(-1, 4, 2)
        ordered: Quads = quads[np.lexsort((quads[:, 0, 0], quads[:, 0, 1]))]
        return ordered

    def upside_down(self, lines: Sequence[Pixels]) -> NDArray[np.float32]:
        """Probability (0–1) that each line image stands on its head: (N,)."""
        return self._direction.upside_down(lines)
