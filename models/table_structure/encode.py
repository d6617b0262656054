"""Page pixels → the tensor that the text detector was trained on."""

import cv2
import numpy as np
from numpy.typing import NDArray

from models.table_structure.config import MULTIPLE

_MEAN = np.array([0.485, 0.456, 0.406], np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], np.float32)


def encode_page(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Normalise a page, padded with its edge pixels to multiples of 32.

    Args:
        pixels: (H, W, 3) uint8 RGB.
    Returns:
        (1, 3, H', W') float32, BGR; H' and W' are the next multiples of 32.
    """
    height, width = pixels.shape[:2]
    below, right = -height % MULTIPLE, -width % MULTIPLE
    if below or right:
        pixels = cv2.copyMakeBorder(pixels, 0, below, 0, right, cv2.BORDER_REPLICATE)
    # The statistics are applied in BGR order: that is how the detector was trained.
    scale = (1 / (255 * _DEVIATION)).astype(np.float32)
    planes = np.empty((1, 3, *pixels.shape[:2]), np.float32)
    for channel in range(3):
        np.multiply(pixels[:, :, 2 - channel], scale[channel], out=planes[0, channel])
        planes[0, channel] -= _MEAN[channel] / _DEVIATION[channel]
    return planes
