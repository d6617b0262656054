"""The engine in use: lines of like width read in batches, on the faster runtime."""

from collections.abc import Sequence

import cv2

from extractor.document import Page, Pixels, Quads, Word
from extractor.errors import OcrError, WeightsMissingError
from extractor.ocr.paddle_modules import available_threads
from extractor.ocr.words import read_page_lines
from models.ocr import (
    InferenceError,
    Lexicon,
    LineRecogniser,
    Reading,
    Runtime,
    WeightsNotFoundError,
)


class FastEngine:
    """Reads lines. Holds about 120 MB; one engine serves one thread at a time.

    Args:
        threads: processor threads; None for all that this process may use.
        runtime: what runs the network.
        lexicon: what corrections taught; None reads without it.
    Raises:
        WeightsMissingError: the weights are not on this machine.
    """

    def __init__(
        self,
        threads: int | None = None,
        runtime: Runtime = Runtime.FASTEST,
        lexicon: Lexicon | None = None,
    ) -> None:
        try:
            self._recogniser = LineRecogniser(threads or available_threads(), runtime, lexicon)
        except WeightsNotFoundError as error:
            raise WeightsMissingError(str(error)) from error

    def recognise(self, page: Page, lines: Quads) -> tuple[Word, ...]:
        """See `OcrEngine.recognise`."""
        return read_page_lines(page, lines, self)

    def read_lines(self, crops: Sequence[Pixels]) -> list[Reading]:
        """See `LineReader`."""
        try:
            return self._recogniser.read(crops)
        except (cv2.error, InferenceError) as error:
            raise OcrError(f"页面无法识别。 The page cannot be recognised: {error}") from error
