"""PP-OCRv6 through PaddleOCR's own recogniser on ONNX Runtime: what the fast engine is held to."""

from collections.abc import Sequence

import numpy as np

from extractor.document import Page, Pixels, Quads, Word
from extractor.ocr.paddle_modules import as_ocr_error, available_threads, load_recogniser
from extractor.ocr.words import read_page_lines
from models.ocr import Reading


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
        return read_page_lines(page, lines, self)

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """See `LineReader`."""
        if not crops:
            return []
        # One line a call: no padding to the widest of a batch, and the least memory.
        with as_ocr_error():
            found = self._recogniser.predict(
                [np.ascontiguousarray(crop[:, :, ::-1]) for crop in crops], batch_size=1
            )
        return [Reading(str(r["rec_text"]), float(r["rec_score"])) for r in found]
