"""The text map of a page → its lines of text."""

import os
import tempfile
import warnings
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from extractor.document import Quads
from models.ocr import load_onnxruntime

_THRESHOLD, _LEAST_SCORE = 0.3, 0.6
_UNCLIP, _MOST_LINES = 1.5, 3000


class _MapReader(Protocol):
    def __call__(
        self, preds: list[NDArray[np.float32]], img_shapes: list[tuple[int, int, float, float]]
    ) -> tuple[list[NDArray[np.int16]], list[list[float]]]: ...


class LineOutlines:
    """PaddleOCR's own reading of its detector's map, loaded at first use (two seconds)."""

    def find(self, text: NDArray[np.float32], size: tuple[int, int]) -> Quads:
        """Text lines, from top to bottom.

        Args:
            text: (H, W), probability of text.
            size: (width, height) of the image in whose pixels the lines are wanted.
        """
        width, height = size
        boxes, _ = self._reader([text[None, None]], [(height, width, 1.0, 1.0)])
        quads: Quads = np.asarray(boxes[0], np.float32).reshape(-1, 4, 2)
        ordered: Quads = quads[np.lexsort((quads[:, 0, 0], quads[:, 0, 1]))]
        return ordered

    @cached_property
    def _reader(self) -> _MapReader:
        os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
        with tempfile.TemporaryDirectory(prefix="jixiao-ocr-") as root, warnings.catch_warnings():
            # It makes folders there on import, and a service account may have no home to write to.
            os.environ.setdefault("PADDLE_PDX_CACHE_HOME", root)
            warnings.simplefilter("ignore")
            load_onnxruntime()
            from paddlex.inference.models.text_detection.processors import DBPostProcess

        reader: _MapReader = DBPostProcess(
            thresh=_THRESHOLD,
            box_thresh=_LEAST_SCORE,
            max_candidates=_MOST_LINES,
            unclip_ratio=_UNCLIP,
        )
        return reader
