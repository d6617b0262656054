"""Crops of lines → batches of one width each, with hardly any padding."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Crop = NDArray[np.uint8]
"""(H, W, 3) RGB pixels of one line."""

LINE_HEIGHT = 48
"""Pixels to which every line is scaled before it is recognised."""
WIDEST = 3200
"""Pixels of a scaled line; a longer one is squeezed."""
_STEP = 8
"""Widths are rounded up to this: the network makes one frame of 8 pixels."""
_BATCH_PIXELS = 2000
"""Sum of the widths of a batch: one more line saves nothing, and each frame takes 150 kB."""
_SHARES_A_WORKER = 3
"""Batches each worker gets at least, so that all end at about the same time."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines recognised in one call: their places in the list of crops, and their scaled width."""

    width: int
    places: tuple[int, ...]

    @property
    def cost(self) -> int:
        """Sum of the widths in pixels."""
        return self.width * len(self.places)


def width_batches(crops: Sequence[Crop], workers: int) -> list[Batch]:
    """Every crop in one batch, the costliest batch first.

    Args:
        crops: lines of at least 1 by 1 pixel.
        workers: how many batches run at a time.
    """
    by_width: dict[int, list[int]] = {}
    for place, crop in enumerate(crops):
        by_width.setdefault(-(-_line_width(crop) // _STEP) * _STEP, []).append(place)
    whole = sum(width * len(places) for width, places in by_width.items())
    most = min(_BATCH_PIXELS, whole // (workers * _SHARES_A_WORKER))
    batches = [
        Batch(width, tuple(part))
        for width, places in by_width.items()
        for part in _even_parts(places, max(1, most // width))
    ]
    return sorted(batches, key=lambda batch: -batch.cost)


def _line_width(crop: Crop) -> int:
    """The width of a crop scaled to the height of the network; at least a square."""
    height, width = int(crop.shape[0]), int(crop.shape[1])
    return min(WIDEST, max(LINE_HEIGHT, -(-width * LINE_HEIGHT // height)))


def _even_parts(places: list[int], most: int) -> list[list[int]]:
    """Parts of at most `most` places, as equal as can be."""
    whole = len(places)
    count = -(-whole // most)
    edges = [part * whole // count for part in range(count + 1)]
    return [places[start:end] for start, end in pairwise(edges)]


def encode_lines(crops: Sequence[Crop], width: int) -> NDArray[np.float32]:
    """Crops as the recogniser was trained on: scaled to its height, padded at the right.

    Returns:
        (N, 3, 48, width) float32 BGR, -1 to 1; the padding is 0.
    """
    planes = np.zeros((len(crops), 3, LINE_HEIGHT, width), np.float32)
    for crop, out in zip(crops, planes, strict=True):
        high, wide = crop.shape[:2]
        scaled = min(width, -(-wide * LINE_HEIGHT // high))
        line = cv2.resize(crop, (scaled, LINE_HEIGHT))
        for channel in range(3):
            np.multiply(
                line[:, :, 2 - channel], np.float32(1 / 127.5), out=out[channel, :, :scaled]
            )
        out[:, :, :scaled] -= 1
    return planes
