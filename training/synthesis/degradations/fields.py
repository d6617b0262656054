"""Random fields over an image, cheap: few random numbers, made large."""

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]


def soft_field(size: tuple[int, int], coarse: tuple[int, int], rng: np.random.Generator) -> Field:
    """(H, W), normal before smoothing: `coarse` random numbers (down, across) interpolated."""
    few = rng.standard_normal(coarse, dtype=np.float32)
    field: Field = cv2.resize(few, (size[1], size[0]), interpolation=cv2.INTER_CUBIC)
    return field


def grain(size: tuple[int, int], rng: np.random.Generator) -> Field:
    """(H, W), independent normal numbers."""
    return rng.standard_normal(size, dtype=np.float32)
