"""Which way up a line of text stands: 0 or 180 degrees."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from models.ocr.runtime import open_session
from models.ocr.weights import DIRECTION, weights_path

_HEIGHT, _WIDTH = 48, 192


class LineDirection:
    """The 0/180 classifier on ONNX Runtime.

    Raises:
        WeightsNotFoundError: the weights are not on this machine.
    """

    def __init__(self, threads: int) -> None:
        self._session = open_session(str(weights_path(DIRECTION)), threads)

    def upside_down(self, lines: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Probability that each line stands on its head.

        Args:
            lines: (H, W, 3) uint8 RGB images of one line each, wider than high.
        Returns:
            (N,) float32, 0–1.
        """
        if not lines:
            return np.zeros(0, np.float32)
        batch = np.stack([_encode(line) for line in lines])
        name = self._session.get_inputs()[0].name
        probabilities = np.asarray(self._session.run(None, {name: batch})[0], np.float32)
        return probabilities[:, 1]


def _encode(line: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(H, W, 3) RGB → (3, 48, 192) BGR, -1 to 1, padded with 0 at the right."""
    height, width = line.shape[:2]
    scaled = min(_WIDTH, max(1, round(width * _HEIGHT / height)))
    resized = cv2.resize(line[:, :, ::-1], (scaled, _HEIGHT)).astype(np.float32)
    padded = np.zeros((3, _HEIGHT, _WIDTH), np.float32)
    padded[:, :, :scaled] = (resized / 127.5 - 1.0).transpose(2, 0, 1)
    return padded
