"""Random fields over an image, cheap: few random numbers, made large."""

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
_TILE = (613, 587)


def soft_field(size: tuple[int, int], coarse: tuple[int, int], rng: np.random.Generator) -> Field:
    """(H, W), normal before smoothing: `coarse` random numbers (down, across) interpolated."""
    few = rng.standard_normal(coarse, dtype=np.float32)
    field: Field = cv2.resize(few, (size[1], size[0]), interpolation=cv2.INTER_CUBIC)
    return field


def grain(size: tuple[int, int], rng: np.random.Generator) -> Field:
    """(H, W), normal numbers, independent of those less than a tile away."""
    tile = rng.standard_normal((min(size[0], _TILE[0]), min(size[1], _TILE[1])), dtype=np.float32)
    times = (-(-size[0] // tile.shape[0]), -(-size[1] // tile.shape[1]))
    return np.tile(tile, times)[: size[0], : size[1]]
